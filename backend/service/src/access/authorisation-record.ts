/** Authorisations as they are stored: each change is written with the version that it makes, which stays as it is. */
import type { AdminAuthorisation, AuthorisationChange } from '@giamsat/contract/wire/authorisations';
import type { Updateable } from 'kysely';
import type { AuthorisationsTable } from '../platform/access-tables.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';

const DRAFTING: readonly AuthorisationChange[] = ['drafted', 'changed', 'attached'];

/** Newest first. */
export async function readAuthorisations(sql: Sql | Tx, id?: string): Promise<AdminAuthorisation[]> {
  let query = sql
    .selectFrom('authorisations as a')
    .leftJoin('authorisation_documents as d', (join) =>
      join.onRef('d.authorisation', '=', 'a.id').onRef('d.sha256', '=', 'a.document_sha256'),
    )
    .selectAll('a')
    .select((eb) => [
      'd.media_type',
      eb.fn<number | null>('octet_length', ['d.content']).as('bytes'),
      eb
        .selectFrom('authorisation_versions as v')
        .select((inner) => inner.fn.agg<string[]>('array_agg', ['v.login']).distinct().as('logins'))
        .whereRef('v.authorisation', '=', 'a.id')
        .where('v.what', 'in', DRAFTING)
        .as('drafters'),
    ])
    .orderBy('a.entered_at', 'desc')
    .orderBy('a.id');
  if (id !== undefined) query = query.where('a.id', '=', id);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    documentNo: row.document_no,
    issuedOn: row.issued_on,
    issuer: row.issuer,
    organisation: row.organisation,
    scope: row.scope,
    from: row.valid_from,
    ...present('to', row.valid_to),
    ...present('replaces', row.replaces),
    ...(row.document_sha256 === null || row.media_type === null
      ? {}
      : { attachment: { sha256: row.document_sha256, mediaType: row.media_type, bytes: row.bytes ?? 0 } }),
    ...(row.revoked_at === null
      ? {}
      : {
          revocation: {
            ...present('reason', row.revoked_reason),
            ...present('noticeNo', row.revoked_notice_no),
            ...present('noticeOn', row.revoked_notice_on),
          },
        }),
    ...present('supersededOn', row.superseded_on),
    ...present('supersededBy', row.superseded_by),
    enteredBy: row.entered_by,
    enteredAt: row.entered_at,
    drafters: row.drafters ?? [],
    ...present('withdrawnBy', row.withdrawn_by),
    ...present('withdrawnAt', row.withdrawn_at),
    ...present('approvedBy', row.approved_by),
    ...present('approvedAt', row.approved_at),
    ...present('revokedBy', row.revoked_by),
    ...present('revokedAt', row.revoked_at),
  }));
}

const present = <K extends string, V>(key: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: V };

/** Nobody else changes it until the transaction ends. @throws DomainError `not-found` */
export async function lockAuthorisation(tx: Tx, id: string): Promise<AdminAuthorisation> {
  await tx.selectFrom('authorisations').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  const [found] = await readAuthorisations(tx, id);
  if (!found) throw new DomainError('not-found');
  return found;
}

/** What it is from now on, as a version of its own. */
export async function keepVersion(
  tx: Tx,
  { id, login, at, what }: { id: string; login: string; at: string; what: AuthorisationChange },
): Promise<void> {
  const [found] = await readAuthorisations(tx, id);
  if (!found) throw new DomainError('not-found');
  const { drafters: _, version, ...content } = found;
  await tx
    .insertInto('authorisation_versions')
    .values({ authorisation: id, version, at, login, what, content: JSON.stringify(content) })
    .execute();
}

/** A change of one that is locked, and its version. */
export async function changeAuthorisation(
  tx: Tx,
  by: { id: string; login: string; at: string; what: AuthorisationChange },
  values: Updateable<AuthorisationsTable>,
): Promise<void> {
  await tx
    .updateTable('authorisations')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', by.id)
    .execute();
  await keepVersion(tx, by);
}
