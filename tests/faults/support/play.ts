/** A run of faults from a seed: they strike one after the other, the hearings end, everything settles, and the checker speaks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../rig/processes.ts';
import { check, type Evidence, type Verdict } from '../checker/check.ts';
import type { Fault } from './faults.ts';
import type { Dice } from './random.ts';
import type { World } from './world.ts';

/** `backMs`: from the fault's end until the viewer got a picture again, where the viewer watches that court; null: not within a minute. */
type Struck = { fault: string; court: string; lastedMs: number; backMs?: number | null };
export type Outcome = { struck: Struck[]; verdict: Verdict; evidence: Evidence; unsettled: string[] };

const BACK_WITHIN_MS = 60_000;
const SETTLED_WITHIN_MS = 90_000;
const QUIET_MS = 3_000;
/** The longest that a segment of ours is until it is final and on its way. */
const FIRST_SEGMENTS_MS = 6_000;

/** @param next the faults in order, until there is none */
export async function play(
  world: World,
  dice: Dice,
  next: () => Fault | undefined,
  say: (line: string) => void = () => undefined,
): Promise<Outcome> {
  const { places, viewer } = world;
  const nearMs = Date.now();
  const struck: Struck[] = [];
  await until('the picture to be seen', () => viewer.seen().length > 3 || undefined);
  await sleep(FIRST_SEGMENTS_MS);
  for (let fault = next(); fault; fault = next()) {
    const at = dice.below(places.length);
    const place = places[at];
    if (!place) continue;
    const begun = Date.now();
    await fault.strike(world, place, dice);
    const over = Date.now();
    const one: Struck = { fault: fault.name, court: place.code, lastedMs: over - begun };
    const sees = (): true | undefined => (viewer.seen().at(-1) ?? 0) > over || undefined;
    const back = await until('the picture to be back', sees, BACK_WITHIN_MS).catch(() => undefined);
    if (at === 0) one.backMs = back ? (viewer.seen().find((seen) => seen > over) ?? over) - over : null;
    struck.push(one);
    say(`${one.fault} at ${one.court}: ${one.lastedMs} ms, picture after ${one.backMs ?? '–'} ms`);
    await sleep(dice.between(1_000, 4_000));
  }

  const unsettled: string[] = [];
  const settle = (what: string, waiting: Promise<unknown>): Promise<unknown> =>
    waiting.catch((error: Error) => unsettled.push(`${what}: ${error.message}`));
  for (const { clerk, feed, code } of places) {
    const closed = await clerk.close();
    await settle(code, clerk.settled(SETTLED_WITHIN_MS));
    await settle(
      code,
      until(
        'the court to have stated what it captured',
        async () => {
          const heads = await world.ask<{ head: string }>('select head from journal where stream = $1', [
            `rooms/${feed.slice(0, feed.lastIndexOf('-'))}`,
          ]);
          return heads.some(({ head }) => {
            const { type, recordedtime } = JSON.parse(head) as { type: string; recordedtime: string };
            return type === 'recording.committed' && Date.parse(recordedtime) >= closed;
          });
        },
        SETTLED_WITHIN_MS,
      ),
    );
    await settle(code, until('everything to have followed', followed(world, feed), SETTLED_WITHIN_MS));
  }
  for (const { camera, court } of places) {
    await camera.stop();
    await court.stop();
  }
  await viewer.stop();
  const evidence: Evidence = {
    ask: world.ask,
    recordings: world.recordings,
    told: places.flatMap(({ clerk }) => clerk.told()),
    cameras: places.map(({ feed, clerk, camera }, n) => ({
      feed,
      hearing: clerk.hearing,
      films: camera.films(),
      ...(n === 0 ? { seen: viewer.seen() } : {}),
    })),
    nearMs,
  };
  return { struck, verdict: await check(evidence), evidence, unsettled };
}

/** Everything that was stated is here, and nothing more has come for a while: a last segment may not be stated yet. */
function followed({ ask }: World, feed: string): () => Promise<boolean> {
  let before = '';
  let since = Date.now();
  return async () => {
    const [row] = await ask<{ missing: string; here: string }>(
      `select (select count(*) from media_segments where feed = $1) as here, count(*) as missing
         from media_committed c left join media_segments s on s.feed = c.feed and s.epoch = c.epoch and s.number = c.number
        where c.feed = $1 and s.feed is null`,
      [feed],
    );
    if (row?.here !== before) {
      before = row?.here ?? '';
      since = Date.now();
    }
    return Number(row?.missing) === 0 && Date.now() - since > QUIET_MS;
  };
}
