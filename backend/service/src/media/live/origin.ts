/** The live origin: takes parts from the lanes, answers viewers by windows, and forgets what nobody may see any more. */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { MediaRights, WindowFacts } from '../rights.ts';
import type { CounterStore } from './counters.ts';
import { readDirectives, readiness } from './directives.ts';
import { createGuards } from './guards.ts';
import type { Holding } from './holding.ts';
import { createLane, type IncomingSegment, type Intake, type Lane } from './lane.ts';
import { inLongParts } from './long-parts.ts';
import { createRenderings, type Rendered, render } from './rendering.ts';
import { createShelf, type Shelf } from './shelf.ts';
import { createWaiting } from './waiting.ts';
import {
  type Evicted,
  endMs,
  endWindow,
  findPart,
  findSegment,
  type LiveWindow,
  lastSegment,
  TARGET_DURATION_S,
} from './window.ts';

export type Refusal = { status: 400 | 403 | 404 | 503 };
export type Answer<T> = { status: 200; value: T } | Refusal;
/** Of this node at once, of another when it has answered. */
export type Now<T> = Answer<T> | Promise<Answer<T>>;

/** The camera's own picture, or the small one of it that some courts send for weak lines. */
export type Rendition = 'main' | 'small';
/** `long`: not as the camera's epoch announces parts, but `PARTS_TOGETHER` times that. */
export type View = { rendition: Rendition; parts: 'short' | 'long' };

/** What viewers are given. */
export type Watching<V> = Pick<Origin<V>, 'playlist' | 'init' | 'part' | 'segment' | 'guard' | 'untilTold'>;

export type Origin<V> = {
  /** A segment that begins to arrive; undefined where live does not take it. */
  open(feed: string, segment: IncomingSegment, rendition?: Rendition): Intake | undefined;
  playlist(
    viewer: V,
    id: string,
    query: Record<string, unknown>,
    signal: AbortSignal,
    view?: View,
  ): Promise<Answer<Rendered>>;
  init(viewer: V, id: string, number: number, rendition?: Rendition): Now<Uint8Array>;
  /** Blocks for the hinted part. */
  part(viewer: V, id: string, number: number, signal: AbortSignal, view?: View): Promise<Answer<Uint8Array>>;
  /** The bytes, or, once they left the memory, which recorded segment holds them, and where. */
  segment(viewer: V, id: string, msn: number, rendition?: Rendition): Now<Uint8Array[] | Evicted>;
  /** Calls `cut` as soon as the viewer loses the right to the window; the answer ends the watch. */
  guard(viewer: V, id: string, cut: () => void): () => void;
  /**
   * Of what was refused: resolves at once, but for a page that is told of the cut over its socket. That page gets the time to go by itself,
   * so that its browser has no refusal to complain of; the answer is settled before, and nothing can change it any more.
   */
  untilTold(viewer: V, id: string, signal: AbortSignal): Promise<void>;
  /** The right to a window at this moment; a window that nobody knows and one that is not open yet are told apart. */
  standing(viewer: V, id: string): WindowFacts | Refusal;
  /** Another node has the camera: nothing of it is shown from here. */
  forget(feed: string): void;
  /** Another node is to go on with the camera where this one stopped, number by number. */
  handOver(feed: string): Promise<void>;
  close(): void;
};

export type OriginDeps<V> = {
  rights: MediaRights<V>;
  counters: CounterStore;
  clock: Clock;
  logger: Logger;
  metrics: MediaMetrics;
  /** The epoch of a feed has another part target than its window. */
  otherTarget: (feed: string, epoch: string, partTargetMs: number, window: WindowFacts) => void;
  /** Absent: there is one node. */
  holding?: Holding | undefined;
  /** A part of a camera's own picture can be seen from now on: of which window, and which stretch of it by the court's clock (ms). */
  arrived?: ((feed: string, part: { window: string; fromMs: number; throughMs: number }) => void) | undefined;
};

/** Rules 30 and 35: a request waits for three target durations at most. */
export const LONGEST_WAIT_MS = 3 * TARGET_DURATION_S * 1000;
/** So long after a cut a page that was told of it may take to go. */
export const TOLD_WITHIN_MS = 2_000;
/** An ended window is still answered from memory so long; then it is only an end. */
const LINGER_MS = 120_000;

const OVER = render(`#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:${TARGET_DURATION_S}\n#EXT-X-ENDLIST\n`);
const OTHER = { main: 'small', small: 'main' } as const satisfies Record<Rendition, Rendition>;
const laneKey = (feed: string, rendition: Rendition): string => `${rendition} ${feed}`;
const AS_SENT: View = { rendition: 'main', parts: 'short' };
const refuse = (status: Refusal['status']): Refusal => ({ status });
export const isRefusal = (answer: WindowFacts | Refusal): answer is Refusal => 'status' in answer;

export function createOrigin<V>(deps: OriginDeps<V>): Origin<V> {
  const { rights, clock, metrics, logger } = deps;
  const shelves: Record<Rendition, Shelf> = {
    main: createShelf({ ...deps, moves: deps.holding !== undefined }),
    small: createShelf({ ...deps, moves: deps.holding !== undefined, prefix: 'small-' }),
  };
  const seenBy = ({ rendition, parts }: View, id: string): LiveWindow | undefined => {
    const window = shelves[rendition].get(id);
    return window && parts === 'long' ? inLongParts(window) : window;
  };
  const renderings = createRenderings();
  const waiting = createWaiting({ clock, onSize: (size) => metrics.waiting.set(size) });
  const lanes = new Map<string, Lane>();
  const guards = createGuards();
  const targets = new Set<string>();
  /** Windows that were cut a moment ago, until when their pages may go. */
  const going = new Map<string, number>();

  const published = (window: LiveWindow): void => {
    const segment = lastSegment(window);
    if (segment && window.prefix === '') {
      const { feed } = segment.origin;
      metrics.lastPart.set({ feed }, clock.now() / 1000);
      const throughMs = endMs(segment);
      const fromMs = throughMs - (segment.parts.at(-1)?.durationMs ?? 0);
      deps.arrived?.(feed, { window: window.id, fromMs, throughMs });
    }
    metrics.windows.set(shelves.main.all().length);
    waiting.wake(window.id);
  };

  const otherTarget: OriginDeps<V>['otherTarget'] = (feed, epoch, partTargetMs, window) => {
    const key = `${window.id} ${epoch} ${partTargetMs}`;
    if (targets.has(key)) return;
    targets.add(key);
    logger.info({ feed, epoch, partTargetMs }, 'the part target changed: a new live window is needed');
    deps.otherTarget(feed, epoch, partTargetMs, window);
  };

  const laneOf = (feed: string, rendition: Rendition): Lane => {
    const key = laneKey(feed, rendition);
    const known = lanes.get(key);
    if (known) return known;
    const made = createLane({
      feed,
      shelf: shelves[rendition],
      windowAt: rights.windowAt,
      holds: deps.holding?.holds,
      clock,
      metrics,
      published,
      // A camera's own picture says which windows there are; the small one of it follows.
      otherTarget: rendition === 'main' ? otherTarget : () => undefined,
    });
    lanes.set(key, made);
    return made;
  };

  const drop = (id: string): void => {
    for (const shelf of Object.values(shelves)) shelf.drop(id);
    metrics.windows.set(shelves.main.all().length);
  };

  const standing: Origin<V>['standing'] = (viewer, id) => {
    // It does not know what was cut meanwhile.
    if (deps.holding?.isCounted() === false) return refuse(503);
    const facts = rights.window(id);
    if (!facts) return refuse(404);
    return facts.ended === 'cut' || rights.mayWatchLive(viewer, facts) === 'refused' ? refuse(403) : facts;
  };
  const isOpen = (facts: WindowFacts): boolean => facts.opensAtMs <= clock.now();

  const letGo = (id: string): void => {
    if (going.has(id)) return;
    const until = clock.now() + TOLD_WITHIN_MS;
    going.set(id, until);
    clock.at(until, () => void going.delete(id));
  };

  const refresh = (): void => {
    // What is waited for may have had no part yet, or be another node's.
    for (const id of [...waiting.keys(), ...guards.ids()]) if (rights.window(id)?.ended === 'cut') letGo(id);
    for (const window of [...shelves.main.all(), ...shelves.small.all()]) {
      const facts = rights.window(window.id);
      if (!facts || facts.ended === 'cut') {
        letGo(window.id);
        drop(window.id);
      } else if (facts.ended === 'over' && !window.ended) {
        endWindow(window);
        clock.at(clock.now() + LINGER_MS, () => drop(window.id));
      }
    }
    guards.check();
    waiting.wakeAll();
  };
  const unsubscribe = rights.onChange(refresh);

  const forget = (feed: string): [Rendition, LiveWindow][] => {
    const left: [Rendition, LiveWindow][] = [];
    for (const rendition of ['main', 'small'] as const) {
      lanes.get(laneKey(feed, rendition))?.stop();
      lanes.delete(laneKey(feed, rendition));
      for (const window of shelves[rendition].forget(feed)) left.push([rendition, window]);
    }
    metrics.windows.set(shelves.main.all().length);
    return left;
  };

  /** What is there for an open window at once; undefined while there is something to wait for. */
  const now = <T>(
    viewer: V,
    id: string,
    view: View,
    of: (window: LiveWindow | undefined, facts: WindowFacts) => Answer<T> | undefined,
  ) => {
    const facts = standing(viewer, id);
    if (isRefusal(facts)) return facts;
    return isOpen(facts) ? of(seenBy(view, id), facts) : undefined;
  };
  const again = (id: string): { again?: number } => {
    const facts = rights.window(id);
    return facts && !isOpen(facts) ? { again: facts.opensAtMs } : {};
  };

  return {
    open: (feed, segment, rendition = 'main') => laneOf(feed, rendition).open(segment),
    async playlist(viewer, id, query, signal, view = AS_SENT) {
      const directives = readDirectives(query);
      const test = (): Answer<Rendered> | undefined =>
        now<Rendered>(viewer, id, view, (window, facts) => {
          // Of the small one nobody knows but from a report, once it is there.
          if (!window && view.rendition === 'small') return refuse(404);
          if (!window) return facts.ended === 'over' ? { status: 200, value: OVER } : undefined;
          if (window.segments.length === 0 && !window.ended) return undefined;
          if (!directives) return refuse(400);
          const ready = readiness(window, directives);
          if (ready === 'bad') return refuse(400);
          if (ready === 'wait') return undefined;
          const other = seenBy({ ...view, rendition: OTHER[view.rendition] }, id);
          return { status: 200, value: renderings.of(window, directives.skip, other) };
        });
      // A malformed directive is refused at once, after the right was asked.
      if (!directives) {
        const facts = standing(viewer, id);
        return isRefusal(facts) ? facts : refuse(400);
      }
      const answer = await waiting.until(id, test, { timeoutMs: LONGEST_WAIT_MS, signal, ...again(id) });
      const facts = rights.window(id);
      if (answer?.status === 200 && facts)
        void rights.looked(viewer, { kind: 'live', hearing: facts.hearing, feed: facts.feed });
      return answer ?? refuse(503);
    },
    init(viewer, id, number, rendition = 'main') {
      const answer = now<Uint8Array>(viewer, id, { ...AS_SENT, rendition }, (window) => {
        const bytes = window?.inits.get(number);
        return bytes ? { status: 200, value: bytes } : undefined;
      });
      return answer ?? refuse(404);
    },
    async part(viewer, id, number, signal, view = AS_SENT) {
      const test = (): Answer<Uint8Array> | undefined =>
        now<Uint8Array>(viewer, id, view, (window, facts) => {
          if (!window) return deps.holding?.isFresh(facts.feed) && !facts.ended ? undefined : refuse(404);
          const part = findPart(window, number);
          if (part) return { status: 200, value: part.bytes };
          return number === window.counters.nextPart && !window.ended ? undefined : refuse(404);
        });
      return (await waiting.until(id, test, { timeoutMs: LONGEST_WAIT_MS, signal, ...again(id) })) ?? refuse(404);
    },
    segment(viewer, id, msn, rendition = 'main') {
      const answer = now<Uint8Array[] | Evicted>(viewer, id, { ...AS_SENT, rendition }, (window) => {
        const segment = window && findSegment(window, msn);
        if (!window || !segment?.closed) return undefined;
        if (segment.parts.length > 0) return { status: 200, value: segment.parts.map((part) => part.bytes) };
        // Of the small one nothing is recorded.
        return rendition === 'main' ? segment.evicted && { status: 200, value: segment.evicted } : undefined;
      });
      return answer ?? refuse(404);
    },
    guard: (viewer, id, cut) => guards.add(id, () => !isRefusal(standing(viewer, id)), cut),
    async untilTold(viewer, id, signal) {
      const until = going.get(id);
      if (until === undefined || !rights.isTold(viewer)) return;
      await waiting.until(`going ${id}`, () => undefined, { timeoutMs: until - clock.now(), signal });
    },
    standing,
    forget: (feed) => void forget(feed),
    async handOver(feed) {
      const left = forget(feed);
      for (const [rendition, window] of left) await shelves[rendition].leave(window, feed);
    },
    close() {
      unsubscribe();
      for (const shelf of Object.values(shelves)) shelf.close();
    },
  };
}
