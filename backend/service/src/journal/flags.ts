/** What the journal notes about an event's clock on arrival. Nothing is refused for it. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';

/** An event from further ahead than this was not written by a clock that agrees with ours. */
const AHEAD_MS = 60_000;
/** A source that has to correct its own clock by more than this cannot be sure of it. */
const OFFSET_MS = 300_000;

export const CLOCK_DOUBTFUL = 'clock-doubtful';

/** With those that the caller gives. */
export function flagsOf(event: EventEnvelope, acceptedAtMs: number, given: readonly string[] = []): string[] {
  const ahead = Math.max(Date.parse(event.time), Date.parse(event.recordedtime)) - acceptedAtMs;
  const offset = Math.abs(event.clockoffsetms ?? 0);
  const doubtful = ahead > AHEAD_MS || offset > OFFSET_MS;
  return doubtful && !given.includes(CLOCK_DOUBTFUL) ? [...given, CLOCK_DOUBTFUL] : [...given];
}
