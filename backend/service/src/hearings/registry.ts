/** The registry of courts, rooms, cameras and agents: small, kept in memory, read again when anybody changed it. */
import type { Agent, Court, Feed, Room, Template } from '@giamsat/contract/registry';
import type { Bus } from '../platform/bus.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { type RegistryContent, readRegistry } from './registry-content.ts';

export type CourtName = { name: string; nameEn?: string; short: string };

export type Registry = {
  /** Everything, past and future included. */
  content(): RegistryContent;
  court(code: string): Court | undefined;
  room(code: string): Room | undefined;
  feed(code: string): Feed | undefined;
  agent(code: string): Agent | undefined;
  templates(): readonly Template[];
  /** What the court was called on that day (`2021-04-15`); outside of all names the nearest. A hearing keeps this name. */
  courtNameOn(court: string, day: string): CourtName;
  /** Courts and rooms that exist on that day. */
  courtsOn(day: string): Court[];
  roomsOf(court: string, day?: string): Room[];
  feedsOf(room: string): Feed[];
  roomOfFeed(feed: string): string | undefined;
  courtOfRoom(room: string): string | undefined;
  courtOfFeed(feed: string): string | undefined;
  /** Whether the agent still has the key and the court that it had: what it opened with them ends when it has not. */
  stillSpeaks(agent: Agent): boolean;
  /** The courts that an agent of this court speaks for on that day: its own, and those it took over. */
  speaksFor(court: string, day: string): ReadonlySet<string>;
  /** Grows with every change. `journalPosition`: where the journal stood when it last changed. */
  state(): { revision: number; journalPosition: number };
  onChange(fn: () => void): () => void;
  /** Reads the tables again and tells the listeners; other nodes are woken. Called after each change. */
  changed(): Promise<void>;
  close(): void;
};

const TOPIC = 'registry';

export async function createRegistry(deps: { sql: Sql; bus: Bus; logger: Logger; pollMs?: number }): Promise<Registry> {
  const listeners = new Set<() => void>();
  let index = indexOf(await readRegistry(deps.sql));

  async function reload(): Promise<void> {
    const content = await readRegistry(deps.sql);
    if (content.revision <= index.content.revision) return;
    index = indexOf(content);
    for (const fn of listeners) {
      try {
        fn();
      } catch (err) {
        deps.logger.error({ err }, 'a listener of the registry failed');
      }
    }
  }
  const reloadLater = () => void reload().catch((err) => deps.logger.warn({ err }, 'the registry cannot be read'));
  const unsubscribe = deps.bus.subscribe(TOPIC, reloadLater);
  const poll = deps.pollMs ? setInterval(reloadLater, deps.pollMs).unref() : undefined;

  const roomOfFeed = (feed: string) => index.feeds.get(feed)?.room;
  const courtOfRoom = (room: string) => index.rooms.get(room)?.court;
  return {
    content: () => index.content,
    court: (code) => index.courts.get(code),
    room: (code) => index.rooms.get(code),
    feed: (code) => index.feeds.get(code),
    agent: (code) => index.agents.get(code),
    templates: () => index.content.templates,
    courtNameOn(code, day) {
      const names = index.courts.get(code)?.names ?? [];
      const valid =
        names.find((name) => isValidOn(name, day)) ?? (beginsAfter(names[0], day) ? names[0] : names.at(-1));
      if (!valid) return { name: code, short: code };
      const { name, nameEn, short } = valid;
      return nameEn === undefined ? { name, short } : { name, nameEn, short };
    },
    courtsOn: (day) => index.content.courts.filter((court) => isValidOn(court, day)),
    roomsOf: (court, day) =>
      index.content.rooms.filter((room) => room.court === court && (day === undefined || isValidOn(room, day))),
    feedsOf: (room) => index.content.feeds.filter((feed) => feed.room === room),
    roomOfFeed,
    courtOfRoom,
    courtOfFeed(feed) {
      const room = roomOfFeed(feed);
      return room === undefined ? undefined : courtOfRoom(room);
    },
    stillSpeaks({ code, court, publicKey }) {
      const now = index.agents.get(code);
      return now?.publicKey !== undefined && now.publicKey === publicKey && now.court === court;
    },
    speaksFor(court, day) {
      const own = new Set([court]);
      for (let size = 0; size < own.size; ) {
        size = own.size;
        for (const { from, to, on } of index.content.successions) if (own.has(to) && on <= day) own.add(from);
      }
      return own;
    },
    state: () => ({ revision: index.content.revision, journalPosition: index.content.journalPosition }),
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    async changed() {
      await reload();
      deps.bus.publish(TOPIC, {});
    },
    close() {
      clearInterval(poll);
      unsubscribe();
      listeners.clear();
    },
  };
}

type Validity = { validFrom?: string; validTo?: string };
/** `validTo` is exclusive. */
const isValidOn = ({ validFrom, validTo }: Validity, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validTo === undefined || day < validTo);
const beginsAfter = (validity: Validity | undefined, day: string): boolean =>
  validity?.validFrom !== undefined && day < validity.validFrom;

function indexOf(content: RegistryContent) {
  const byCode = <T extends { code: string }>(list: readonly T[]) => new Map(list.map((item) => [item.code, item]));
  return {
    content,
    courts: byCode(content.courts),
    rooms: byCode(content.rooms),
    feeds: byCode(content.feeds),
    agents: byCode(content.agents),
  };
}
