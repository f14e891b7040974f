/**
 * The life of an authorisation: drafted and changed by the court's office, approved as one version by somebody who wrote nothing
 * of it, with the signed document attached; then ended by its day, by revocation, or by what replaces it, and never edited.
 */
import { dayExists, dayOfMs, later } from '@giamsat/contract/time';
import {
  type AdminAuthorisation,
  type AuthorisationBody,
  type AuthorisationChange,
  type AuthorisationHistory,
  type AuthorisationState,
  authorisationState,
  type DocumentType,
  type Revocation,
} from '@giamsat/contract/wire/authorisations';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Tx } from '../platform/sql.ts';
import { changeAuthorisation, keepVersion, lockAuthorisation, readAuthorisations } from './authorisation-record.ts';
import { type Actor, type Changing, changeRights } from './context.ts';
import { ADMISSIBLE } from './policy.ts';
import { digestOf, documentTypeOf, keepDocument } from './signed-document.ts';

export type Authorisations = {
  /** Newest first. */
  list(): Promise<AdminAuthorisation[]>;
  /** @throws DomainError `not-found` */
  get(id: string): Promise<AdminAuthorisation>;
  draft(actor: Actor, body: AuthorisationBody): Promise<AdminAuthorisation>;
  /** A draft alone. */
  change(actor: Actor, id: string, body: AuthorisationBody): Promise<AdminAuthorisation>;
  /**
   * The signed document, to a draft. @throws DomainError `unprocessable` where the first bytes are none of a PDF, PNG or JPEG, and where
   * the draft had as many, or as many bytes, as one may have.
   */
  attach(actor: Actor, id: string, content: Buffer): Promise<AdminAuthorisation>;
  withdraw(actor: Actor, id: string): Promise<AdminAuthorisation>;
  /** That version and no other. Whether `actor` may is for the policy, which must know the drafters. */
  approve(actor: Actor, id: string, version: number): Promise<AdminAuthorisation>;
  /** Effective at once. */
  revoke(actor: Actor, id: string, revocation: Revocation): Promise<AdminAuthorisation>;
  history(id: string): Promise<AuthorisationHistory['versions']>;
  /** A signed document, also one that a draft had before. */
  document(id: string, sha256: string): Promise<{ mediaType: DocumentType; content: Buffer }>;
};

/** @throws DomainError `invalid` that names the field. */
async function checkBody(tx: Tx, body: AuthorisationBody): Promise<void> {
  const wrong = (field: string, detail: string) => new DomainError('invalid', { detail, field });
  for (const name of ['issuedOn', 'from', 'to'] as const) {
    const day = body[name];
    if (day !== undefined && !dayExists(day)) throw wrong(`/${name}`, 'There is no such day.');
  }
  if (body.to !== undefined && body.to < body.from) throw wrong('/to', 'It ends before it begins.');
  const { courts, rooms, hearings, admits, live, recordings, logs, exports } = body.scope;
  if (!(live || recordings || logs || exports)) throw wrong('/scope', 'It opens nothing.');
  const known = async (table: 'courts' | 'rooms' | 'organisations', codes: readonly string[]) =>
    (await tx.selectFrom(table).select('code').where('code', 'in', codes).execute()).map(({ code }) => code);
  if ((await known('organisations', [body.organisation])).length === 0) {
    throw wrong('/organisation', 'No such organisation.');
  }
  for (const [name, codes] of [['courts', courts] as const, ['rooms', rooms] as const]) {
    if (codes === undefined) continue;
    const there = await known(name, codes);
    if (codes.some((code) => !there.includes(code))) throw wrong(`/scope/${name}`, 'Not in the registry.');
  }
  if (admits !== undefined) {
    if (hearings === undefined)
      throw wrong('/scope/hearings', 'Doors are opened of hearings that are named one by one.');
    if (!logs) throw wrong('/scope/logs', 'Behind closed doors there is nothing to grant but the log.');
    const there = await tx
      .selectFrom('accounts')
      .select('login')
      .where('login', 'in', admits)
      .where('organisation', '=', body.organisation)
      .where('role', 'in', ADMISSIBLE)
      .execute();
    if (there.length < new Set(admits).size) throw wrong('/scope/admits', 'None such of this body can be let in.');
  }
  if (body.replaces !== undefined) {
    const [old] = await readAuthorisations(tx, body.replaces);
    if (!old || old.organisation !== body.organisation || old.approvedAt === undefined) {
      throw wrong('/replaces', 'There is none such of this body.');
    }
  }
}

const columnsOf = (body: AuthorisationBody) => ({
  document_no: body.documentNo,
  issued_on: body.issuedOn,
  issuer: body.issuer,
  organisation: body.organisation,
  scope: JSON.stringify(body.scope),
  valid_from: body.from,
  valid_to: body.to ?? null,
  replaces: body.replaces ?? null,
});

/** A new draft with its first version; undefined when this body has a document of that number. */
export async function insertDraft(
  tx: Tx,
  body: AuthorisationBody,
  login: string,
  at: string,
): Promise<string | undefined> {
  const id = uuidv7();
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('authorisations')
    .values({ id, ...columnsOf(body), entered_by: login, entered_at: at })
    .onConflict((conflict) =>
      conflict.columns(['organisation', 'document_no']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return undefined;
  await keepVersion(tx, { id, login, at, what: 'drafted' });
  return id;
}

const taken = () => new DomainError('conflict', { detail: 'This document was entered already.', field: '/documentNo' });

export function createAuthorisations(deps: Changing & { clock: Clock }): Authorisations {
  const { sql, clock } = deps;
  const today = () => dayOfMs(clock.now());
  const get = async (id: string): Promise<AdminAuthorisation> => {
    const [found] = await readAuthorisations(sql, id);
    if (!found) throw new DomainError('not-found');
    return found;
  };

  /** One step of its life, from one of the states in which it is lawful. */
  const step = async (
    actor: Actor,
    id: string,
    what: AuthorisationChange,
    from: readonly AuthorisationState[],
    work: (
      tx: Tx,
      before: AdminAuthorisation,
      by: Parameters<typeof changeAuthorisation>[1],
    ) => Promise<Record<string, unknown>>,
  ): Promise<AdminAuthorisation> => {
    await changeRights(deps, actor, async (tx) => {
      const before = await lockAuthorisation(tx, id);
      const state = authorisationState(before, today());
      if (!from.includes(state)) throw new DomainError('conflict', { detail: `It is ${state}.` });
      const more = await work(tx, before, { id, login: actor.login, at: rfc3339(clock.now()), what });
      const { documentNo, organisation, version } = before;
      return {
        result: undefined,
        kind: `authorisation.${what}`,
        detail: { id, documentNo, organisation, version: version + 1, ...more },
        // A draft opens nothing, before and after.
        concerns: what === 'approved' || what === 'revoked' ? { organisation } : undefined,
      };
    });
    return get(id);
  };

  return {
    list: () => readAuthorisations(sql),
    get,
    async draft(actor, body) {
      const id = await changeRights(deps, actor, async (tx) => {
        await checkBody(tx, body);
        const made = await insertDraft(tx, body, actor.login, rfc3339(clock.now()));
        if (made === undefined) throw taken();
        const { documentNo, organisation } = body;
        return {
          result: made,
          kind: 'authorisation.drafted',
          detail: { id: made, documentNo, organisation, version: 1 },
          concerns: undefined,
        };
      });
      return get(id);
    },
    change: (actor, id, body) =>
      step(actor, id, 'changed', ['draft'], async (tx, _, by) => {
        await checkBody(tx, body);
        const same = await tx
          .selectFrom('authorisations')
          .select('id')
          .where('organisation', '=', body.organisation)
          .where('document_no', '=', body.documentNo)
          .where('withdrawn_at', 'is', null)
          .where('id', '!=', id)
          .executeTakeFirst();
        if (same) throw taken();
        await changeAuthorisation(tx, by, columnsOf(body));
        return { documentNo: body.documentNo, organisation: body.organisation };
      }),
    async attach(actor, id, content) {
      const mediaType = documentTypeOf(content);
      if (!mediaType) throw new DomainError('unprocessable', { detail: 'Neither PDF nor PNG nor JPEG.', field: '' });
      const sha256 = digestOf(content);
      return step(actor, id, 'attached', ['draft'], async (tx, _, by) => {
        await keepDocument(tx, by, { sha256, mediaType, content });
        await changeAuthorisation(tx, by, { document_sha256: sha256 });
        return { sha256 };
      });
    },
    withdraw: (actor, id) =>
      step(actor, id, 'withdrawn', ['draft'], async (tx, _, by) => {
        await changeAuthorisation(tx, by, { withdrawn_by: by.login, withdrawn_at: by.at });
        return {};
      }),
    approve: (actor, id, version) =>
      step(actor, id, 'approved', ['draft'], async (tx, before, by) => {
        if (before.version !== version) {
          throw new DomainError('conflict', { detail: 'It was changed since it was read.', field: '/version' });
        }
        if (!before.attachment) {
          throw new DomainError('conflict', { detail: 'The signed document is missing.', field: '/attachment' });
        }
        if (before.to !== undefined && before.to < today()) {
          throw new DomainError('conflict', { detail: 'Its last day has passed.', field: '/to' });
        }
        await changeAuthorisation(tx, by, { approved_by: by.login, approved_at: by.at });
        if (before.replaces === undefined) return {};
        await supersede(tx, before.replaces, { by, successor: before });
        return { supersedes: before.replaces };
      }),
    revoke: (actor, id, revocation) =>
      step(actor, id, 'revoked', ['pending', 'inForce'], async (tx, before, by) => {
        await checkRevocation(tx, before, revocation);
        await changeAuthorisation(tx, by, {
          revoked_by: by.login,
          revoked_at: by.at,
          revoked_reason: revocation.reason ?? null,
          revoked_notice_no: revocation.noticeNo ?? null,
          revoked_notice_on: revocation.noticeOn ?? null,
        });
        return revocation;
      }),
    async history(id) {
      const rows = await sql
        .selectFrom('authorisation_versions as v')
        .leftJoin('accounts as a', 'a.login', 'v.login')
        .select(['v.version', 'v.at', 'v.login', 'v.what', 'v.content', 'a.display_name'])
        .where('v.authorisation', '=', id)
        .orderBy('v.version')
        .execute();
      return rows.map(({ display_name: displayName, ...row }) => ({
        ...row,
        ...(displayName === null ? {} : { displayName }),
      }));
    },
    async document(id, sha256) {
      const row = await sql
        .selectFrom('authorisation_documents')
        .select(['media_type', 'content'])
        .where('authorisation', '=', id)
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      if (!row) throw new DomainError('not-found');
      return { mediaType: row.media_type, content: row.content };
    },
  };

  /** It holds until the other one does. What was revoked or has expired stays as it is. */
  async function supersede(
    tx: Tx,
    id: string,
    { by, successor }: { by: { login: string; at: string }; successor: AdminAuthorisation },
  ): Promise<void> {
    const old = await lockAuthorisation(tx, id);
    if (old.supersededBy !== undefined) {
      throw new DomainError('conflict', { detail: 'It was replaced by another one already.', field: '/replaces' });
    }
    if (!['pending', 'inForce'].includes(authorisationState(old, today()))) return;
    await changeAuthorisation(
      tx,
      { id, login: by.login, at: by.at, what: 'superseded' },
      { superseded_by: successor.id, superseded_on: later(successor.from, today()) },
    );
  }
}

/** The procuracy's right rests on statute (Law on the organisation of the procuracies): it is told why, and by which notice. */
async function checkRevocation(tx: Tx, { organisation }: AdminAuthorisation, revocation: Revocation): Promise<void> {
  const { noticeOn } = revocation;
  if (noticeOn !== undefined && !dayExists(noticeOn)) {
    throw new DomainError('invalid', { detail: 'There is no such day.', field: '/noticeOn' });
  }
  const { kind } = await tx
    .selectFrom('organisations')
    .select('kind')
    .where('code', '=', organisation)
    .executeTakeFirstOrThrow();
  if (kind !== 'procuracy') return;
  for (const field of ['reason', 'noticeNo', 'noticeOn'] as const) {
    if (revocation[field] === undefined) {
      throw new DomainError('invalid', { detail: 'The procuracy is given a reason and a notice.', field: `/${field}` });
    }
  }
}
