/** Holds the live windows that have parts, and keeps their numbers reserved ahead of what is given away. */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { NotHeld } from '../../platform/nodes/fence.ts';
import { uuid8 } from '../../platform/uuid8.ts';
import type { CounterStore } from './counters.ts';
import { type Counters, type LiveWindow, openWindow, type Prefix } from './window.ts';

export type Shelf = {
  get(id: string): LiveWindow | undefined;
  all(): LiveWindow[];
  /**
   * The window, at once when it is here; else when its numbers are known and reserved, which it tries until it can.
   * Rejects with NotHeld where another node has the camera by now.
   */
  ensure(id: string, partTargetMs: number, feed?: string): LiveWindow | Promise<LiveWindow>;
  /** To be called with every segment that begins. */
  reserve(window: LiveWindow): void;
  drop(id: string): void;
  /** Forgets the windows of that camera; answers them as they stood. */
  forget(feed: string): LiveWindow[];
  /** Another node goes on with a forgotten window where this one stopped. */
  leave(window: LiveWindow, feed: string): Promise<void>;
  close(): void;
};

/** So many segments are reserved at a time, and again when half of them are used. */
const SEGMENTS_AHEAD = 32;
const PARTS_PER_SEGMENT = 128;
const FEW_AHEAD = 8;
const RETRY_MS = 1000;

const ahead = (counters: Counters): Counters => ({
  nextMsn: counters.nextMsn + SEGMENTS_AHEAD,
  nextPart: counters.nextPart + SEGMENTS_AHEAD * PARTS_PER_SEGMENT,
  nextInit: counters.nextInit + FEW_AHEAD,
  discontinuities: counters.discontinuities + FEW_AHEAD,
});

const nearly = (counters: Counters, reserved: Counters): boolean =>
  reserved.nextMsn - counters.nextMsn < SEGMENTS_AHEAD / 2 ||
  reserved.nextPart - counters.nextPart < (SEGMENTS_AHEAD / 2) * PARTS_PER_SEGMENT ||
  reserved.nextInit - counters.nextInit < FEW_AHEAD / 2 ||
  reserved.discontinuities - counters.discontinuities < FEW_AHEAD / 2;

/** Two renditions of a window count each for itself. */
function countersOf({ load, save, leave }: CounterStore, prefix: string): CounterStore {
  const own = (window: string): string => uuid8(`${prefix}${window}`);
  return {
    load: (window) => load(own(window)),
    save: (window, remembered, feed) => save(own(window), remembered, feed),
    ...(leave ? { leave: (window, remembered, feed) => leave(own(window), remembered, feed) } : {}),
  };
}

export function createShelf(deps: {
  counters: CounterStore;
  clock: Clock;
  logger: Logger;
  prefix?: Prefix;
  /** There are other nodes: what is remembered may be where one of them stopped a moment ago, and its viewers have what they need. */
  moves?: boolean;
}): Shelf {
  const { clock, logger, prefix = '', moves = false } = deps;
  const counters = prefix === '' ? deps.counters : countersOf(deps.counters, prefix);
  const windows = new Map<string, { window: LiveWindow; feed: string; reserved: Counters; saving: boolean }>();
  const pending = new Map<string, Promise<LiveWindow>>();
  /** How often a camera's windows were forgotten: what was being prepared meanwhile counts on numbers that others may have given away. */
  const forgotten = new Map<string, number>();
  let closed = false;

  const pause = (): Promise<void> => new Promise((resolve) => void clock.at(clock.now() + RETRY_MS, resolve));

  const prepare = async (id: string, partTargetMs: number, feed: string): Promise<LiveWindow> => {
    const before = forgotten.get(feed);
    for (;;) {
      try {
        const remembered = await counters.load(id);
        const window = openWindow(
          id,
          remembered?.partTargetMs ?? partTargetMs,
          remembered?.counters,
          prefix,
          !moves && remembered !== undefined,
        );
        const reserved = ahead(window.counters);
        await counters.save(id, { partTargetMs: window.partTargetMs, counters: reserved }, feed);
        if (forgotten.get(feed) !== before) throw new NotHeld();
        windows.set(id, { window, feed, reserved, saving: false });
        return window;
      } catch (err) {
        if (closed || err instanceof NotHeld) throw err;
        logger.warn({ err, window: id }, 'a live window waits for the database');
        await pause();
      }
    }
  };

  return {
    get: (id) => windows.get(id)?.window,
    all: () => [...windows.values()].map(({ window }) => window),
    ensure(id, partTargetMs, feed = '') {
      const here = windows.get(id);
      if (here) return here.window;
      const known = pending.get(id);
      if (known) return known;
      const made = prepare(id, partTargetMs, feed).finally(() => pending.delete(id));
      pending.set(id, made);
      return made;
    },
    reserve(window) {
      const entry = windows.get(window.id);
      if (!entry || entry.saving || !nearly(window.counters, entry.reserved)) return;
      entry.saving = true;
      const next = ahead(window.counters);
      counters
        .save(window.id, { partTargetMs: window.partTargetMs, counters: next }, entry.feed)
        .then(() => {
          entry.reserved = next;
        })
        .catch((err: unknown) =>
          logger.warn({ err, window: window.id }, 'the numbers of a live window could not be reserved'),
        )
        .finally(() => {
          entry.saving = false;
        });
    },
    drop: (id) => void windows.delete(id),
    forget(feed) {
      const left = [...windows.values()].filter((entry) => entry.feed === feed).map(({ window }) => window);
      for (const { id } of left) windows.delete(id);
      forgotten.set(feed, (forgotten.get(feed) ?? 0) + 1);
      return left;
    },
    async leave({ id, partTargetMs, counters: given }, feed) {
      await counters.leave?.(id, { partTargetMs, counters: given }, feed);
    },
    close() {
      closed = true;
      windows.clear();
    },
  };
}
