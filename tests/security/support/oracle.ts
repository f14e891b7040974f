/** What the pure policy says of a byte, asked afterwards with all that was known when it was given. Nothing of the running service is asked. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { closedStretches, hiding } from '@giamsat/contract/hearing/closed-stretches';
import type { Restriction } from '@giamsat/contract/hearing/model';
import { inForce, overlaps, shownOverlaps } from '@giamsat/contract/hearing/restrictions';
import { sittingsOf } from '@giamsat/contract/hearing/sittings';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { may } from '@giamsat/service/access/policy';
import { factsOf } from '@giamsat/service/access/redact';
import type { Viewer } from '@giamsat/service/access/viewer';
import { PART_MS } from './court.ts';

/** A hearing as it was known: its events that were accepted by then. */
export type Known = { hearing: string; court: string; room: string; events: readonly EventEnvelope[] };

const concerns = (one: Restriction, feed: string) => one.feeds === undefined || one.feeds.includes(feed);
const at = (ms: number) => new Date(ms).toISOString();

const factsAt = ({ hearing, court, room, events }: Known, nowMs: number) => {
  const whole = wholeOf(events, hearing);
  const { sittings } = sittingsOf([events]);
  const day = whole.state.day;
  const stored = { ...whole, id: hearing, court, room, day, sittings, insideVersion: 0, outsideVersion: 0 };
  return { whole, sittings, facts: factsOf(stored, at(nowMs)) };
};

/** May this viewer have been given, at `nowMs`, what `feed` filmed at `filmedMs`? */
export function mayHaveSeen(
  known: Known,
  viewer: Viewer,
  kind: 'live' | 'recording',
  feed: string,
  filmedMs: number,
  nowMs: number,
): boolean {
  const { whole, sittings, facts } = factsAt(known, nowMs);
  const moment = at(filmedMs);
  const end = at(filmedMs + PART_MS);
  const holds = sittings.flatMap((sitting) => sitting.holds).filter(({ room }) => room === known.room);
  if (!holds.some(({ from, to }) => from <= moment && (to === undefined || moment < to))) return false;
  const { restrictions, shownBeforeKnown } = whole;
  if (kind === 'live') {
    const restricted =
      inForce(restrictions, at(nowMs), feed).some(({ picture }) => picture) ||
      restrictions.some(
        (one) =>
          one.picture &&
          one.releasedAt === undefined &&
          concerns(one, feed) &&
          one.from < end &&
          (one.to === undefined || moment < one.to),
      ) ||
      shownBeforeKnown.some((one) => one.releasedAt === undefined && one.from < end && moment < one.to);
    return may(viewer, 'live.watch', { ...facts, restricted }, nowMs).allowed;
  }
  const restricted =
    overlaps(restrictions, moment, end, at(nowMs), feed).some(({ picture }) => picture) ||
    shownOverlaps(shownBeforeKnown, moment, end, at(nowMs)).length > 0;
  const released =
    !restricted &&
    shownBeforeKnown.some(
      ({ from, to, releasedAt }) =>
        from <= moment && moment < to && releasedAt !== undefined && releasedAt <= at(nowMs),
    );
  return may(viewer, 'recording.watch', { ...facts, restricted, released }, nowMs).allowed;
}

/** May this viewer have read, at `nowMs`, a note of that moment, by `{source}#{id}`? */
export function mayHaveRead(known: Known, viewer: Viewer, ref: string, nowMs: number): boolean {
  const { whole, facts } = factsAt(known, nowMs);
  const decision = may(viewer, 'log.read', facts, nowMs);
  if (!decision.allowed) return false;
  if (decision.inside) return true;
  const entry = whole.course.entries.find((one) => one.ref === ref);
  const closed = closedStretches(whole.restrictions);
  return (
    entry !== undefined && ![entry.event.time, entry.original.recordedtime].some((moment) => hiding(closed, moment))
  );
}
