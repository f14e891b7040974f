/** Asks the service: page after page of hits, and what could be meant while somebody types. */
import type { SearchAnswer, SearchRequest, SuggestAnswer } from '@giamsat/contract/wire/search';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useServices } from '../../hooks/services.ts';
import { isEmpty, type Wanted } from './address.ts';

/** Rights and doors change: what was found is not kept, and is asked for again when one comes back to it. */
const KEPT_MS = 0;

export const useHits = (wanted: Wanted) => {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: ['search', wanted],
    queryFn: ({ pageParam }) =>
      api.post<SearchAnswer>('/search', {
        ...wanted,
        ...(pageParam ? { after: pageParam } : {}),
      } satisfies SearchRequest),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    enabled: !isEmpty(wanted),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    refetchOnWindowFocus: false,
    retry: false,
  });
};

const PAUSE_MS = 180;
const MIN_LETTERS = 2;

export const useSuggestions = (typed: string): SuggestAnswer['suggestions'] => {
  const { api } = useServices();
  const [q] = useDebouncedValue(typed.slice(0, 300), PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['suggestions', q],
    queryFn: () => api.post<SuggestAnswer>('/search/suggestions', { q }),
    enabled: q.trim().length >= MIN_LETTERS && q === typed,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    retry: false,
  });
  return typed.trim().length >= MIN_LETTERS ? (data?.suggestions ?? []) : [];
};
