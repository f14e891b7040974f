/** What of a machine, a camera or a node is not as it should be at this moment, and how grave. Pure; a moment is no band yet (`bands.ts`). */

import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import type { Ailment, Band } from '@giamsat/contract/wire/system';
import { SILENCE_MS } from '../finding.ts';

export type Grade = Exclude<Band, 'good'>;
export type Sign = { ailment: Ailment; grade: Grade };
/** What pages told over the last minute. */
export type Viewing = { reports: number; stalled: number; latencyMs?: number };

/** A figure that grows worse: `at` and beyond. */
const past = (value: number, fair: number, bad = Number.POSITIVE_INFINITY): Grade | undefined =>
  value >= bad ? 'bad' : value >= fair ? 'fair' : undefined;
/** A figure that shrinks: below. */
const under = (value: number, fair: number, bad = Number.NEGATIVE_INFINITY): Grade | undefined =>
  value < bad ? 'bad' : value < fair ? 'fair' : undefined;
const bad = (is: boolean | undefined): Grade | undefined => (is ? 'bad' : undefined);
const fair = (is: boolean | undefined): Grade | undefined => (is ? 'fair' : undefined);
const of = <T>(value: T | undefined, judge: (value: T) => Grade | undefined): Grade | undefined =>
  value === undefined ? undefined : judge(value);

const signs = (found: Partial<Record<Ailment, Grade | undefined>>): Sign[] =>
  Object.entries(found).flatMap(([ailment, grade]) => (grade ? [{ ailment: ailment as Ailment, grade }] : []));

/** Sound that is so faint, or so strong that it is cut off; RMS in dBFS. */
const FAINT_DB = -50;
const CUT_OFF_DB = -6;

/** `vitals` as they were told by our clock; `heard`: lately enough to count. */
export const signsOfMachine = (vitals: AgentVitals, heard: boolean): Sign[] => {
  if (!heard) return signs({ 'silent-machine': 'bad' });
  const { at, spoolOldestAt, diskFreeBytes, clockOffsetMs, outboxLength } = vitals;
  const waits = spoolOldestAt === undefined ? 0 : Date.parse(at) - Date.parse(spoolOldestAt);
  return signs({
    disk: under(diskFreeBytes, 10e9, 2e9),
    clock: past(Math.abs(clockOffsetMs), 2_000, 30_000),
    outbox: past(outboxLength, 50, 1_000),
    spool: past(waits, 5 * 60_000, 3_600_000),
  });
};

/** How a picture comes in here. */
export type Coming = {
  /** Since the newest part, or since it could have come. */
  silentMs: number;
  delayMs?: number;
  /** Missing in breaks that are too short to be silence, over the last half minute. */
  flawsMs: number;
};

export function signsOfFeed(facts: {
  vitals: FeedVitals;
  /** Its machine, lately enough to count. */
  heard: boolean;
  /** Its picture may be seen by whoever may. A room in which nobody sits is dark, still and silent, as it should be. */
  onAir: boolean;
  /** Only while it is on air, and has had the time to come. */
  coming?: Coming | undefined;
  viewing?: Viewing | undefined;
}): Sign[] {
  const { vitals, heard, onAir, coming, viewing } = facts;
  const stalled = viewing && viewing.stalled >= 2 ? viewing.stalled / viewing.reports : 0;
  const onTheWay = {
    'no-parts': bad(coming && coming.silentMs >= SILENCE_MS),
    late: of(coming?.delayMs, (ms) => past(ms, 2_000, 5_000)),
    lossy: of(coming?.flawsMs, (ms) => past(ms, 1_500, 6_000)),
    // Where it stands still for most, it is no one's own network.
    'stalls-most': bad(stalled >= 0.5),
    'stalls-some': fair(stalled > 0 && stalled < 0.5),
  };
  if (!heard) return signs({ 'silent-machine': 'bad', ...onTheWay });
  const runs = vitals.state === 'running';
  return signs({
    stopped: bad(vitals.state === 'stalled' || vitals.state === 'stopped'),
    refused: bad(vitals.refused),
    ...onTheWay,
    ...(runs ? signsOfCamera(vitals) : {}),
    ...(runs && onAir ? signsOfPicture(vitals) : {}),
  });
}

const signsOfCamera = ({ garbage, slow, keyIntervalMs, fps }: FeedVitals) => ({
  garbage: fair(garbage),
  slow: fair(slow),
  'key-frames': of(keyIntervalMs, (ms) => past(ms, 2_500, 5_500)),
  'frame-rate': of(fps, (value) => under(value, 9, 2)),
});
/** `freezedetect` fires on black as well: then it is black. */
const signsOfPicture = ({ black, frozen, silent, levelDb, kbps }: FeedVitals) => ({
  black: bad(black),
  frozen: bad(frozen && !black),
  bitrate: of(kbps, (value) => under(value, 60) ?? past(value, 16_000)),
  mute: fair(silent),
  quiet: of(silent ? undefined : levelDb, (db) => under(db, FAINT_DB)),
  loud: of(levelDb, (db) => past(db, CUT_OFF_DB)),
});

export const signsOfNode = (busyMs: number, heard: boolean): Sign[] =>
  signs(heard ? { busy: past(busyMs, 250, 1_500) } : { gone: 'bad' });
