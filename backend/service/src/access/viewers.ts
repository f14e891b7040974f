/** From an account to a viewer: its role and court, and the documents of its organisation that the court approved and nobody revoked. */
import { addDays, earlier } from '@giamsat/contract/time';
import type { ScreenSteering } from '@giamsat/contract/wire/screens';
import type { Sql } from '../platform/sql.ts';
import type { RightsChange } from './changes.ts';
import { needsSecondFactor } from './policy.ts';
import type { Grant, Viewer } from './viewer.ts';

export type Person = Omit<Viewer, 'sessionId' | 'asOf' | 'provedAt'>;
export type Viewers = {
  /** Undefined: unknown or locked. Kept until `forget` names it. */
  load(login: string): Promise<Person | undefined>;
  forget(changes: readonly RightsChange[]): void;
};

/** Inclusive; what replaces a document ends it the day before. */
const endOf = (row: { valid_to: string | null; superseded_on: string | null }): { to?: string } => {
  const replaced = row.superseded_on === null ? undefined : addDays(row.superseded_on, -1);
  if (row.valid_to === null) return replaced === undefined ? {} : { to: replaced };
  return { to: replaced === undefined ? row.valid_to : earlier(row.valid_to, replaced) };
};

/** Of a screen that somebody put up. */
type SteeredRow = {
  confirmed_by: string | null;
  page: ScreenSteering['page'] | null;
  large: string | null;
  sound: string | null;
};
const steeredOf = ({ confirmed_by: by, page, large, sound }: SteeredRow): Pick<Viewer, 'steered'> =>
  by === null || page === null
    ? {}
    : { steered: { by, to: { page, ...(large === null ? {} : { large }), ...(sound === null ? {} : { sound }) } } };

/** `demo`: its people come in with one click and enrol in nothing. */
export function createViewers({ sql, demo = false }: { sql: Sql; demo?: boolean | undefined }): Viewers {
  const known = new Map<string, Promise<Person | undefined>>();
  const organisationOf = new Map<string, string>();

  const read = async (login: string): Promise<Person | undefined> => {
    const account = await sql
      .selectFrom('accounts as a')
      .leftJoin('second_factors as f', 'f.login', 'a.login')
      .leftJoin('screens as s', 's.login', 'a.login')
      .select([
        'a.login',
        'a.display_name',
        'a.role',
        'a.organisation',
        'a.court',
        'a.locked',
        'f.confirmed_at',
        's.office',
        's.confirmed_by',
        's.page',
        's.large',
        's.sound',
      ])
      .where('a.login', '=', login)
      .executeTakeFirst();
    if (!account || account.locked) return undefined;
    organisationOf.set(login, account.organisation);
    const rows = await sql
      .selectFrom('authorisations')
      .selectAll()
      .where('organisation', '=', account.organisation)
      .where('approved_at', 'is not', null)
      .where('revoked_at', 'is', null)
      .orderBy('document_no')
      .execute();
    const authorisations = rows.map(
      (row): Grant => ({
        id: row.id,
        documentNo: row.document_no,
        issuedOn: row.issued_on,
        issuer: row.issuer,
        organisation: row.organisation,
        scope: row.scope,
        from: row.valid_from,
        ...endOf(row),
      }),
    );
    const terms = await sql
      .selectFrom('deputies')
      .select(['valid_from as from', 'valid_to as to'])
      .where('login', '=', login)
      .where('ended_at', 'is', null)
      .execute();
    return {
      login: account.login,
      displayName: account.display_name,
      role: account.role,
      organisation: account.organisation,
      ...(account.court === null ? {} : { court: account.court }),
      authorisations,
      ...(terms.length === 0 ? {} : { terms }),
      ...(account.office === null ? {} : { office: account.office }),
      ...steeredOf(account),
      secondFactor: account.confirmed_at !== null,
      mustEnrol: account.confirmed_at === null && !demo && needsSecondFactor(account.role),
    };
  };

  return {
    load(login) {
      let person = known.get(login);
      if (!person) {
        person = read(login);
        known.set(login, person);
        person.catch(() => known.delete(login));
      }
      return person;
    },
    forget(changes) {
      for (const { login, organisation, session } of changes) {
        if (login !== undefined) known.delete(login);
        else if (organisation !== undefined) {
          for (const [other, of] of organisationOf) if (of === organisation) known.delete(other);
        } else if (session === undefined) known.clear();
      }
    },
  };
}
