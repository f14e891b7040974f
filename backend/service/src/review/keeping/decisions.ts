/** Classes and holds of hearings' recordings: rows that nobody changes, each with who and why. */
import type { ClassBody, HoldBody } from '@giamsat/contract/wire/keeping';
import { sql as query, type Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Audit } from '../../access/audit.ts';
import type { Actor } from '../../access/context.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import { DomainError } from '../../platform/errors.ts';
import type { KeepingTables } from '../../platform/keeping-tables.ts';
import type { Sql, Tx } from '../../platform/sql.ts';

type Named<T> = Selectable<T> & { display_name: string };
export type ClassRow = Named<KeepingTables['keeping_classes']>;
export type HoldRow = Named<KeepingTables['keeping_holds']> & {
  lift: Named<KeepingTables['keeping_lifts']> | undefined;
};

/** What is decided of one hearing's recordings is decided one after the other, on whatever node. */
export const lockHearing = (tx: Tx, hearing: string): Promise<unknown> =>
  query`select pg_advisory_xact_lock(hashtextextended(${`keeping ${hearing}`}, 0))`.execute(tx);

/** Beside `kind` and `detail` of a line of the audit: who did it, and of which hearing. */
export const byActor = (actor: Actor, hearing: string) => ({
  login: actor.login,
  organisation: actor.organisation,
  session: actor.sessionId,
  address: actor.address,
  hearing,
});

export const newestClass = (db: Sql | Tx, hearing: string): Promise<ClassRow | undefined> =>
  db
    .selectFrom('keeping_classes as k')
    .innerJoin('accounts as a', 'a.login', 'k.login')
    .selectAll('k')
    .select('a.display_name')
    .where('hearing', '=', hearing)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Oldest first. */
export async function holdsOf(db: Sql | Tx, hearing: string): Promise<HoldRow[]> {
  const [holds, lifts] = await Promise.all([
    db
      .selectFrom('keeping_holds as h')
      .innerJoin('accounts as a', 'a.login', 'h.login')
      .selectAll('h')
      .select('a.display_name')
      .where('h.hearing', '=', hearing)
      .orderBy('h.at')
      .orderBy('h.id')
      .execute(),
    db
      .selectFrom('keeping_lifts as l')
      .innerJoin('keeping_holds as h', 'h.id', 'l.hold')
      .innerJoin('accounts as a', 'a.login', 'l.login')
      .selectAll('l')
      .select('a.display_name')
      .where('h.hearing', '=', hearing)
      .execute(),
  ]);
  return holds.map((hold) => ({ ...hold, lift: lifts.find((lift) => lift.hold === hold.id) }));
}

export type Decisions = {
  /** @throws DomainError `conflict` where `version` is not the newest */
  classify(actor: Actor, hearing: string, body: ClassBody): Promise<void>;
  hold(actor: Actor, hearing: string, body: HoldBody): Promise<void>;
  /** @throws DomainError `not-found` where the hearing has no such hold, `conflict` where it was lifted */
  lift(actor: Actor, hearing: string, hold: string, body: HoldBody): Promise<void>;
};

export function createDecisions(deps: { sql: Sql; audit: Pick<Audit, 'within'>; clock: Clock }): Decisions {
  const { sql, audit, clock } = deps;
  const now = () => rfc3339(clock.now());
  const within = (hearing: string, work: (tx: Tx) => Promise<void>): Promise<void> =>
    sql.transaction().execute(async (tx) => {
      await lockHearing(tx, hearing);
      await work(tx);
    });

  return {
    classify: (actor, hearing, { class: code, version, documentNo, reason }) =>
      within(hearing, async (tx) => {
        const before = await newestClass(tx, hearing);
        if ((before?.version ?? 0) !== version) {
          throw new DomainError('conflict', { detail: 'It was changed since it was read.', field: '/version' });
        }
        const row = { hearing, version: version + 1, class: code, document_no: documentNo ?? null, reason };
        await tx
          .insertInto('keeping_classes')
          .values({ ...row, login: actor.login, at: now() })
          .execute();
        const detail = { class: code, before: before?.class, version: version + 1, documentNo, reason };
        await audit.within(tx, { kind: 'keeping.classified', ...byActor(actor, hearing), detail });
      }),
    hold: (actor, hearing, { documentNo, reason }) =>
      within(hearing, async (tx) => {
        const id = uuidv7();
        await tx
          .insertInto('keeping_holds')
          .values({ id, hearing, document_no: documentNo, reason, login: actor.login, at: now() })
          .execute();
        await audit.within(tx, {
          kind: 'keeping.held',
          ...byActor(actor, hearing),
          detail: { hold: id, documentNo, reason },
        });
      }),
    lift: (actor, hearing, hold, { documentNo, reason }) =>
      within(hearing, async (tx) => {
        const found = (await holdsOf(tx, hearing)).find(({ id }) => id === hold);
        if (!found) throw new DomainError('not-found');
        if (found.lift) throw new DomainError('conflict', { detail: 'It was lifted already.' });
        await tx
          .insertInto('keeping_lifts')
          .values({ hold, document_no: documentNo, reason, login: actor.login, at: now() })
          .execute();
        await audit.within(tx, {
          kind: 'keeping.lifted',
          ...byActor(actor, hearing),
          detail: { hold, documentNo, reason },
        });
      }),
  };
}
