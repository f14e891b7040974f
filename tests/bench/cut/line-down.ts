/** A cut while the line out of the court is broken: nothing that is filmed after the press reaches anybody, also when the line is back. */
import { until } from '../../rig/processes.ts';
import { byClerk } from './presses.ts';
import { strayIn } from './run.ts';
import { beginLooking, seen } from './screen.ts';
import type { Place, Stage } from './stage.ts';

type DownRun = {
  closedFrom: number;
  liftedAt: number;
  /** From the line's return until the last picture, of before the press, is gone from the wall. */
  afterReturnMs: number;
  stray: number[];
};

const BEFORE_MS = 500;
const DOWN_MS = 3_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function pressWithoutLine(stage: Stage, place: Place): Promise<DownRun> {
  const { line, page, clerk } = stage;
  await beginLooking(page, place.hearing);
  line.cut();
  line.halt();
  await sleep(BEFORE_MS);
  const way = byClerk(stage, place);
  await way.press(crypto.randomUUID());
  const closedFrom = Date.now();
  await sleep(DOWN_MS);
  const backAt = Date.now();
  line.goOn();
  const goneAt = await until('the picture to be gone', async () => (await seen(page, place.hearing)).goneAt);
  await until('the line to be up', async () => (await clerk.state()).line.up || undefined);
  await sleep(DOWN_MS);
  const liftedAt = Date.now();
  await way.lift?.();
  await stage.shows(place);
  return {
    closedFrom,
    liftedAt,
    afterReturnMs: Math.max(0, goneAt - backAt),
    stray: await strayIn(stage, place, closedFrom, liftedAt),
  };
}
