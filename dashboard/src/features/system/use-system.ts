/** How everything fares: asked as often as machines tell it, and at once when something is raised or ends. */
import type { SystemAnswer } from '@giamsat/contract/wire/system';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from '../../hooks/services.ts';

const EVERY_MS = 5_000;

export const useSystem = () => {
  const { api, alerts } = useServices();
  const query = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => api.get<SystemAnswer>('/system', {}, signal),
    refetchInterval: EVERY_MS,
  });
  const { refetch } = query;
  useEffect(() => alerts.subscribe(() => void refetch()), [alerts, refetch]);
  return query;
};
