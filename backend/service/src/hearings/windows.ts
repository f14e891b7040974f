/** The live windows in memory, on every node: what lasts, what ended lately, and who is told when one opens or ends. */
import type { Clock } from '../platform/clock.ts';
import { rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { lasts, type WindowRecord, windowOf } from './window-record.ts';

/** `opened`: its five seconds are over. `ended`: by an append, or by the clock where that was announced. */
export type WindowChange = { kind: 'minted' | 'opened' | 'ended' | 'changed'; window: WindowRecord };

export type Windows = {
  /** Also one that ended in the last day. */
  get(id: string): WindowRecord | undefined;
  /** Of the last day, in order; the last one lasts, if any does. */
  ofFeed(feed: string): WindowRecord[];
  ofHearing(hearing: string): WindowRecord[];
  /** Those that last, opened or about to. */
  current(): WindowRecord[];
  onChange(fn: (changes: WindowChange[]) => void): () => void;
  /** Reads what appends changed; afterwards memory says what the database said. Happens by itself after each append. */
  refresh(): Promise<void>;
};
export type WindowBook = Windows & {
  /** What an append of this node changed and committed: told at once, before it is read. */
  took(windows: readonly WindowRecord[]): void;
  /** Reads everything anew, after a rebuild. */
  reload(): Promise<void>;
  close(): void;
};

/** How long ended windows are remembered: what asks for an older one asks for nothing that was ever live lately. */
const REMEMBERED_MS = 24 * 3_600_000;

export function createWindowBook({ sql, clock, logger }: { sql: Sql; clock: Clock; logger: Logger }): WindowBook {
  let windows = new Map<string, WindowRecord>();
  let seen = -1;
  const timers = new Map<string, (() => void)[]>();
  const listeners = new Set<(changes: WindowChange[]) => void>();
  const now = () => rfc3339(clock.now());

  const tell = (changes: WindowChange[]) => {
    if (changes.length === 0) return;
    for (const fn of listeners) {
      try {
        fn(changes);
      } catch (err) {
        logger.error({ err }, 'a listener of windows failed');
      }
    }
  };
  const stopTimers = (id: string) => {
    for (const cancel of timers.get(id) ?? []) cancel();
    timers.delete(id);
  };
  const watch = (window: WindowRecord) => {
    stopTimers(window.id);
    if (window.endedAt !== undefined) return;
    const at = (time: string, kind: WindowChange['kind']) =>
      clock.at(Date.parse(time), () => {
        const current = windows.get(window.id);
        if (current === window) tell([{ kind, window }]);
      });
    const waiting: (() => void)[] = [];
    const moment = now();
    if (moment < window.opensAt && (window.to === undefined || window.opensAt < window.to)) {
      waiting.push(at(window.opensAt, 'opened'));
    }
    if (window.to !== undefined && moment < window.to) waiting.push(at(window.to, 'ended'));
    if (waiting.length > 0) timers.set(window.id, waiting);
  };
  const take = (window: WindowRecord): WindowChange[] => {
    const before = windows.get(window.id);
    // It was taken when it was committed; what is read may also be what stood before that.
    if (before && before.changedAt >= window.changedAt) return [];
    windows.set(window.id, window);
    watch(window);
    if (!before) return [{ kind: window.endedAt === undefined ? 'minted' : 'ended', window }];
    return [{ kind: window.endedAt !== undefined && before.endedAt === undefined ? 'ended' : 'changed', window }];
  };
  const prune = () => {
    const limit = rfc3339(clock.now() - REMEMBERED_MS);
    for (const [id, window] of windows) {
      if (window.endedAt === undefined || (window.to ?? limit) >= limit) continue;
      stopTimers(id);
      windows.delete(id);
    }
  };

  async function refresh(): Promise<void> {
    const rows = await sql
      .selectFrom('live_windows')
      .selectAll()
      .where('changed_at', '>', seen)
      .where((eb) => eb.or([eb('ended_at', 'is', null), eb('to_at', '>=', rfc3339(clock.now() - REMEMBERED_MS))]))
      .orderBy('changed_at')
      .orderBy('ended_at')
      .execute();
    const changes = rows.flatMap((row) => take(windowOf(row)));
    seen = rows.at(-1)?.changed_at ?? seen;
    if (rows.length > 0) prune();
    tell(changes);
  }

  // One after the other, so that an older answer never overwrites a newer one.
  let turn: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;
  const inTurn = (): Promise<void> => {
    queued ??= turn.then(() => {
      queued = undefined;
      return refresh();
    });
    turn = queued.catch(() => {});
    return queued;
  };

  return {
    get: (id) => windows.get(id),
    ofFeed: (feed) => [...windows.values()].filter((w) => w.feed === feed).sort((a, b) => a.mintedAt - b.mintedAt),
    ofHearing: (hearing) =>
      [...windows.values()].filter((w) => w.hearing === hearing).sort((a, b) => a.mintedAt - b.mintedAt),
    current() {
      const moment = now();
      return [...windows.values()].filter((window) => lasts(window, moment));
    },
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    refresh: inTurn,
    took: (list) => tell(list.flatMap(take)),
    reload() {
      for (const id of timers.keys()) stopTimers(id);
      windows = new Map();
      seen = -1;
      return inTurn();
    },
    close() {
      for (const id of [...timers.keys()]) stopTimers(id);
      listeners.clear();
    },
  };
}
