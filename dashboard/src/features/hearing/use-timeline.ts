/** The hearing's timeline: asked for once when the page is opened, again when the push says that it grew, and now and then while it sits. */
import type { FullRow, Timeline } from '@giamsat/contract/wire/live';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../../hooks/services.ts';
import { useTimelineVersion } from '../../hooks/use-hearings.ts';

const SITTING_MS = 30_000;
/** The push names the timeline when the page begins to watch; who has no line, or may not replay, waits for it no longer. */
const FIRST_WORD_MS = 1_000;

export const useTimeline = (row: FullRow): Timeline | undefined => {
  const { api } = useServices();
  const version = useTimelineVersion(row.id);
  const sits = row.sittings.some((one) => one.to === undefined);
  const begun = useHasBegun(version);
  const newest = Math.max(version ?? -1, row.version);
  const known = useRef(newest);
  known.current = newest;
  /** What was known when it was last asked for: an answer is at least as new. */
  const asked = useRef<number>(undefined);
  const { data, refetch } = useQuery({
    queryKey: ['timeline', row.id],
    queryFn: ({ signal }) => {
      asked.current = known.current;
      return api.get<Timeline>(`/hearings/${row.id}/timeline`, {}, signal);
    },
    placeholderData: keepPreviousData,
    enabled: begun,
    refetchInterval: sits ? SITTING_MS : false,
  });
  useEffect(() => {
    if (asked.current !== undefined && newest > asked.current) void refetch();
  }, [newest, refetch]);
  return data;
};

/** What is asked before the first word of the push would have to be asked again with it. */
const useHasBegun = (version: number | undefined): boolean => {
  const before = useRef(version);
  const [begun, setBegun] = useState(false);
  useEffect(() => {
    if (begun) return;
    const timer = setTimeout(() => setBegun(true), version === before.current ? FIRST_WORD_MS : 0);
    return () => clearTimeout(timer);
  }, [begun, version]);
  return begun;
};
