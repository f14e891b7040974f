/** The hearing's timeline, asked for again when the push says that it grew, and now and then while it sits. */
import type { FullRow, Timeline } from '@giamsat/contract/wire/live';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from '../../hooks/services.ts';
import { useTimelineVersion } from '../../hooks/use-hearings.ts';

const SITTING_MS = 30_000;

export const useTimeline = (row: FullRow): Timeline | undefined => {
  const { api } = useServices();
  const version = useTimelineVersion(row.id);
  const sits = row.sittings.some((one) => one.to === undefined);
  const { data, refetch } = useQuery({
    queryKey: ['timeline', row.id],
    queryFn: ({ signal }) => api.get<Timeline>(`/hearings/${row.id}/timeline`, {}, signal),
    placeholderData: keepPreviousData,
    refetchInterval: sits ? SITTING_MS : false,
  });
  const newest = Math.max(version ?? -1, row.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer version is the reason to ask again
  useEffect(() => {
    void refetch();
  }, [newest, refetch]);
  return data;
};
