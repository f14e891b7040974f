/** Sessions: a random secret in a cookie, its hash in the database, ended by sign-out, by idleness, by age, or with the account. */
import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@giamsat/contract/registry';
import type { Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { SessionsTable } from '../platform/access-tables.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import type { Audit } from './audit.ts';
import type { RightsChanges } from './changes.ts';
import type { Viewer } from './viewer.ts';
import type { Viewers } from './viewers.ts';

export type EndReason = 'signed-out' | 'expired' | 'locked';
export type Session = {
  id: string;
  login: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt?: string;
  address: string;
  userAgent: string;
};
export type Sessions = {
  /** The answer's `token` is the cookie's value, and is kept nowhere. */
  open(
    tx: Tx,
    account: { login: string; role: Role },
    from: { address: string; userAgent: string },
    /** Whoever opens it has just proved who they are. */
    proved: boolean,
  ): Promise<{ token: string; id: string }>;
  /** The viewer behind a cookie, or undefined; each use keeps the session awake. */
  viewerOf(token: string): Promise<Viewer | undefined>;
  /** The same by the public id, for open sockets; `reason` tells why there is none. */
  refresh(sessionId: string): Promise<{ viewer: Viewer } | { reason: EndReason }>;
  /** Whoever holds it has just proved who they are. */
  proved(tx: Tx, id: string): Promise<void>;
  end(tx: Tx, session: { id: string }, reason: EndReason): Promise<boolean>;
  /** Every open session of an account, but for one. */
  endAll(tx: Tx, login: string, reason: EndReason, except?: string): Promise<void>;
  list(login: string): Promise<Session[]>;
  /** Writes when each session was last seen; also done by the clock. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export const IDLE_MS = 60 * 60_000;
export const LONGEST_MS = 14 * 3_600_000;
const SEEN_EVERY_MS = 60_000;
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const MAX_KNOWN = 20_000;

type Known = {
  id: string;
  login: string;
  seenAt: number;
  writtenAt: number;
  expiresAt: number;
  idleMs: number;
  provedAt: number | undefined;
};

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createSessions(deps: {
  sql: Sql;
  clock: Clock;
  audit: Audit;
  changes: RightsChanges;
  viewers: Viewers;
}): Sessions {
  const { sql, clock, audit, changes, viewers } = deps;
  const byToken = new Map<string, Known>();
  const byId = new Map<string, Known>();
  const forget = (known: Known) => {
    byId.delete(known.id);
    for (const [key, other] of byToken) if (other.id === known.id) byToken.delete(key);
  };
  const unsubscribe = changes.onChange((list) => {
    for (const { session, login } of list) {
      const ended = session === undefined ? undefined : byId.get(session);
      if (ended) forget(ended);
      // A lock ends sessions; what remains is read again.
      if (login !== undefined) for (const known of [...byId.values()]) if (known.login === login) forget(known);
    }
  });

  const columns = ['id', 'login', 'last_seen_at', 'expires_at', 'idle_ms', 'proved_at'] as const;
  type Row = Pick<Selectable<SessionsTable>, (typeof columns)[number]>;
  const remember = (row: Row): Known => {
    const seenAt = Date.parse(row.last_seen_at);
    const known = byId.get(row.id) ?? {
      id: row.id,
      login: row.login,
      seenAt,
      writtenAt: seenAt,
      expiresAt: row.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.expires_at),
      idleMs: row.idle_ms ?? Number.POSITIVE_INFINITY,
      provedAt: row.proved_at === null ? undefined : Date.parse(row.proved_at),
    };
    byId.set(known.id, known);
    if (byId.size > MAX_KNOWN) {
      const oldest = byId.values().next();
      if (!oldest.done) forget(oldest.value);
    }
    return known;
  };
  const isOver = (known: Known): boolean => {
    const now = clock.now();
    return now >= known.expiresAt || now >= known.seenAt + known.idleMs;
  };
  const expire = async (known: Known): Promise<void> => {
    forget(known);
    await sql.transaction().execute(async (tx) => {
      // Another node may have seen it since; then it goes on.
      const { numUpdatedRows } = await tx
        .updateTable('sessions')
        .set({ ended_at: rfc3339(clock.now()), end_reason: 'expired' })
        .where('id', '=', known.id)
        .where('ended_at', 'is', null)
        .where((eb) =>
          eb.or([
            eb('expires_at', '<=', rfc3339(clock.now())),
            ...(Number.isFinite(known.idleMs) ? [eb('last_seen_at', '<=', rfc3339(clock.now() - known.idleMs))] : []),
          ]),
        )
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await audit.within(tx, { kind: 'session.expired', login: known.login, session: known.id });
    });
  };
  const viewerFor = async (known: Known): Promise<Viewer | undefined> => {
    known.seenAt = Math.max(known.seenAt, clock.now());
    // Before the reading: what changes meanwhile is then later than the viewer.
    const asOf = changes.known();
    const person = await viewers.load(known.login);
    return (
      person && {
        ...person,
        sessionId: known.id,
        asOf,
        ...(known.provedAt === undefined ? {} : { provedAt: known.provedAt }),
      }
    );
  };
  const flush = async (): Promise<void> => {
    const due = [...byId.values()].filter((known) => known.seenAt > known.writtenAt);
    for (const known of due) known.writtenAt = known.seenAt;
    await Promise.all(
      due.map((known) =>
        sql
          .updateTable('sessions')
          .set((eb) => ({ last_seen_at: eb.fn<string>('greatest', ['last_seen_at', eb.val(rfc3339(known.seenAt))]) }))
          .where('id', '=', known.id)
          .where('ended_at', 'is', null)
          .execute(),
      ),
    );
  };
  const timer = setInterval(() => void flush().catch(() => undefined), SEEN_EVERY_MS);
  timer.unref();

  return {
    async open(tx, account, from, proved) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const id = uuidv7();
      const now = clock.now();
      const screen = account.role === 'screen';
      await tx
        .insertInto('sessions')
        .values({
          token_sha256: digest(token),
          id,
          login: account.login,
          created_at: rfc3339(now),
          last_seen_at: rfc3339(now),
          expires_at: screen ? null : rfc3339(now + LONGEST_MS),
          idle_ms: screen ? null : IDLE_MS,
          address: from.address.slice(0, 64),
          user_agent: from.userAgent.slice(0, 300),
          ended_at: null,
          end_reason: null,
          proved_at: proved ? rfc3339(now) : null,
        })
        .execute();
      return { token, id };
    },
    async viewerOf(token) {
      if (!TOKEN.test(token)) return undefined;
      const key = digest(token);
      let known = byToken.get(key);
      if (!known) {
        const row = await sql
          .selectFrom('sessions')
          .select(columns)
          .where('token_sha256', '=', key)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        if (!row) return undefined;
        known = remember(row);
        byToken.set(key, known);
      }
      if (isOver(known)) {
        await expire(known);
        return undefined;
      }
      return viewerFor(known);
    },
    async refresh(sessionId) {
      let known = byId.get(sessionId);
      if (!known) {
        const row = await sql
          .selectFrom('sessions')
          .select([...columns, 'end_reason'])
          .where('id', '=', sessionId)
          .executeTakeFirst();
        if (!row || row.end_reason) return { reason: row?.end_reason ?? 'signed-out' };
        known = remember(row);
      }
      if (isOver(known)) {
        await expire(known);
        return { reason: 'expired' };
      }
      const viewer = await viewerFor(known);
      return viewer ? { viewer } : { reason: 'locked' };
    },
    async proved(tx, id) {
      await tx
        .updateTable('sessions')
        .set({ proved_at: rfc3339(clock.now()) })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
      // Every node reads it again.
      await changes.record(tx, { session: id });
    },
    async end(tx, { id }, reason) {
      const { numUpdatedRows } = await tx
        .updateTable('sessions')
        .set({ ended_at: rfc3339(clock.now()), end_reason: reason })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await changes.record(tx, { session: id });
      return true;
    },
    async endAll(tx, login, reason, except) {
      let query = tx
        .updateTable('sessions')
        .set({ ended_at: rfc3339(clock.now()), end_reason: reason })
        .where('login', '=', login)
        .where('ended_at', 'is', null);
      if (except !== undefined) query = query.where('id', '!=', except);
      const ended = await query.returning('id').execute();
      for (const { id } of ended) await changes.record(tx, { session: id });
    },
    async list(login) {
      const rows = await sql
        .selectFrom('sessions')
        .select(['id', 'login', 'created_at', 'last_seen_at', 'expires_at', 'idle_ms', 'address', 'user_agent'])
        .where('login', '=', login)
        .where('ended_at', 'is', null)
        .orderBy('last_seen_at', 'desc')
        .execute();
      const now = clock.now();
      return rows
        .map((row) => ({ ...row, seen: Math.max(Date.parse(row.last_seen_at), byId.get(row.id)?.seenAt ?? 0) }))
        .filter((row) => row.idle_ms === null || now < row.seen + row.idle_ms)
        .filter((row) => row.expires_at === null || now < Date.parse(row.expires_at))
        .map((row) => ({
          id: row.id,
          login: row.login,
          createdAt: row.created_at,
          lastSeenAt: rfc3339(row.seen),
          ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
          address: row.address,
          userAgent: row.user_agent,
        }));
    },
    flush,
    async close() {
      clearInterval(timer);
      unsubscribe();
      await flush();
    },
  };
}
