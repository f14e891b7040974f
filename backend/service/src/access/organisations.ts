/** Organisations and the documents by which they may look: entered by an administrator, in force once the court approved them. */
import type { Authorisation, Organisation } from '@giamsat/contract/registry';
import type { AdminAuthorisation } from '@giamsat/contract/wire/admin';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { type Actor, type Changing, changeRights } from './context.ts';

export type Organisations = {
  list(): Promise<Organisation[]>;
  get(code: string): Promise<Organisation | undefined>;
  put(actor: Actor, organisation: Organisation): Promise<Organisation>;
};
export type Authorisations = {
  list(): Promise<AdminAuthorisation[]>;
  enter(actor: Actor, authorisation: Authorisation, approve: boolean): Promise<AdminAuthorisation>;
  approve(actor: Actor, id: string): Promise<AdminAuthorisation>;
  revoke(actor: Actor, id: string): Promise<AdminAuthorisation>;
};

const organisationOf = (row: {
  code: string;
  name: string;
  name_en: string | null;
  kind: Organisation['kind'];
}): Organisation => ({
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  kind: row.kind,
});

export function createOrganisations(deps: Changing): Organisations {
  const { sql } = deps;
  return {
    list: async () => (await sql.selectFrom('organisations').selectAll().orderBy('name').execute()).map(organisationOf),
    async get(code) {
      const row = await sql.selectFrom('organisations').selectAll().where('code', '=', code).executeTakeFirst();
      return row && organisationOf(row);
    },
    put: (actor, organisation) =>
      changeRights(deps, actor, async (tx) => {
        const values = { name: organisation.name, name_en: organisation.nameEn ?? null, kind: organisation.kind };
        await tx
          .insertInto('organisations')
          .values({ code: organisation.code, ...values })
          .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
          .execute();
        return {
          result: organisation,
          kind: 'organisation.changed',
          detail: { ...organisation },
          concerns: { organisation: organisation.code },
        };
      }),
  };
}

async function readAuthorisations(sql: Sql, id?: string): Promise<AdminAuthorisation[]> {
  let query = sql.selectFrom('authorisations').selectAll().orderBy('entered_at', 'desc').orderBy('id');
  if (id !== undefined) query = query.where('id', '=', id);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    documentNo: row.document_no,
    issuedOn: row.issued_on,
    issuer: row.issuer,
    organisation: row.organisation,
    scope: row.scope,
    from: row.valid_from,
    ...(row.valid_to === null ? {} : { to: row.valid_to }),
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(row.approved_at === null ? {} : { approvedAt: row.approved_at }),
    ...(row.revoked_by === null ? {} : { revokedBy: row.revoked_by }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  }));
}

export function createAuthorisations(deps: Changing & { clock: Clock }): Authorisations {
  const { sql, clock } = deps;
  const one = async (id: string): Promise<AdminAuthorisation> => {
    const [found] = await readAuthorisations(sql, id);
    if (!found) throw new DomainError('not-found');
    return found;
  };
  const decide = async (actor: Actor, id: string, verb: 'approved' | 'revoked'): Promise<AdminAuthorisation> => {
    await changeRights(deps, actor, async (tx) => {
      const row = await tx.selectFrom('authorisations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (!row) throw new DomainError('not-found');
      if (row.revoked_at !== null) throw new DomainError('conflict', { detail: 'It was revoked.' });
      if (verb === 'approved' && row.approved_at !== null)
        throw new DomainError('conflict', { detail: 'It was approved already.' });
      const at = rfc3339(clock.now());
      await tx
        .updateTable('authorisations')
        .set(
          verb === 'approved'
            ? { approved_by: actor.login, approved_at: at }
            : { revoked_by: actor.login, revoked_at: at },
        )
        .where('id', '=', id)
        .execute();
      return {
        result: undefined,
        kind: `authorisation.${verb}`,
        detail: { id, documentNo: row.document_no, organisation: row.organisation },
        concerns: { organisation: row.organisation },
      };
    });
    return one(id);
  };

  return {
    list: () => readAuthorisations(sql),
    async enter(actor, authorisation, approve) {
      if (authorisation.to !== undefined && authorisation.to < authorisation.from) {
        throw new DomainError('invalid', { detail: 'It ends before it begins.', field: '/to' });
      }
      const id = uuidv7();
      await changeRights(deps, actor, async (tx) => {
        const organisation = await tx
          .selectFrom('organisations')
          .select('code')
          .where('code', '=', authorisation.organisation)
          .executeTakeFirst();
        if (!organisation)
          throw new DomainError('invalid', { detail: 'No such organisation.', field: '/organisation' });
        const at = rfc3339(clock.now());
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('authorisations')
          .values({
            id,
            document_no: authorisation.documentNo,
            issued_on: authorisation.issuedOn,
            issuer: authorisation.issuer,
            organisation: authorisation.organisation,
            scope: JSON.stringify(authorisation.scope),
            valid_from: authorisation.from,
            valid_to: authorisation.to ?? null,
            entered_by: actor.login,
            entered_at: at,
            approved_by: approve ? actor.login : null,
            approved_at: approve ? at : null,
            revoked_by: null,
            revoked_at: null,
          })
          .onConflict((conflict) => conflict.columns(['organisation', 'document_no']).doNothing())
          .executeTakeFirst();
        if (!numInsertedOrUpdatedRows) {
          throw new DomainError('conflict', { detail: 'This document was entered already.', field: '/documentNo' });
        }
        return {
          result: undefined,
          kind: 'authorisation.entered',
          detail: {
            id,
            documentNo: authorisation.documentNo,
            organisation: authorisation.organisation,
            approved: approve,
          },
          concerns: { organisation: authorisation.organisation },
        };
      });
      return one(id);
    },
    approve: (actor, id) => decide(actor, id, 'approved'),
    revoke: (actor, id) => decide(actor, id, 'revoked'),
  };
}
