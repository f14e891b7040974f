/** The newest seal of the journal and who countersigned it; asks the service for nothing that this viewer may not see. */
import type { Seals } from '@giamsat/contract/wire/seals';
import { useQuery } from '@tanstack/react-query';
import { useServices } from './services.ts';
import { useViewer } from './session.ts';

const AGAIN_MS = 30_000;

export const useSeals = () => {
  const { api } = useServices();
  const { permissions } = useViewer();
  return useQuery({
    queryKey: ['seals'],
    queryFn: ({ signal }) => api.get<Seals>('/checkpoint', {}, signal),
    refetchInterval: AGAIN_MS,
    enabled: permissions.seals,
  });
};
