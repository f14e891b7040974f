/** A hearing of which nothing is known yet. */
import type { Timestamp } from '../primitives.ts';
import type { HearingState } from './model.ts';

/** Stands where no event has told a time. */
export const UNKNOWN_TIME: Timestamp = '1970-01-01T00:00:00.000Z';
/** Stands where no event has told the court; a valid code, and nobody's. */
export const UNKNOWN_COURT = 'unknown';

export const initialHearing = (id: string): HearingState => ({
  id,
  court: UNKNOWN_COURT,
  start: UNKNOWN_TIME,
  day: '1970-01-01',
  caseNumbers: [],
  mode: 'in_person',
  publicity: 'public',
  minor: false,
  stage: 'scheduled',
  stageSince: UNKNOWN_TIME,
  panel: [],
  participants: [],
  adhoc: false,
  flags: [],
});
