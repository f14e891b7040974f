/** The delivery directives `_HLS_msn`, `_HLS_part`, `_HLS_skip`: read strictly, then asked of a window (RFC 8216bis §6.2.5). */
import { firstMsn, type LiveWindow, partsOf } from './window.ts';

export type Directives = { msn?: number; part?: number; skip: boolean };

/** What the directives mean of a window as it stands. */
export type Readiness = 'ready' | 'wait' | 'bad';

const NUMBER = /^\d{1,15}$/;

/** Rules 26 and 33; undefined where one is malformed. `v2` skips date ranges as well, of which we have none. */
export function readDirectives(query: Record<string, unknown>): Directives | undefined {
  const { _HLS_msn: msn, _HLS_part: part, _HLS_skip: skip } = query;
  if (skip !== undefined && skip !== 'YES' && skip !== 'v2') return undefined;
  if (msn !== undefined && (typeof msn !== 'string' || !NUMBER.test(msn))) return undefined;
  if (part !== undefined && (msn === undefined || typeof part !== 'string' || !NUMBER.test(part))) return undefined;
  return {
    skip: skip !== undefined,
    ...(msn === undefined ? {} : { msn: Number(msn) }),
    ...(part === undefined ? {} : { part: Number(part) }),
  };
}

/** Rules 23–29 and 31. */
export function readiness(window: LiveWindow, { msn, part }: Directives): Readiness {
  if (msn === undefined || window.ended || msn < firstMsn(window)) return 'ready';
  const lastMsn = window.counters.nextMsn - 1;
  if (msn > lastMsn + 2) return 'bad';
  const segment = window.segments.find((candidate) => candidate.msn === msn);
  const allowedAhead = Math.max(3, Math.ceil(3000 / window.partTargetMs));
  const held = segment ? partsOf(segment).length : 0;
  // A part behind the end of a closed segment means part 0 of the next (rule 25), so it is never too far ahead there.
  if (part !== undefined && !segment?.closed && part - held >= allowedAhead) return 'bad';
  if (!segment) return 'wait';
  if (part === undefined) return segment.closed ? 'ready' : 'wait';
  if (part < held) return 'ready';
  const later = window.segments.some((candidate) => candidate.msn > msn && partsOf(candidate).length > 0);
  return segment.closed && later ? 'ready' : 'wait';
}
