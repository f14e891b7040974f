/** One's own exports: how far they are, their end, and the way to their files. */
import type { Exports } from '@giamsat/contract/wire/exports';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from './services.ts';

const KEY = ['exports'];
const OPEN_MS = 1_000;
const QUIET_MS = 30_000;

export const useExports = () => {
  const { api } = useServices();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Exports>('/exports', {}, signal),
    refetchInterval: ({ state }) =>
      state.data?.exports.some((one) => one.state === 'waiting' || one.state === 'running') ? OPEN_MS : QUIET_MS,
  });
};

/** `order`, `end` and `fetch`, each followed by a new look at the list. */
export const useExportActions = () => {
  const { api } = useServices();
  const queries = useQueryClient();
  const onSettled = () => void queries.invalidateQueries({ queryKey: KEY });
  const order = useMutation({ mutationFn: (path: string) => api.post(path), onSettled });
  const end = useMutation({ mutationFn: (id: string) => api.delete(`/exports/${id}`), onSettled });
  const fetch = useMutation({
    mutationFn: async (id: string) => {
      // Asks for a proof where one is due; then the browser fetches by itself, and goes on where it broke off.
      await api.post(`/exports/${id}/download`);
      const link = document.createElement('a');
      link.href = `/api/v1/exports/${id}/file`;
      link.download = '';
      link.click();
    },
    onSettled,
  });
  return { order, end, fetch, error: order.error ?? end.error ?? fetch.error };
};
