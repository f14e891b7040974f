/** Changes of the registry: by an administrator, or by a seed file. What concerns a court's or a room's history is journaled. */
import type { Agent, Court, Feed, RegistrySeed, Room } from '@giamsat/contract/registry';
import { sql as query } from 'kysely';
import type { Journal } from '../journal/journal.ts';
import type { OwnDraft } from '../journal/record.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { uuid8 } from '../platform/uuid8.ts';
import type { Registry } from './registry.ts';
import { readRegistry } from './registry-content.ts';
import { insertSeed, writeCourt, writeFeed, writeRoom } from './registry-writes.ts';

/** Writes the change down, as the last statement of its transaction: the change and its line, or neither. */
export type Note = (tx: Tx) => Promise<void>;

export type RegistryChanges = {
  /** Adds or replaces. @throws DomainError `invalid` when it names what is not there, or its dates contradict. */
  putCourt(court: Court, note?: Note): Promise<Court>;
  putRoom(room: Room, note?: Note): Promise<Room>;
  putFeed(feed: Feed, note?: Note): Promise<Feed>;
  /** Its key stays. */
  putAgent(agent: Omit<Agent, 'publicKey' | 'enrolledAt'>, note?: Note): Promise<Agent>;
  /** Another change of the registry's tables, which all nodes then hear of. */
  within(write: (tx: Tx) => Promise<void>, note?: Note): Promise<void>;
  /** Adds what is not there yet; what was changed since stays. Applying it twice changes nothing. */
  applySeed(seed: RegistrySeed): Promise<void>;
};

export function createRegistryChanges(deps: { sql: Sql; registry: Registry; journal: Journal }): RegistryChanges {
  const { sql, registry, journal } = deps;

  /** Writes in one transaction, then tells, then journals what `write` gave back: what folds the journal knows the change. */
  async function change(write: (tx: Tx) => Promise<OwnDraft[]>, note?: Note): Promise<void> {
    const drafts = await sql.transaction().execute(async (tx) => {
      // Changes take turns, so that revisions tell them apart.
      await tx.selectFrom('registry_state').selectAll().forUpdate().executeTakeFirstOrThrow();
      const before = JSON.stringify(await readRegistry(tx));
      const found = await write(tx);
      if (JSON.stringify(await readRegistry(tx)) !== before) {
        await query`update registry_state set revision = revision + 1,
          journal_position = (select next_position - 1 from journal_head)`.execute(tx);
      }
      await note?.(tx);
      return found;
    });
    await registry.changed();
    await journal.appendOwn(drafts);
  }

  const stored = <T>(value: T | undefined): T => {
    if (value === undefined) throw new DomainError('internal');
    return value;
  };

  return {
    async putCourt(court, note) {
      checkNames(court);
      await change(async (tx) => {
        await writeCourt(tx, court);
        return courtHistory(court);
      }, note);
      return stored(registry.court(court.code));
    },
    async putRoom(room, note) {
      checkValidity(room, '');
      if (!registry.court(room.court)) throw new DomainError('invalid', { detail: 'no such court', field: '/court' });
      const before = registry.room(room.code);
      if (before && before.court !== room.court) {
        throw new DomainError('invalid', { detail: 'a room stays with its court', field: '/court' });
      }
      await change(async (tx) => {
        await writeRoom(tx, room);
        return roomHistory(before, room);
      }, note);
      return stored(registry.room(room.code));
    },
    async putFeed(feed, note) {
      if (!registry.room(feed.room)) throw new DomainError('invalid', { detail: 'no such room', field: '/room' });
      const before = registry.feed(feed.code);
      if (before && before.room !== feed.room) {
        throw new DomainError('invalid', { detail: 'a camera that moves gets a new code', field: '/room' });
      }
      await change(async (tx) => {
        await writeFeed(tx, feed);
        return before ? [] : [cameraAdded(feed)];
      }, note);
      return stored(registry.feed(feed.code));
    },
    async putAgent({ code, court, name }, note) {
      if (!registry.court(court)) throw new DomainError('invalid', { detail: 'no such court', field: '/court' });
      await change(async (tx) => {
        await tx
          .insertInto('agents')
          .values({ code, court, name: name ?? null, public_key: null, enrolled_at: null })
          .onConflict((conflict) => conflict.column('code').doUpdateSet({ court, name: name ?? null }))
          .execute();
        return [];
      }, note);
      return stored(registry.agent(code));
    },
    within: (write, note) =>
      change(async (tx) => {
        await write(tx);
        return [];
      }, note),
    async applySeed(seed) {
      for (const court of seed.courts) checkNames(court);
      await change(async (tx) => {
        const before = await readRegistry(tx);
        await insertSeed(tx, seed);
        const { courts, feeds, successions } = await readRegistry(tx);
        const added = feeds.filter(
          ({ code, room }) =>
            before.rooms.some((known) => known.code === room) && !before.feeds.some((known) => known.code === code),
        );
        return [
          ...added.map(cameraAdded),
          ...courts.flatMap(courtHistory),
          ...successions.map(({ from, to, on }) => once('court.succeeded', `courts/${from}`, { by: to, from: on })),
        ];
      });
    },
  };
}

/** Told once, however often it comes: the id is made of what is told. */
const once = (type: string, subject: string, data: Record<string, string>): OwnDraft => ({
  id: uuid8(JSON.stringify([type, subject, data])),
  type,
  subject,
  data,
});

/** Every name after the first is a renaming. */
const courtHistory = (court: Court): OwnDraft[] =>
  court.names.flatMap(({ name, validFrom }, index) =>
    index === 0 || validFrom === undefined
      ? []
      : [once('court.renamed', `courts/${court.code}`, { name, from: validFrom })],
  );

function roomHistory(before: Room | undefined, room: Room): OwnDraft[] {
  const name = before !== undefined && before.name !== room.name ? { name: room.name } : {};
  const validTo = room.validTo !== undefined && before?.validTo !== room.validTo ? { validTo: room.validTo } : {};
  const data = { ...name, ...validTo };
  return Object.keys(data).length === 0 ? [] : [{ type: 'room.changed', subject: `rooms/${room.code}`, data }];
}

/** In a room that is there already: whoever sits there now gets another window. */
const cameraAdded = ({ code, room }: Feed): OwnDraft => ({
  type: 'room.changed',
  subject: `rooms/${room}`,
  data: { camera: code },
});

function checkValidity({ validFrom, validTo }: { validFrom?: string; validTo?: string }, at: string): void {
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom) {
    throw new DomainError('invalid', { detail: 'ends before it begins', field: `${at}/validTo` });
  }
}

/** Names follow each other without overlapping. */
function checkNames(court: Court): void {
  checkValidity(court, '');
  court.names.forEach((name, index) => {
    checkValidity(name, `/names/${index}`);
    const before = court.names[index - 1];
    if (before === undefined) return;
    if (name.validFrom === undefined || before.validTo === undefined || before.validTo > name.validFrom) {
      throw new DomainError('invalid', { detail: 'two names at once', field: `/names/${index}/validFrom` });
    }
  });
}
