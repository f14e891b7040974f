/** How long this hearing's recordings are kept, and every way to decide of it; read anew after each. */
import type { Keeping, Removal } from '@giamsat/contract/wire/keeping';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../../hooks/services.ts';
import type { KeepingValues } from './keeping-form.tsx';

const AGAIN_MS = 30_000;

export const useKeeping = (hearing: string) => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['keeping', hearing],
    queryFn: ({ signal }) => api.get<Keeping>(`/hearings/${hearing}/keeping`, {}, signal),
    refetchInterval: AGAIN_MS,
  });
};

export const useKeepingChanges = (hearing: string) => {
  const { api } = useServices();
  const queries = useQueryClient();
  const afterwards = async (work: Promise<unknown>): Promise<void> => {
    await work;
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['keeping', hearing] }),
      queries.invalidateQueries({ queryKey: ['admin', 'removals'] }),
    ]);
  };
  const at = `/hearings/${hearing}`;
  return {
    classify: (version: number, values: KeepingValues) => afterwards(api.put(`${at}/keeping`, { ...values, version })),
    hold: (values: KeepingValues) => afterwards(api.post(`${at}/holds`, values)),
    lift: (hold: string, values: KeepingValues) => afterwards(api.post(`${at}/holds/${hold}/lift`, values)),
    ask: (values: KeepingValues) => afterwards(api.post(`${at}/removals`, values)),
    approve: ({ id, digest }: Removal) => afterwards(api.post(`/removals/${id}/approve`, { digest })),
    stop: ({ id }: Removal, values: KeepingValues) => afterwards(api.post(`/removals/${id}/stop`, values)),
  };
};
