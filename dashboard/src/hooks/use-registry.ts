/** Courts, rooms and cameras by today's names, asked for once. */
import type { RegistryAnswer } from '@giamsat/contract/wire/hearings';
import { useQuery } from '@tanstack/react-query';
import { useServices } from './services.ts';

export const useRegistry = (): RegistryAnswer | undefined => {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: ['registry'],
    queryFn: ({ signal }) => api.get<RegistryAnswer>('/registry', {}, signal),
    staleTime: 5 * 60_000,
  });
  return data;
};
