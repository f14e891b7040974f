/** How a camera fared in a quarter of an hour; the newest one goes on by itself. */
import type { FeedHistory } from '@giamsat/contract/wire/system';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useServices } from './services.ts';

/** A sample is taken so often. */
const STEP_MS = 5_000;

/** `through`: the moment that it ends at, RFC 3339; undefined: now. */
export const useFeedHealth = (feed: string, through?: string) => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['feed-health', feed, through],
    queryFn: ({ signal }) => api.get<FeedHistory>(`/system/feeds/${feed}`, { through }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: through === undefined ? STEP_MS : false,
  });
};
