/** Who approves and revokes authorisations in the chief judge's place: a judge, by a decision, from a day to a day, ended at once. */
import { dayExists } from '@giamsat/contract/time';
import type { Deputies as DeputiesAnswer, Deputy, DeputyBody } from '@giamsat/contract/wire/authorisations';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import { type Actor, type Changing, changeRights } from './context.ts';
import { DEPUTY_ROLES } from './policy.ts';

export type Deputies = {
  /** Newest first, with the accounts that can be appointed. */
  list(): Promise<DeputiesAnswer>;
  appoint(actor: Actor, body: DeputyBody): Promise<Deputy>;
  end(actor: Actor, id: string): Promise<Deputy>;
};

export function createDeputies(deps: Changing & { clock: Clock }): Deputies {
  const { sql, clock } = deps;

  const read = async (id?: string): Promise<Deputy[]> => {
    let query = sql
      .selectFrom('deputies as d')
      .innerJoin('accounts as a', 'a.login', 'd.login')
      .selectAll('d')
      .select('a.display_name')
      .orderBy('d.appointed_at', 'desc')
      .orderBy('d.id');
    if (id !== undefined) query = query.where('d.id', '=', id);
    return (await query.execute()).map((row) => ({
      id: row.id,
      login: row.login,
      displayName: row.display_name,
      documentNo: row.document_no,
      from: row.valid_from,
      to: row.valid_to,
      appointedBy: row.appointed_by,
      appointedAt: row.appointed_at,
      ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    }));
  };
  const one = async (id: string): Promise<Deputy> => {
    const [found] = await read(id);
    if (!found) throw new DomainError('not-found');
    return found;
  };
  const candidates = () =>
    sql
      .selectFrom('accounts')
      .select(['login', 'display_name as displayName'])
      .where('role', 'in', DEPUTY_ROLES)
      .where('locked', '=', false)
      .orderBy('login');

  return {
    list: async () => ({ deputies: await read(), candidates: await candidates().execute() }),
    async appoint(actor, { login, documentNo, from, to }) {
      for (const [field, day] of Object.entries({ from, to })) {
        if (!dayExists(day)) throw new DomainError('invalid', { detail: 'There is no such day.', field: `/${field}` });
      }
      if (to < from) throw new DomainError('invalid', { detail: 'It ends before it begins.', field: '/to' });
      const id = uuidv7();
      await changeRights(deps, actor, async (tx) => {
        const judge = await tx
          .selectFrom('accounts')
          .select('login')
          .where('login', '=', login)
          .where('role', 'in', DEPUTY_ROLES)
          .executeTakeFirst();
        if (!judge) throw new DomainError('invalid', { detail: 'No such judge.', field: '/login' });
        await tx
          .insertInto('deputies')
          .values({
            id,
            login,
            document_no: documentNo,
            valid_from: from,
            valid_to: to,
            appointed_by: actor.login,
            appointed_at: rfc3339(clock.now()),
            ended_by: null,
            ended_at: null,
          })
          .execute();
        return {
          result: undefined,
          kind: 'deputy.appointed',
          detail: { id, deputy: login, documentNo, from, to },
          concerns: { login },
        };
      });
      return one(id);
    },
    async end(actor, id) {
      await changeRights(deps, actor, async (tx) => {
        const row = await tx
          .updateTable('deputies')
          .set({ ended_by: actor.login, ended_at: rfc3339(clock.now()) })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .returning('login')
          .executeTakeFirst();
        if (!row) {
          const known = await tx.selectFrom('deputies').select('id').where('id', '=', id).executeTakeFirst();
          throw known ? new DomainError('conflict', { detail: 'It was ended already.' }) : new DomainError('not-found');
        }
        return {
          result: undefined,
          kind: 'deputy.ended',
          detail: { id, deputy: row.login },
          concerns: { login: row.login },
        };
      });
      return one(id);
    },
  };
}
