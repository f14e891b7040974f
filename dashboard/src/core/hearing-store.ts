/** What this page knows of the hearings it watches: keeps only what is newer, whatever order and however often it comes. */
import type {
  Changes,
  CutMessage,
  HearingRow,
  LogLine,
  Removal,
  Upsert,
  WatchAnswer,
} from '@giamsat/contract/wire/live';
import { compareLines } from './line-order.ts';

export type StoreSnapshot = {
  /** Digest of the rights and the day that everything below was projected for; undefined before the first answer. */
  scopeEpoch: string | undefined;
  /** Journal position up to which this page is complete; -1 before the first answer. */
  through: number;
  hearings: ReadonlyMap<string, HearingRow>;
  /** Lines of each hearing, in the order of its course. */
  lines: ReadonlyMap<string, readonly LogLine[]>;
  /** Version of each hearing's timeline; when it grows, the timeline is asked for again. */
  timelines: ReadonlyMap<string, number>;
};

/** `current`: nothing to do. `behind`: watch again with the cursor. `foreign`: another scope epoch, watch again as new. */
export type Standing = 'current' | 'behind' | 'foreign';

const EMPTY: StoreSnapshot = {
  scopeEpoch: undefined,
  through: -1,
  hearings: new Map(),
  lines: new Map(),
  timelines: new Map(),
};
/** Cut windows are remembered so that no older row brings them back; ids of windows never recur. */
const REMEMBERED_CUTS = 500;

/** `afterFrame`: runs what is given when the next frame is drawn; absent: at once. */
export const createHearingStore = ({
  afterFrame = (work) => work(),
}: {
  afterFrame?: (work: () => void) => void;
} = {}) => {
  let snapshot = EMPTY;
  const cutWindows = new Set<string>();
  /** Removed things, with the position of their removal: an older copy that arrives later stays away. */
  const tombstones = new Map<string, number>();
  const listeners = new Set<() => void>();
  const cutListeners = new Set<(message: CutMessage) => void>();
  const forgottenListeners = new Set<(hearing: string | undefined) => void>();
  const forgotten = (hearing?: string): void => {
    for (const listener of [...forgottenListeners]) listener(hearing);
  };

  const set = (next: StoreSnapshot): void => {
    if (next === snapshot) return;
    snapshot = next;
    for (const listener of [...listeners]) listener();
  };

  const buried = (key: string, version: number): boolean => (tombstones.get(key) ?? -1) >= version;

  const withoutCut = (row: HearingRow): HearingRow =>
    row.windows?.some((one) => cutWindows.has(one.window))
      ? { ...row, windows: row.windows.filter((one) => !cutWindows.has(one.window)) }
      : row;

  const merge = (base: StoreSnapshot, upserts: Upsert[], removals: Removal[], through: number): StoreSnapshot => {
    const hearings = new Map(base.hearings);
    const lines = new Map(base.lines);
    const timelines = new Map(base.timelines);
    const touched = new Map<string, Map<string, LogLine>>();
    const linesOf = (hearing: string): Map<string, LogLine> => {
      let own = touched.get(hearing);
      if (!own) {
        own = new Map((lines.get(hearing) ?? []).map((line) => [line.ref, line]));
        touched.set(hearing, own);
      }
      return own;
    };

    const gone = new Set<string>();
    for (const removal of removals) {
      if (removal.kind === 'hearing') {
        gone.add(removal.id);
        if ((hearings.get(removal.id)?.version ?? -1) <= through) {
          hearings.delete(removal.id);
          timelines.delete(removal.id);
        }
        bury(`hearing ${removal.id}`, through);
      } else if (removal.kind === 'lines') {
        const own = linesOf(removal.hearing);
        for (const [ref, line] of own) if (line.version <= through) own.delete(ref);
        bury(`lines ${removal.hearing}`, through);
      } else {
        for (const hearing of new Set([...lines.keys(), ...touched.keys()])) {
          const line = linesOf(hearing).get(removal.ref);
          if (line && line.version <= through) linesOf(hearing).delete(removal.ref);
        }
        bury(`line ${removal.ref}`, through);
      }
    }
    // Within one message what comes is what is true at `through`: removals of the same message concern older copies.
    const removedNow = new Set(removals.map(keyOf));
    for (const { row } of upserts.filter((one) => one.kind === 'hearing')) {
      const key = `hearing ${row.id}`;
      if (!removedNow.has(key) && buried(key, row.version)) continue;
      const known = hearings.get(row.id);
      if (known && known.version >= row.version) continue;
      tombstones.delete(key);
      hearings.set(row.id, withoutCut(row));
      if (row.form === 'masked') {
        gone.add(row.id);
        const own = linesOf(row.id);
        for (const [ref, line] of own) if (line.version <= row.version) own.delete(ref);
        bury(`lines ${row.id}`, row.version);
        timelines.delete(row.id);
      } else if (known?.form === 'masked') {
        // Public again: the earlier lines come back as they were.
        tombstones.delete(`lines ${row.id}`);
      }
    }
    for (const { line } of upserts.filter((one) => one.kind === 'line')) {
      const keys = [`line ${line.ref}`, `lines ${line.hearing}`];
      if (keys.some((key) => !removedNow.has(key) && buried(key, line.version))) continue;
      if (hearings.get(line.hearing)?.form === 'masked') continue;
      const own = linesOf(line.hearing);
      if ((own.get(line.ref)?.version ?? -1) < line.version) own.set(line.ref, line);
    }
    for (const timeline of upserts.filter((one) => one.kind === 'timeline')) {
      if ((timelines.get(timeline.hearing) ?? -1) < timeline.version) timelines.set(timeline.hearing, timeline.version);
    }
    for (const [hearing, own] of touched) {
      if (own.size === 0) lines.delete(hearing);
      else lines.set(hearing, [...own.values()].sort(compareLines));
    }
    for (const hearing of gone) forgotten(hearing);
    return { ...base, through: Math.max(base.through, through), hearings, lines, timelines };
  };

  const bury = (key: string, through: number): void => {
    tombstones.set(key, Math.max(tombstones.get(key) ?? -1, through));
  };

  return {
    snapshot: (): StoreSnapshot => snapshot,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Told before any listener of the rows, so that a player drops its picture first. */
    onCut: (listener: (message: CutMessage) => void): (() => void) => {
      cutListeners.add(listener);
      return () => cutListeners.delete(listener);
    },
    isCut: (window: string): boolean => cutWindows.has(window),
    /** A hearing that is seen masked from now on, or not at all; without one: everything. Whatever else was fetched of it goes, too. */
    onForgotten: (listener: (hearing: string | undefined) => void): (() => void) => {
      forgottenListeners.add(listener);
      return () => forgottenListeners.delete(listener);
    },

    /** The answer to `watch`; `whole` replaces everything in one step. */
    answer: (answer: Extract<WatchAnswer, { ok: true }>): void => {
      const fresh = answer.whole || answer.scopeEpoch !== snapshot.scopeEpoch;
      if (fresh) tombstones.clear();
      const base = fresh ? { ...EMPTY, scopeEpoch: answer.scopeEpoch } : snapshot;
      set(merge(base, answer.upserts, answer.removals, answer.through));
    },

    changes: (message: Changes): Standing => {
      if (message.scopeEpoch !== snapshot.scopeEpoch) return 'foreign';
      set(merge(snapshot, message.upserts, message.removals, message.through));
      return 'current';
    },

    head: (message: { scopeEpoch: string; through: number }): Standing => {
      if (message.scopeEpoch !== snapshot.scopeEpoch) return 'foreign';
      return message.through > snapshot.through ? 'behind' : 'current';
    },

    /** Rights or the day changed: nothing that was projected for the old ones may stay on the page. */
    scope: (message: { scopeEpoch: string }): Standing => {
      if (message.scopeEpoch === snapshot.scopeEpoch) return 'current';
      tombstones.clear();
      forgotten();
      set(EMPTY);
      return 'foreign';
    },

    /** Passes by the coalescing: the windows are cut at once and leave their row after the next frame, before the row itself comes. */
    cut: (message: CutMessage): void => {
      for (const window of message.windows) cutWindows.add(window);
      for (const window of cutWindows) {
        if (cutWindows.size <= REMEMBERED_CUTS) break;
        cutWindows.delete(window);
      }
      for (const listener of [...cutListeners]) listener(message);
      // To draw all that the rows say takes longer than to take a picture away, which must not wait for it.
      afterFrame(() => {
        const row = snapshot.hearings.get(message.hearing);
        if (!row) return;
        const next = withoutCut(row);
        if (next !== row) set({ ...snapshot, hearings: new Map(snapshot.hearings).set(row.id, next) });
      });
    },

    /** Signed out: nothing stays in memory. */
    forget: (): void => {
      tombstones.clear();
      cutWindows.clear();
      set(EMPTY);
    },
  };
};
export type HearingStore = ReturnType<typeof createHearingStore>;

const keyOf = (removal: Removal): string =>
  removal.kind === 'hearing'
    ? `hearing ${removal.id}`
    : removal.kind === 'lines'
      ? `lines ${removal.hearing}`
      : `line ${removal.ref}`;
