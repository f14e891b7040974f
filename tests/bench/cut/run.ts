/** One press, felt at every place: the line out of the court, the origin, a bare socket, and the screen. */
import { v7 as uuidv7 } from 'uuid';
import { until } from '../../rig/processes.ts';
import { holdOn, liveAddresses, recordedAddresses } from './origin.ts';
import type { Press } from './presses.ts';
import { beginLooking, endLooking, seen } from './screen.ts';
import type { Place, Stage } from './stage.ts';

/** Milliseconds from the press; null: it never came. */
export type Run = {
  /** The picture is gone from the wall. */
  screenMs: number | null;
  /** The origin had refused everything once. */
  originMs: number | null;
  /** By kind of address. */
  refusedMs: Record<string, number | null>;
  /** The last byte of this picture that left the court before the province had taken the cut, 0 where none did; of the office's: at all. */
  agentMs: number;
  /** The last byte of this picture at all: what was filmed before the press follows for the recording. */
  restMs: number;
  /** The cut left the court, and the province's acceptance came back; null: of the office's there is none. */
  postedMs: number | null;
  takenMs: number | null;
  /** A bare socket was told. */
  toldMs: number | null;
  /** The page let the picture go; what is left until `screenMs` is the browser's drawing. */
  droppedMs: number | null;
  /** The press itself was answered. */
  answeredMs: number;
  /** How many of the wall's tiles showed a picture just before. */
  tiles: number;
  leaks: string[];
  /** Refusals of what others held when it came, of how many. */
  held: number;
  /** Longest time between two looks at the screen. */
  lookMs: number;
  /** Since when nothing that is filmed may be seen, ms since 1970. */
  closedFrom: number;
};

const SETTLE_MS = 800;
const LONGEST_MS = 10_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const since = (at: number | undefined | null, from: number): number | null =>
  at === undefined || at === null ? null : Math.max(0, at - from);

/** @param holders cookies of sessions that have a socket; each holds a blocked request, too */
export async function pressOnce(stage: Stage, place: Place, way: Press, holders: readonly string[]): Promise<Run> {
  const { page, ask, uplink, told, province } = stage;
  const { hearing, feed } = place;
  const window = await stage.windowOf(hearing);
  const addresses = await until('a whole segment', () => liveAddresses(ask, window));
  const recorded = way.closesRecordings ? await until('a thumbnail', () => recordedAddresses(ask, hearing, feed)) : {};
  await stage.shows(place);
  const tiles = await stage.tiles();
  await beginLooking(page, hearing);
  const asking = holdOn(ask, { ...addresses, ...recorded });
  const held = holders.map((cookie) =>
    fetch(`${province.http}${addresses.blocked}`, { headers: { cookie } }).then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
  // Anywhere within a part.
  await sleep(200 + Math.random() * 200);

  const id = uuidv7();
  uplink.expect(id);
  told.delete(hearing);
  const pressedAt = Date.now();
  asking.ask();
  await way.press(id);
  const answeredAt = Date.now();
  await sleep(SETTLE_MS);
  const goneAt = await until(
    'the picture to be gone',
    async () => (await seen(page, hearing)).goneAt,
    LONGEST_MS,
  ).catch(() => undefined);
  const { at, leaks } = await asking.stop();
  const statuses = await Promise.all(held);
  const refusedMs = Object.fromEntries(Object.entries(at).map(([kind, moment]) => [kind, since(moment, pressedAt)]));
  const all = Object.values(refusedMs);
  const sent = uplink.sentSince(feed, pressedAt);
  const acceptedAt = way.atCourt ? uplink.acceptedAt() : Number.POSITIVE_INFINITY;
  if (acceptedAt === undefined) throw new Error('the province did not take the cut');
  const looked = await seen(page, hearing);
  return {
    screenMs: since(goneAt, pressedAt),
    originMs: all.some((ms) => ms === null) ? null : Math.max(...all.map(Number)),
    refusedMs,
    agentMs:
      since(
        sent.findLast((moment) => moment <= acceptedAt),
        pressedAt,
      ) ?? 0,
    restMs: since(sent.at(-1), pressedAt) ?? 0,
    postedMs: since(uplink.postedAt(), pressedAt),
    takenMs: since(uplink.acceptedAt(), pressedAt),
    toldMs: since(told.get(hearing), pressedAt),
    droppedMs: since(looked.droppedAt, pressedAt),
    answeredMs: answeredAt - pressedAt,
    tiles,
    leaks,
    held: statuses.filter((status) => status === 403).length,
    lookMs: looked.longestMs,
    closedFrom: answeredAt,
  };
}

/** Times of pictures that were seen though they were filmed in the stretch; it is looked at no longer. */
export async function strayIn(stage: Stage, { hearing }: Place, from: number, to: number): Promise<number[]> {
  const { taken } = await endLooking(stage.page, hearing);
  return taken.filter((at) => from < at && at < to);
}
