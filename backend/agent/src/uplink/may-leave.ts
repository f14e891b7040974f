/** When media may leave the court. */
import { sleep } from '../platform/retry.ts';

/** How long a part may wait for earlier events to be accepted before its segment is left to the backfill. */
const WITHIN_MS = 3_000;
const LOOK_MS = 15;

/**
 * When the desk is up to date and nothing of ours that could forbid them is still on its way: with the press of a cut not a byte leaves any
 * more, also of what was filmed before it, until the province has the cut and shows it to nobody. Answers false where that takes too long.
 */
export const createMayLeave =
  (desk: { fresh(): boolean }, outbox: { holdsBack(): boolean }) =>
  async (signal: AbortSignal): Promise<boolean> => {
    const until = performance.now() + WITHIN_MS;
    while (!desk.fresh() || outbox.holdsBack()) {
      if (signal.aborted || performance.now() > until) return false;
      await sleep(LOOK_MS, signal);
    }
    return !signal.aborted;
  };
