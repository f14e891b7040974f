/** Accounts: made and changed by an administrator, their passwords by their owners. */
import type { Person } from '@giamsat/contract/event/people';
import type { Account, Role } from '@giamsat/contract/registry';
import type { AccountBody, AdminAccount } from '@giamsat/contract/wire/admin';
import type { ClerkVerifier } from '@giamsat/contract/wire/ingest';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Tx } from '../platform/sql.ts';
import type { Attempts } from './attempts.ts';
import { type Actor, type Changing, changeRights } from './context.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';
import { endScreensOf } from './screens.ts';
import type { Sessions } from './sessions.ts';

export type Accounts = {
  list(): Promise<AdminAccount[]>;
  /** Makes or changes; a lock, another role or court is effective at once. */
  put(actor: Actor, login: string, body: AccountBody): Promise<AdminAccount>;
  isPassword(login: string, password: string): Promise<boolean>;
  /** Of one's own account; every other session of it ends. @throws DomainError `proof-wrong` for a wrong current password, `password-…` for a weak new one. */
  changePassword(actor: Actor, passwords: { current: string; next: string }): Promise<void>;
  /** What the court's agent needs to let its clerks in while the line is down. */
  clerksOf(court: string): Promise<Omit<ClerkVerifier, 'expiresAt'>[]>;
  /** Who may sit in that court's hearings, as their rights spell their names. */
  officialsOf(court: string): Promise<Pick<Person, 'name' | 'role'>[]>;
  /** By login, of those that there are. */
  namesOf(logins: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

/** These belong to one court; without it their rights would be empty or too wide. */
const NEEDS_COURT: readonly Role[] = ['clerk', 'presiding_judge', 'court_chief_judge', 'court_administrator'];

/** What an office is in a hearing. */
const SITS_AS: Partial<Record<Role, Person['role']>> = {
  presiding_judge: 'presiding_judge',
  court_chief_judge: 'presiding_judge',
  clerk: 'clerk',
  prosecutor: 'prosecutor',
};

/** @throws DomainError `invalid` that names the field. */
export async function checkAccount(tx: Tx, account: Pick<Account, 'role' | 'organisation' | 'court'>): Promise<void> {
  if (NEEDS_COURT.includes(account.role) && account.court === undefined) {
    throw new DomainError('invalid', { detail: 'This role belongs to a court.', field: '/court' });
  }
  const organisation = await tx
    .selectFrom('organisations')
    .select('code')
    .where('code', '=', account.organisation)
    .executeTakeFirst();
  if (!organisation) throw new DomainError('invalid', { detail: 'No such organisation.', field: '/organisation' });
  if (account.court === undefined) return;
  const court = await tx.selectFrom('courts').select('code').where('code', '=', account.court).executeTakeFirst();
  if (!court) throw new DomainError('invalid', { detail: 'No such court.', field: '/court' });
}

export function createAccounts(deps: Changing & { clock: Clock; sessions: Sessions; attempts: Attempts }): Accounts {
  const { sql, clock, sessions, attempts } = deps;

  const select = (login?: string) => {
    const query = sql
      .selectFrom('accounts as a')
      .select((eb) => [
        'a.login',
        'a.display_name',
        'a.role',
        'a.organisation',
        'a.court',
        'a.locked',
        'a.created_at',
        eb('a.password_hash', 'is not', null).as('has_password'),
        eb
          .exists(
            eb
              .selectFrom('second_factors as f')
              .select('f.login')
              .whereRef('f.login', '=', 'a.login')
              .where('f.confirmed_at', 'is not', null),
          )
          .as('second_factor'),
        eb
          .selectFrom('sessions as s')
          .select((inner) => inner.fn.countAll<number>().as('count'))
          .whereRef('s.login', '=', 'a.login')
          .where('s.ended_at', 'is', null)
          .where((inner) =>
            inner.or([inner('s.expires_at', 'is', null), inner('s.expires_at', '>', rfc3339(clock.now()))]),
          )
          .where((inner) =>
            inner.or([
              inner('s.idle_ms', 'is', null),
              inner('s.last_seen_at', '>', rfc3339(clock.now() - 60 * 60_000)),
            ]),
          )
          .as('sessions'),
      ])
      .orderBy('a.login');
    return (login === undefined ? query : query.where('a.login', '=', login)).execute();
  };
  const shape = (row: Awaited<ReturnType<typeof select>>[number]): AdminAccount => ({
    login: row.login,
    displayName: row.display_name,
    role: row.role,
    organisation: row.organisation,
    ...(row.court === null ? {} : { court: row.court }),
    locked: row.locked,
    hasPassword: Boolean(row.has_password),
    secondFactor: Boolean(row.second_factor),
    createdAt: row.created_at,
    sessions: row.sessions ?? 0,
  });

  const isPassword = async (login: string, password: string): Promise<boolean> => {
    const row = await sql.selectFrom('accounts').select('password_hash').where('login', '=', login).executeTakeFirst();
    return row?.password_hash ? verifyPassword(row.password_hash, password) : verifyNobody(password);
  };

  return {
    isPassword,
    list: async () => (await select()).map(shape),
    async put(actor, login, body) {
      const { password, displayName } = body;
      if (password !== undefined) checkNewPassword(password, { login, displayName, field: '/password' });
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      await changeRights(deps, actor, async (tx) => {
        await checkAccount(tx, body);
        const before = await tx
          .selectFrom('accounts')
          .selectAll()
          .where('login', '=', login)
          .forUpdate()
          .executeTakeFirst();
        const isScreen = body.role === 'screen';
        if (isScreen !== (before?.role === 'screen') && (isScreen || before)) {
          throw new DomainError('invalid', { detail: 'A screen is put up by the code that it shows.', field: '/role' });
        }
        if (isScreen && password !== undefined) {
          throw new DomainError('invalid', { detail: 'A screen has no password.', field: '/password' });
        }
        const locked = body.locked ?? before?.locked ?? false;
        if (before?.role === 'administrator' && !before.locked && (locked || body.role !== 'administrator')) {
          const others = await tx
            .selectFrom('accounts')
            .select('login')
            .where('role', '=', 'administrator')
            .where('locked', '=', false)
            .where('login', '!=', login)
            .forUpdate()
            .execute();
          if (others.length === 0) {
            throw new DomainError('conflict', { detail: 'The last administrator must stay.', field: '/role' });
          }
        }
        const values = {
          display_name: body.displayName,
          role: body.role,
          organisation: body.organisation,
          court: body.court ?? null,
          locked,
          ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
        };
        await tx
          .insertInto('accounts')
          .values({ login, password_hash: null, ...values })
          .onConflict((conflict) => conflict.column('login').doUpdateSet(values))
          .execute();
        // What somebody put up rests on the office that they had.
        const moved =
          before !== undefined &&
          (before.role !== body.role || before.organisation !== body.organisation || before.court !== values.court);
        if (locked || moved) await endScreensOf(tx, sessions, login);
        // A screen's session has other limits: a changed role begins with a new one.
        if (locked || passwordHash !== undefined || (before && before.role !== body.role)) {
          await sessions.endAll(tx, login, locked ? 'locked' : 'signed-out');
        }
        const { password: _, displayName: __, ...told } = body;
        return {
          result: undefined,
          kind: before ? 'account.changed' : 'account.made',
          detail: { account: login, ...told, locked, password: passwordHash !== undefined },
          concerns: { login },
        };
      });
      const [row] = await select(login);
      if (!row) throw new DomainError('not-found');
      return shape(row);
    },
    async changePassword(actor, { current, next }) {
      const { login } = actor;
      const limits = attempts.ofPerson(login, actor.address ?? '');
      const right = await attempts.run(limits, async () => (await isPassword(login, current)) || undefined);
      if (!right) throw new DomainError('proof-wrong', { field: '/current' });
      const { display_name: displayName } = await sql
        .selectFrom('accounts')
        .select('display_name')
        .where('login', '=', login)
        .executeTakeFirstOrThrow();
      checkNewPassword(next, { login, displayName, field: '/next' });
      const passwordHash = await hashPassword(next);
      await changeRights(deps, actor, async (tx) => {
        await tx
          .updateTable('accounts')
          .set({ password_hash: passwordHash })
          .where('login', '=', actor.login)
          .execute();
        await sessions.endAll(tx, actor.login, 'signed-out', actor.sessionId);
        return { result: undefined, kind: 'password.changed', detail: {}, concerns: { login: actor.login } };
      });
    },
    async clerksOf(court) {
      const rows = await sql
        .selectFrom('accounts')
        .select(['login', 'display_name', 'password_hash'])
        .where('role', '=', 'clerk')
        .where('court', '=', court)
        .where('locked', '=', false)
        .where('password_hash', 'is not', null)
        .orderBy('login')
        .execute();
      return rows.map((row) => ({
        login: row.login,
        displayName: row.display_name,
        verifier: row.password_hash ?? '',
      }));
    },
    async officialsOf(court) {
      const rows = await sql
        .selectFrom('accounts')
        .select(['display_name', 'role'])
        .where('locked', '=', false)
        .where((eb) =>
          eb.or([
            eb('court', '=', court).and('role', 'in', Object.keys(SITS_AS) as Role[]),
            eb('court', 'is', null).and('role', '=', 'prosecutor'),
          ]),
        )
        .orderBy('login')
        .execute();
      return rows.flatMap(({ display_name: name, role }) => {
        const sits = SITS_AS[role];
        return sits ? [{ name, role: sits }] : [];
      });
    },
    async namesOf(logins) {
      if (logins.length === 0) return new Map();
      const rows = await sql
        .selectFrom('accounts')
        .select(['login', 'display_name'])
        .where('login', 'in', logins)
        .execute();
      return new Map(rows.map((row) => [row.login, row.display_name]));
    },
  };
}
