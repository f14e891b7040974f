/**
 * The nodes that serve together, and which of them has which camera. Each renews its row in the database each second; whoever has not
 * for `LASTS_MS` answers nobody, and loses its cameras to whoever takes its row away. Nobody takes a row away before its time has run
 * out, but for a node at whose door nobody listens any more.
 */
import { randomUUID } from 'node:crypto';
import { sql as query } from 'kysely';
import type { Bus } from '../bus.ts';
import type { Logger } from '../logger.ts';
import type { Sql } from '../sql.ts';
import type { Hold } from './fence.ts';

/** `url`: where the others reach it. */
export type Member = { node: string; url: string; leaving: boolean };
export type Holder = { kind: 'own' } | { kind: 'other'; member: Member } | { kind: 'nobody' };

export type Nodes = {
  /** Whether this node may answer: it knows what the others know. Must not block. */
  isCounted(): boolean;
  /** The others that live. */
  others(): readonly Member[];
  /** Who has the camera, as far as is known here. Must not block. */
  holderOf(feed: string): Holder;
  /** The cameras that this node has. */
  held(): string[];
  /** With what it writes of that camera. A camera that it has not: with what nothing can be written. */
  holdOf(feed: string): Hold;
  /** It came to this node a moment ago. */
  isFresh(feed: string): boolean;
  /** Who has it from now on: this node, where nobody has it. @throws the database's error */
  claim(feed: string): Promise<Holder>;
  /** Nobody has it from now on. */
  release(feed: string): Promise<void>;
  /** Nobody listens at that node's door. */
  bury(node: string): Promise<void>;
  /** Reads anew who lives and who has what. */
  refresh(): Promise<void>;
  /** From now on this node takes no camera. */
  leave(): Promise<void>;
  isLeaving(): boolean;
  /** Cameras changed hands. */
  onChange(fn: (feeds: readonly string[]) => void): () => void;
  /** This node is not counted any more, or is again. */
  onCounted(fn: (counted: boolean) => void): () => void;
  close(): Promise<void>;
};

const TOPIC = 'nodes';
const RENEW_MS = 1_000;
const LASTS_MS = 5_000;
const FRESH_MS = 3_000;
/** How soon it is seen that this node is not counted any more. */
const WATCH_MS = 250;

type Lease = { node: string | null; fence: number };

export async function createNodes(deps: {
  sql: Sql;
  bus: Bus;
  /** Of this node. */
  url: string;
  logger: Logger;
  /** What others did while this node was not counted has been read when it resolves. */
  caughtUp: () => Promise<void>;
  renewMs?: number;
}): Promise<Nodes> {
  const { sql, bus, url, logger, renewMs = RENEW_MS } = deps;
  let me = randomUUID();
  let leaving = false;
  let closed = false;
  /** By the clock that no setting changes, and by the one that goes on while the machine sleeps: the later one counts. */
  let renewed = { running: Number.NEGATIVE_INFINITY, wall: 0 };
  let counted = false;
  let members = new Map<string, Member>();
  let leases = new Map<string, Lease>();
  const since = new Map<string, number>();
  const listeners = new Set<(feeds: readonly string[]) => void>();
  const watchers = new Set<(counted: boolean) => void>();

  const isCounted = (): boolean =>
    counted && Math.max(performance.now() - renewed.running, Date.now() - renewed.wall) < LASTS_MS;
  const tell = (feeds: readonly string[]): void => {
    if (feeds.length === 0) return;
    for (const fn of [...listeners]) {
      try {
        fn(feeds);
      } catch (err) {
        logger.error({ err }, 'a listener of cameras that change hands failed');
      }
    }
  };

  /** Takes what the database says; answers nothing, tells what changed. */
  const take = (nextMembers: Map<string, Member>, nextLeases: Map<string, Lease>): void => {
    const nameOf = (all: Map<string, Lease>, who: Map<string, Member>, feed: string): string => {
      const lease = all.get(feed);
      return lease?.node && (lease.node === me || who.has(lease.node)) ? `${lease.node} ${lease.fence}` : '';
    };
    const changed = [...new Set([...leases.keys(), ...nextLeases.keys()])].filter(
      (feed) => nameOf(leases, members, feed) !== nameOf(nextLeases, nextMembers, feed),
    );
    members = nextMembers;
    leases = nextLeases;
    for (const feed of changed) {
      if (leases.get(feed)?.node === me) since.set(feed, performance.now());
      else since.delete(feed);
    }
    tell(changed);
  };

  async function read(): Promise<void> {
    const [live, held] = await Promise.all([
      sql
        .selectFrom('nodes')
        .select(['node', 'url', 'leaving'])
        .where('until', '>', query<string>`clock_timestamp()`)
        .execute(),
      sql.selectFrom('feed_leases').selectAll().execute(),
    ]);
    take(
      new Map(live.map((member) => [member.node, member])),
      new Map(held.map(({ feed, node, fence }) => [feed, { node, fence }])),
    );
  }

  const until = query<string>`clock_timestamp() + make_interval(secs => ${LASTS_MS / 1000})`;
  async function renew(): Promise<void> {
    const asked = { running: performance.now(), wall: Date.now() };
    const { numUpdatedRows } = await sql
      .updateTable('nodes')
      .set({ until, leaving })
      .where('node', '=', me)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      // Taken away: what this node had, others may have by now.
      counted = false;
      const before = me;
      me = randomUUID();
      if (leases.size > 0)
        logger.warn({ before, now: me }, 'this node was given up by the others, and joins them anew');
      await sql.insertInto('nodes').values({ node: me, url, until, leaving }).execute();
    }
    await read();
    if (!isCounted()) await deps.caughtUp();
    renewed = asked;
    counted = true;
    watch();
  }

  let said = false;
  const watch = (): void => {
    const now = isCounted();
    if (now === said) return;
    said = now;
    if (now) logger.info({ node: me }, 'this node serves with the others');
    else logger.error('this node could not say that it lives: it answers nobody until it can');
    for (const fn of [...watchers]) fn(now);
  };

  // One after the other, so that an older answer never follows a newer one.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  let reading: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    reading ??= inTurn(() => {
      reading = undefined;
      return read();
    });
    return reading;
  };
  let renewing = false;
  const beat = (): void => {
    if (renewing || closed) return;
    renewing = true;
    inTurn(renew)
      .catch((err: unknown) => logger.warn({ err }, 'this node cannot say that it lives'))
      .finally(() => {
        renewing = false;
      });
  };

  const holderOf = (feed: string): Holder => {
    const node = leases.get(feed)?.node;
    if (node === undefined || node === null) return { kind: 'nobody' };
    if (node === me) return isCounted() ? { kind: 'own' } : { kind: 'nobody' };
    const member = members.get(node);
    return member ? { kind: 'other', member } : { kind: 'nobody' };
  };
  const others = (): Member[] => [...members.values()].filter(({ node }) => node !== me);

  async function takeLease(feed: string): Promise<void> {
    // Under the lock of its row: who renews it meanwhile keeps it, and who comes later finds it gone.
    await query`
      delete from nodes n using feed_leases l
      where l.feed = ${feed} and n.node = l.node and n.node <> ${me} and n.until < clock_timestamp()`.execute(sql);
    await query`
      insert into feed_leases (feed, node, fence) values (${feed}, ${me}, 1)
      on conflict (feed) do update set node = excluded.node, fence = feed_leases.fence + 1
      where feed_leases.node is null or not exists (select from nodes n where n.node = feed_leases.node)`.execute(sql);
    await read();
  }

  // Whoever ran at this address before is gone: here it is this node that listens.
  await sql.deleteFrom('nodes').where('url', '=', url).execute();
  await inTurn(renew);
  const timers = [setInterval(beat, renewMs).unref(), setInterval(watch, WATCH_MS).unref()];
  const unsubscribe = bus.subscribe(TOPIC, () => {
    refresh().catch((err: unknown) => logger.warn({ err }, 'it cannot be read which node has which camera'));
  });
  const announce = (): void => bus.publish(TOPIC, {});
  announce();

  return {
    isCounted,
    others,
    holderOf,
    held: () => [...leases].flatMap(([feed, { node }]) => (node === me ? [feed] : [])),
    holdOf(feed) {
      const lease = leases.get(feed);
      return { feed, node: me, fence: lease?.node === me ? lease.fence : -1 };
    },
    isFresh: (feed) => performance.now() - (since.get(feed) ?? Number.NEGATIVE_INFINITY) < FRESH_MS,
    async claim(feed) {
      const known = holderOf(feed);
      if (known.kind !== 'nobody') return known;
      if (!isCounted()) return known;
      const [next] = others().filter((member) => !member.leaving);
      // Whoever is asked takes it.
      if (leaving) return next ? { kind: 'other', member: next } : known;
      await inTurn(() => takeLease(feed));
      const holder = holderOf(feed);
      if (holder.kind === 'own') announce();
      return holder;
    },
    async release(feed) {
      const lease = leases.get(feed);
      if (lease?.node !== me) return;
      await inTurn(async () => {
        await sql
          .updateTable('feed_leases')
          .set({ node: null })
          .where('feed', '=', feed)
          .where('node', '=', me)
          .where('fence', '=', lease.fence)
          .execute();
        await read();
      });
      announce();
    },
    async bury(node) {
      if (node === me) return;
      logger.warn({ node }, 'nobody listens where another node was: what it had is free');
      await inTurn(async () => {
        await sql.deleteFrom('nodes').where('node', '=', node).execute();
        await read();
      });
      announce();
    },
    refresh,
    async leave() {
      leaving = true;
      await inTurn(renew);
      announce();
    },
    isLeaving: () => leaving,
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    onCounted(fn) {
      watchers.add(fn);
      return () => void watchers.delete(fn);
    },
    async close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      unsubscribe();
      await turn;
      // Whatever it still had is free at once.
      await sql
        .deleteFrom('nodes')
        .where('node', '=', me)
        .execute()
        .catch(() => undefined);
      announce();
    },
  };
}
