/** The gateway's sources, out of journal, hearings and registry. */
import { createHash } from 'node:crypto';
import type { RestrictionCause } from '@giamsat/contract/hearing/model';
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { LiveWindow } from '@giamsat/contract/wire/live';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { isCut, type WindowRecord } from '../hearings/window-record.ts';
import type { Journal } from '../journal/journal.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Entry, LiveSources, WindowChange } from './sources.ts';

const PAGE = 500;

export function createLiveSources(deps: {
  journal: Pick<Journal, 'head' | 'read' | 'onAppended'>;
  hearings: Hearings;
  registry: Registry;
  clock: Clock;
  /** What the agents' sockets hear. */
  onVitals: (fn: (vitals: AgentVitals) => void) => () => void;
}): LiveSources {
  const { journal, hearings, registry, clock } = deps;

  const windowView = ({ id, feed, opensAt, picture, sound }: WindowRecord): LiveWindow => ({
    window: id,
    feed,
    feedName: registry.feed(feed)?.name ?? feed,
    feedRole: registry.feed(feed)?.role ?? 'floor',
    opensAt,
    picture,
    sound,
  });
  /** `lasting` by hearing; the panel's camera first. */
  const windowsNow = (): Map<string, LiveWindow[]> => {
    const lasting = new Map<string, LiveWindow[]>();
    for (const window of hearings.windows.current()) {
      lasting.set(window.hearing, [...(lasting.get(window.hearing) ?? []), windowView(window)]);
    }
    for (const list of lasting.values()) {
      list.sort((a, b) => (a.feedRole === b.feedRole ? (a.feed < b.feed ? -1 : 1) : a.feedRole === 'panel' ? -1 : 1));
    }
    return lasting;
  };
  const entryOf = (hearing: StoredHearing, windows: ReadonlyMap<string, LiveWindow[]>): Entry => {
    const { name, short } = registry.courtNameOn(hearing.court, hearing.day);
    const roomName = hearing.room === undefined ? undefined : registry.room(hearing.room)?.name;
    return {
      hearing,
      context: { courtName: name, courtShort: short, roomName, windows: windows.get(hearing.id) ?? [] },
    };
  };
  /** Windows are read after the rows: what a row names is then at least as new as the row, and what is newer comes with a newer row. */
  const entriesOf = async (list: readonly StoredHearing[]): Promise<Entry[]> => {
    if (list.length === 0) return [];
    await hearings.windows.refresh();
    const windows = windowsNow();
    return list.map((hearing) => entryOf(hearing, windows));
  };

  const namesNow = (): string => {
    const { courts, rooms } = registry.content();
    const text = JSON.stringify([
      courts.map(({ code, names }) => [code, names]),
      rooms.map(({ code, name }) => [code, name]),
    ]);
    return createHash('sha256').update(text).digest('base64url').slice(0, 22);
  };
  let names = namesNow();

  return {
    head: journal.head,
    async changedSince(position, known = -1) {
      // First, so that nothing is called looked at that was not.
      const through = known > position ? known : await journal.head();
      return { through, hearings: through > position ? await hearings.changedAfter(position) : [] };
    },
    async recordedIn(position, through) {
      const rooms = new Set<string>();
      for (let after = position; after < through; ) {
        const records = await journal.read({ after, limit: PAGE });
        for (const { stream, event, position: at } of records) {
          if (at <= through && event.type.startsWith('recording.')) rooms.add(stream.replace(/^rooms\//, ''));
        }
        const last = records.at(-1);
        if (!last) break;
        after = last.position;
      }
      return [...rooms];
    },
    async get(id) {
      const hearing = await hearings.get(id);
      return hearing && (await entriesOf([hearing]))[0];
    },
    entriesOf,
    ofWall: async (day) => entriesOf(await hearings.openOrToday(day)),
    ofDay: async (day) => entriesOf(await hearings.ofDay(day)),
    lines: hearings.logLinesOf,
    names: () => names,
    onNames: (fn) =>
      registry.onChange(() => {
        const before = names;
        names = namesNow();
        if (names !== before) fn();
      }),
    onAppended: journal.onAppended,
    onWindow(fn) {
      return hearings.windows.onChange((changes) => {
        for (const { kind, window } of changes) {
          const change = messageOf(kind, window);
          if (change) fn(change);
        }
      });
    },
    onVitals: deps.onVitals,
    pictureOf: (id) => hearings.windows.get(id),
    roomOfFeed: registry.roomOfFeed,
  };

  function messageOf(kind: 'minted' | 'opened' | 'ended' | 'changed', window: WindowRecord): WindowChange | undefined {
    const base = { hearing: window.hearing, windows: [window.id] };
    if (kind === 'opened') return { kind, position: window.mintedAt, at: window.opensAt, ...base };
    if (kind !== 'ended') return undefined;
    // Where a sitting is over, or another window goes on, the picture may run out.
    if (!isCut(window.endCause)) return undefined;
    const position = window.endedAt ?? window.changedAt;
    const at = window.to ?? rfc3339(clock.now());
    return { kind: 'cut', position, at, cause: window.endCause as RestrictionCause, ...base };
  }
}
