/** Access as one part: sessions, accounts, bodies and documents, the audit; put together here, asked by everything above. */
import type { RegistrySeed } from '@giamsat/contract/registry';
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Audit, createAudit } from './audit.ts';
import { type Authorisations, createAuthorisations } from './authorisations.ts';
import { createRightsChanges, type RightsChange } from './changes.ts';
import { type Actor, changeRights } from './context.ts';
import { createDeputies, type Deputies } from './deputies.ts';
import { type FirstAdministratorDoor, openFirstAdministratorDoor } from './first-administrator.ts';
import { createLooks, type LookStore } from './looks.ts';
import { createOrganisations, type Organisations } from './organisations.ts';
import { verifyNobody, verifyPassword } from './password.ts';
import { applyAccessSeed } from './seed.ts';
import { createSessions, type EndReason, type Session } from './sessions.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import type { Viewer } from './viewer.ts';
import { createViewers } from './viewers.ts';

export type From = { address: string; userAgent: string };
export type SignedIn = { token: string; viewer: Viewer };

export type Access = {
  /** @throws DomainError `unauthenticated` (the same for every reason) or `too-many-requests`. */
  signIn(credentials: { login: string; password: string }, from: From): Promise<SignedIn>;
  /** Without a password; only the demo's routes call it. */
  signInAs(login: string, from: From): Promise<SignedIn>;
  signOut(viewer: Viewer): Promise<void>;
  /** The viewer of a cookie's value. */
  viewerOf(token: string): Promise<Viewer | undefined>;
  /** For an open socket: what the session is worth now. */
  refresh(sessionId: string): Promise<{ viewer: Viewer } | { reason: EndReason }>;
  sessionsOf(login: string): Promise<Session[]>;
  /** One's own session; false when there is none such. */
  endSession(viewer: Viewer, id: string): Promise<boolean>;
  accounts: Accounts;
  organisations: Organisations;
  authorisations: Authorisations;
  deputies: Deputies;
  audit: Audit;
  looks: LookStore;
  firstAdministrator: FirstAdministratorDoor;
  /** Every node reads changed rights within a wake-up; `catchUp` makes sure of it before an answer. */
  onRightsChanged(fn: (changes: RightsChange[]) => void): () => void;
  catchUp(): Promise<number>;
  close(): Promise<void>;
};

const POLL_MS = 1000;
/** Another node may still be serving a look whose session it has not written for this long. */
const OTHER_NODES_QUIET_MS = 10 * 60_000;

export async function createAccess(deps: {
  sql: Sql;
  clock: Clock;
  bus: Bus;
  logger: Logger;
  metrics: Metrics;
  dataDir: string;
  /** People and documents to begin with; the courts that it names must be there. */
  seed?: RegistrySeed | undefined;
  /** Several nodes share the database. */
  shared?: boolean;
}): Promise<Access> {
  const { sql, clock, logger } = deps;
  const changes = await createRightsChanges(deps);
  const audit = createAudit(deps);
  await audit.begin();
  const viewers = createViewers({ sql });
  const stopForgetting = changes.onChange((list) => viewers.forget(list));
  const sessions = createSessions({ sql, clock, audit, changes, viewers });
  const looks = createLooks({ ...deps, audit });
  const limit = createSignInLimit({ clock });
  const signIns = deps.metrics.counter('sign_ins_total', 'Attempts to sign in', ['result']);
  const changing = { sql, audit, changes, clock };
  const accounts = createAccounts({ ...changing, sessions });

  if (deps.seed) await applyAccessSeed(changing, deps.seed);
  await looks.endLeftOpen(deps.shared ? OTHER_NODES_QUIET_MS : 0);
  const firstAdministrator = await openFirstAdministratorDoor({ ...changing, dataDir: deps.dataDir, logger });

  let complained = false;
  const timer = setInterval(() => {
    changes.catchUp().then(
      () => {
        complained = false;
      },
      (err) => {
        if (!complained) logger.error({ err }, 'changed rights could not be read');
        complained = true;
      },
    );
  }, POLL_MS);
  timer.unref();

  const begin = async (login: string, from: From): Promise<SignedIn> => {
    const person = await viewers.load(login);
    if (!person) throw new DomainError('unauthenticated', { detail: 'The login or the password is wrong.' });
    const { token, id } = await sql.transaction().execute(async (tx) => {
      const opened = await sessions.open(tx, person, from);
      const { organisation } = person;
      await audit.within(tx, {
        kind: 'session.opened',
        login,
        organisation,
        session: opened.id,
        address: from.address,
      });
      return opened;
    });
    signIns.inc({ result: 'opened' });
    return { token, viewer: { ...person, sessionId: id } };
  };
  const end = async (viewer: Viewer, id: string): Promise<boolean> => {
    const own = id === viewer.sessionId || (await sessions.list(viewer.login)).some((session) => session.id === id);
    if (!own) return false;
    return changeRights(changing, viewer, async (tx) => ({
      result: await sessions.end(tx, { id }, 'signed-out'),
      kind: 'session.ended',
      detail: { session: id },
      concerns: undefined,
    }));
  };

  return {
    async signIn({ login, password }, from) {
      const wait = limit.wait(login, from.address);
      if (wait > 0) {
        signIns.inc({ result: 'slowed' });
        throw new DomainError('too-many-requests', { detail: 'Too many failed attempts.', retryAfter: wait });
      }
      const account = await sql
        .selectFrom('accounts')
        .select(['password_hash', 'locked'])
        .where('login', '=', login)
        .executeTakeFirst();
      // Unknown, locked and wrong take the same time and get the same answer.
      const right = account?.password_hash
        ? await verifyPassword(account.password_hash, password)
        : await verifyNobody(password);
      if (!right || !account || account.locked) {
        limit.failed(login, from.address);
        signIns.inc({ result: 'refused' });
        // What was typed as a login may be a password; only a known one is written down.
        audit.write({ kind: 'session.refused', login: account ? login : undefined, address: from.address });
        throw new DomainError('unauthenticated', { detail: 'The login or the password is wrong.' });
      }
      limit.succeeded(login, from.address);
      return begin(login, from);
    },
    signInAs: begin,
    signOut: async (viewer) => void (await end(viewer, viewer.sessionId)),
    viewerOf: sessions.viewerOf,
    refresh: sessions.refresh,
    sessionsOf: sessions.list,
    endSession: end,
    accounts,
    organisations: createOrganisations(changing),
    authorisations: createAuthorisations(changing),
    deputies: createDeputies(changing),
    audit,
    looks,
    firstAdministrator,
    onRightsChanged: changes.onChange,
    catchUp: changes.catchUp,
    async close() {
      clearInterval(timer);
      looks.close();
      await sessions.close();
      await audit.close();
      stopForgetting();
      changes.close();
    },
  };
}

export type { Actor };
