/** Filters of the day's list, kept in the address. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { addDays } from '../../core/format.ts';
import { COUNT_GROUPS, type CountGroup, countGroup } from '../../core/stage-view.ts';

export const VIEWS = ['axis', 'table', 'week'] as const;
export type Filters = {
  /** `2021-04-15`; absent: today. */
  day?: string;
  court?: string;
  type?: string;
  group?: CountGroup;
  view: (typeof VIEWS)[number];
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The Monday of that day's week. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** `usual`: the view of who has not chosen one. */
export const filtersOf = (search: URLSearchParams, usual: Filters['view']): Filters => {
  const day = search.get('day');
  const group = COUNT_GROUPS.find((one) => one === search.get('stage'));
  return {
    view: VIEWS.find((one) => one === search.get('view')) ?? usual,
    ...(day && DAY.test(day) && !Number.isNaN(Date.parse(day)) ? { day } : {}),
    ...(search.get('court') ? { court: search.get('court') ?? '' } : {}),
    ...(search.get('type') ? { type: search.get('type') ?? '' } : {}),
    ...(group ? { group } : {}),
  };
};

export const searchOf = ({ day, court, type, group, view }: Filters): URLSearchParams =>
  new URLSearchParams({
    ...(day ? { day } : {}),
    ...(court ? { court } : {}),
    ...(type ? { type } : {}),
    ...(group ? { stage: group } : {}),
    view,
  });

export const matches = (row: HearingRow, { court, type, group }: Filters): boolean => {
  if (court && row.court !== court) return false;
  if (!type && !group) return true;
  // Of a masked hearing neither type nor state is known here.
  if (row.form === 'masked') return false;
  return (!type || row.state.caseType === type) && (!group || countGroup(row.state.stage) === group);
};
