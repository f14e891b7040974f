/** The hearings of a day: asked for, and kept newer by the push. */
import type { HearingsAnswer } from '@giamsat/contract/wire/hearings';
import type { HearingRow } from '@giamsat/contract/wire/live';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { dayOf } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useScope, useStoreSnapshot } from '../../hooks/use-hearings.ts';

export type DayResult = { rows: HearingRow[] | undefined; error: Error | null; refetch: () => void; stale: boolean };

const SAFETY_MS = 5 * 60_000;

export const useDay = (day: string): DayResult => {
  const { api, clock } = useServices();
  // Today's come with the wall.
  useScope(day === dayOf(clock.now()) ? undefined : `day:${day}`);
  const { hearings } = useStoreSnapshot();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['hearings', day],
    queryFn: async ({ signal }) => {
      const rows: HearingRow[] = [];
      let after: string | undefined;
      do {
        const page: HearingsAnswer = await api.get('/hearings', { day, after, limit: 500 }, signal);
        rows.push(...page.rows);
        after = page.next;
      } while (after);
      return rows;
    },
    placeholderData: keepPreviousData,
    refetchInterval: SAFETY_MS,
  });
  const rows = useMemo(() => {
    if (!data) return undefined;
    const all = new Map(data.filter((row) => row.day === day).map((row) => [row.id, row]));
    for (const row of hearings.values())
      if (row.day === day && row.version >= (all.get(row.id)?.version ?? -1)) all.set(row.id, row);
    return [...all.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }, [data, hearings, day]);
  return { rows, error: data ? null : error, refetch: () => void refetch(), stale: isPlaceholderData };
};

const orderOf = (row: HearingRow): string => `${row.form === 'full' ? row.state.start : '~'} ${row.court} ${row.id}`;
