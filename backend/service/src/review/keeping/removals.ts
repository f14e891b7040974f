/** Removals of recordings: asked for by one, approved by two others, and not begun before some hours have passed. Nothing is removed here. */

import { dayExists, dayOfMs } from '@giamsat/contract/time';
import { APPROVALS, type RemovalBody } from '@giamsat/contract/wire/keeping';
import type { Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Audit } from '../../access/audit.ts';
import type { Actor } from '../../access/context.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import { DomainError } from '../../platform/errors.ts';
import type { KeepingTables } from '../../platform/keeping-tables.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import { byActor, lockHearing } from './decisions.ts';
import type { Footage } from './footage.ts';

type Named = { login: string; display_name: string; at: string };
export type RemovalRow = Selectable<KeepingTables['removals']> & {
  display_name: string;
  ended_by_name: string | null;
  approvals: Named[];
};

export type Removals = {
  /** Newest first; `hearing`: of that one alone. */
  list(hearing?: string): Promise<RemovalRow[]>;
  /** @throws DomainError `not-found` */
  get(id: string): Promise<RemovalRow>;
  /** Of what `footage` lists and of nothing else. Whether it may be asked for is for whoever calls, and is judged again before it begins. */
  ask(
    actor: Actor,
    hearing: { id: string; court: string },
    body: RemovalBody,
    within: (tx: Tx) => Promise<Footage>,
  ): Promise<string>;
  /** Whether `actor` may is for the policy, which must know who asked and approved. @throws DomainError `conflict` */
  approve(actor: Actor, id: string, digest: string): Promise<void>;
  /** Before it began. @throws DomainError `conflict` */
  stop(actor: Actor, id: string, reason: string): Promise<void>;
};

const MAX_LISTED = 500;
/** PostgreSQL takes 65,535 values a statement. */
const ROWS_AT_ONCE = 5_000;
export const OPEN_STATES = ['asked', 'approved', 'removing'] as const;

/** Kept from others until the transaction ends. @throws DomainError `not-found` */
export async function lockRemoval(tx: Tx, id: string): Promise<Selectable<KeepingTables['removals']>> {
  const { hearing } = await tx
    .selectFrom('removals')
    .select('hearing')
    .where('id', '=', id)
    .executeTakeFirstOrThrow(() => new DomainError('not-found'));
  await lockHearing(tx, hearing);
  return tx.selectFrom('removals').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

export function createRemovals(deps: { sql: Sql; audit: Pick<Audit, 'within'>; clock: Clock }): Removals {
  const { sql, audit, clock } = deps;
  const now = () => rfc3339(clock.now());

  const read = async (where: { id?: string; hearing?: string }): Promise<RemovalRow[]> => {
    let rows = sql
      .selectFrom('removals as r')
      .innerJoin('accounts as a', 'a.login', 'r.login')
      .leftJoin('accounts as e', 'e.login', 'r.ended_by')
      .selectAll('r')
      .select(['a.display_name', 'e.display_name as ended_by_name'])
      .orderBy('r.at', 'desc')
      .orderBy('r.id')
      .limit(MAX_LISTED);
    if (where.id !== undefined) rows = rows.where('r.id', '=', where.id);
    if (where.hearing !== undefined) rows = rows.where('r.hearing', '=', where.hearing);
    const found = await rows.execute();
    if (found.length === 0) return [];
    const approvals = await sql
      .selectFrom('removal_approvals as p')
      .innerJoin('accounts as a', 'a.login', 'p.login')
      .select(['p.removal', 'p.login', 'p.at', 'a.display_name'])
      .where(
        'p.removal',
        'in',
        found.map(({ id }) => id),
      )
      .orderBy('p.at')
      .execute();
    return found.map((row) => ({ ...row, approvals: approvals.filter(({ removal }) => removal === row.id) }));
  };
  const mustBe = (state: string, ...allowed: string[]): void => {
    if (!allowed.includes(state)) throw new DomainError('conflict', { detail: `It is ${state}.` });
  };

  return {
    list: (hearing) => read(hearing === undefined ? {} : { hearing }),
    async get(id) {
      const [found] = await read({ id });
      if (!found) throw new DomainError('not-found');
      return found;
    },
    async ask(actor, hearing, { decisionNo, decidedOn, reason }, within) {
      if (!dayExists(decidedOn)) {
        throw new DomainError('invalid', { detail: 'There is no such day.', field: '/decidedOn' });
      }
      if (decidedOn > dayOfMs(clock.now())) {
        throw new DomainError('invalid', { detail: 'It is decided before it is asked for.', field: '/decidedOn' });
      }
      const id = uuidv7();
      await sql.transaction().execute(async (tx) => {
        await lockHearing(tx, hearing.id);
        const { segments, bytes, fromMs, toMs, digest } = await within(tx);
        await tx
          .insertInto('removals')
          .values({
            id,
            hearing: hearing.id,
            court: hearing.court,
            decision_no: decisionNo,
            decided_on: decidedOn,
            reason,
            login: actor.login,
            at: now(),
            segments: segments.length,
            bytes,
            from_ms: fromMs,
            to_ms: toMs,
            digest,
            state: 'asked',
            approved_at: null,
            ended_at: null,
            ended_by: null,
            end_reason: null,
          })
          .execute();
        for (let at = 0; at < segments.length; at += ROWS_AT_ONCE) {
          const rows = segments
            .slice(at, at + ROWS_AT_ONCE)
            .map(({ feed, epoch, number, sha256 }) => ({ removal: id, feed, epoch, number, sha256 }));
          await tx.insertInto('removal_segments').values(rows).execute();
        }
        const detail = { removal: id, decisionNo, decidedOn, reason, segments: segments.length, bytes, digest };
        await audit.within(tx, { kind: 'removal.asked', ...byActor(actor, hearing.id), detail });
      });
      return id;
    },
    approve: (actor, id, digest) =>
      sql.transaction().execute(async (tx) => {
        const row = await lockRemoval(tx, id);
        mustBe(row.state, 'asked');
        if (row.digest !== digest) {
          throw new DomainError('conflict', { detail: 'It is another list.', field: '/digest' });
        }
        const before = await tx.selectFrom('removal_approvals').select('login').where('removal', '=', id).execute();
        // The policy was asked before the lock.
        if ([row, ...before].some(({ login }) => login === actor.login)) {
          throw new DomainError('conflict', { detail: 'Each takes part once.' });
        }
        await tx
          .insertInto('removal_approvals')
          .values({ removal: id, login: actor.login, at: now(), digest })
          .execute();
        const count = before.length + 1;
        if (count >= APPROVALS) {
          await tx
            .updateTable('removals')
            .set({ state: 'approved', approved_at: now() })
            .where('id', '=', id)
            .execute();
        }
        const detail = { removal: id, decisionNo: row.decision_no, digest, approvals: count };
        await audit.within(tx, { kind: 'removal.approved', ...byActor(actor, row.hearing), detail });
      }),
    stop: (actor, id, reason) =>
      sql.transaction().execute(async (tx) => {
        const row = await lockRemoval(tx, id);
        mustBe(row.state, 'asked', 'approved');
        await tx
          .updateTable('removals')
          .set({ state: 'stopped', ended_at: now(), ended_by: actor.login, end_reason: reason })
          .where('id', '=', id)
          .execute();
        const detail = { removal: id, decisionNo: row.decision_no, reason };
        await audit.within(tx, { kind: 'removal.stopped', ...byActor(actor, row.hearing), detail });
      }),
  };
}
