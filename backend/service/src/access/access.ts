/** Access as one part: sessions, accounts, bodies and documents, the audit; put together here, asked by everything above. */
import path from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import type { Proof, SignIn } from '@giamsat/contract/wire/session';
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import { type Audit, createAudit } from './audit.ts';
import { type Authorisations, createAuthorisations } from './authorisations.ts';
import { createRightsChanges, type RightsChange } from './changes.ts';
import { type Actor, CodeNeeded, changeRights, type From, type SignedIn } from './context.ts';
import { createDeputies, type Deputies } from './deputies.ts';
import { type FirstAdministratorDoor, openFirstAdministratorDoor } from './first-administrator.ts';
import { createLooks, type LookStore } from './looks.ts';
import { createOrganisations, type Organisations } from './organisations.ts';
import { verifyNobody, verifyPassword } from './password.ts';
import { createScreens, type Screens } from './screens.ts';
import { claimSealKey, createSeal, readSealKey, SEAL_KEY_FILE } from './seal.ts';
import { createSecondFactors, type SecondFactors } from './second-factors.ts';
import { applyAccessSeed } from './seed.ts';
import { createSessions, type EndReason, type Session } from './sessions.ts';
import type { Viewer } from './viewer.ts';
import { createViewers } from './viewers.ts';

export type Access = {
  /**
   * @throws DomainError `unauthenticated` (the same for every reason), `second-factor-wrong` or `too-many-requests`;
   * `CodeNeeded` where only the code is missing.
   */
  signIn(credentials: SignIn, from: From): Promise<SignedIn>;
  /** Without a password; only the demo's routes call it. */
  signInAs(login: string, from: From): Promise<SignedIn>;
  signOut(viewer: Viewer): Promise<void>;
  /** Whether this session proved a few minutes ago who holds it. */
  isProven(viewer: Viewer): boolean;
  /** Proves it anew: by a code where a second factor is set up, else by the password. @throws DomainError `proof-wrong` or `too-many-requests`. */
  prove(viewer: Viewer, proof: Proof, address: string): Promise<void>;
  /** The viewer of a cookie's value. */
  viewerOf(token: string): Promise<Viewer | undefined>;
  /** For work that goes on when its session has ended: what the account is worth now; undefined where it is worth nothing. */
  viewerByLogin(login: string, sessionId: string): Promise<Viewer | undefined>;
  /** For an open socket: what the session is worth now. */
  refresh(sessionId: string): Promise<{ viewer: Viewer } | { reason: EndReason }>;
  sessionsOf(login: string): Promise<Session[]>;
  /** One's own session; false when there is none such. */
  endSession(viewer: Viewer, id: string): Promise<boolean>;
  accounts: Accounts;
  secondFactors: SecondFactors;
  screens: Screens;
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
/** Where a wake-up may be lost, and an end of a right with it. */
const SHARED_POLL_MS = 250;
/** So long a proof of who somebody is opens what asks for one. */
export const PROOF_MS = 5 * 60_000;
/** Another node may still be serving a look whose session it has not written for this long. */
const OTHER_NODES_QUIET_MS = 10 * 60_000;

export async function createAccess(deps: {
  sql: Sql;
  clock: Clock;
  bus: Bus;
  logger: Logger;
  metrics: Metrics;
  dataDir: string;
  /** Absent: `seal.key` in the data folder. Nodes that share a database share it. */
  sealKeyFile?: string | undefined;
  /** Its people come in with one click and need no second factor. */
  demo?: boolean;
  /** People and documents to begin with; the courts that it names must be there. */
  seed?: RegistrySeed | undefined;
  /** Several nodes share the database. */
  shared?: boolean;
}): Promise<Access> {
  const { sql, clock, logger } = deps;
  const seal = createSeal(await readSealKey(deps.sealKeyFile ?? path.join(deps.dataDir, SEAL_KEY_FILE)));
  await claimSealKey(sql, seal);
  const changes = await createRightsChanges(deps);
  const audit = createAudit(deps);
  await audit.begin();
  const viewers = createViewers({ sql, demo: deps.demo });
  const stopForgetting = changes.onChange((list) => viewers.forget(list));
  const sessions = createSessions({ sql, clock, audit, changes, viewers });
  const looks = createLooks({ ...deps, audit });
  const attempts = createAttempts({ sql, clock, seal });
  const signIns = deps.metrics.counter('sign_ins_total', 'Attempts to sign in', ['result']);
  const changing = { sql, audit, changes, clock };
  const accounts = createAccounts({ ...changing, sessions, attempts });
  const secondFactors = createSecondFactors({ ...changing, seal, sessions });

  if (deps.seed) await applyAccessSeed(changing, deps.seed);
  await looks.endLeftOpen(deps.shared ? OTHER_NODES_QUIET_MS : 0);
  const firstAdministrator = await openFirstAdministratorDoor({ ...changing, dataDir: deps.dataDir, logger });

  let complained = false;
  const timer = setInterval(
    () => {
      changes.catchUp().then(
        () => {
          complained = false;
        },
        (err) => {
          if (!complained) logger.error({ err }, 'changed rights could not be read');
          complained = true;
        },
      );
    },
    deps.shared ? SHARED_POLL_MS : POLL_MS,
  );
  timer.unref();

  const begin = async (login: string, from: From, proved: boolean): Promise<SignedIn> => {
    const person = await viewers.load(login);
    if (!person) throw new DomainError('unauthenticated', { detail: 'The login or the password is wrong.' });
    const { token, id } = await sql.transaction().execute(async (tx) => {
      const opened = await sessions.open(tx, person, from, proved);
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
    return { token, viewer: { ...person, sessionId: id, ...(proved ? { provedAt: clock.now() } : {}) } };
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
    async signIn({ login, password, code }, from) {
      let known: string | undefined;
      let refusal: 'unauthenticated' | 'second-factor-wrong' = 'unauthenticated';
      const check = async (): Promise<true | undefined> => {
        const account = await sql
          .selectFrom('accounts as a')
          .leftJoin('second_factors as f', 'f.login', 'a.login')
          .select(['a.password_hash', 'a.locked', 'f.confirmed_at'])
          .where('a.login', '=', login)
          .executeTakeFirst();
        // What was typed as a login may be a password; only a known one is written down.
        known = account && login;
        // Unknown, locked and wrong take the same time and get the same answer.
        const right = account?.password_hash
          ? await verifyPassword(account.password_hash, password)
          : await verifyNobody(password);
        if (!right || !account || account.locked) return undefined;
        if (account.confirmed_at === null) return true;
        // Neither a guess nor a success, which would forget the wrong codes that came before.
        if (code === undefined) throw new CodeNeeded();
        refusal = 'second-factor-wrong';
        return (await secondFactors.use(login, code)) || undefined;
      };
      const right = await attempts.run(attempts.ofPerson(login, from.address), check).catch((error) => {
        if (error instanceof DomainError && error.code === 'too-many-requests') signIns.inc({ result: 'slowed' });
        throw error;
      });
      if (right) return begin(login, from, true);
      signIns.inc({ result: 'refused' });
      audit.write({ kind: 'session.refused', login: known, address: from.address, reason: refusal });
      throw refusal === 'unauthenticated'
        ? new DomainError(refusal, { detail: 'The login or the password is wrong.' })
        : new DomainError(refusal, { field: '/code' });
    },
    signInAs: (login, from) => begin(login, from, false),
    isProven: ({ provedAt }) => provedAt !== undefined && clock.now() - provedAt < PROOF_MS,
    async prove(viewer, { password, code }, address) {
      const { login, organisation, sessionId } = viewer;
      const check = async (): Promise<true | undefined> => {
        if (viewer.secondFactor) return (code !== undefined && (await secondFactors.use(login, code))) || undefined;
        return (password !== undefined && (await accounts.isPassword(login, password))) || undefined;
      };
      if (!(await attempts.run(attempts.ofPerson(login, address), check))) {
        audit.write({ kind: 'proof.refused', login, organisation, session: sessionId, address });
        throw new DomainError('proof-wrong', { field: viewer.secondFactor ? '/code' : '/password' });
      }
      await changeRights(changing, { login, organisation, sessionId, address }, async (tx) => {
        await sessions.proved(tx, sessionId);
        return { result: undefined, kind: 'session.proved', detail: {}, concerns: undefined };
      });
    },
    signOut: async (viewer) => void (await end(viewer, viewer.sessionId)),
    viewerOf: sessions.viewerOf,
    async viewerByLogin(login, sessionId) {
      const asOf = await changes.catchUp();
      const person = await viewers.load(login);
      return person && { ...person, sessionId, asOf };
    },
    refresh: sessions.refresh,
    sessionsOf: sessions.list,
    endSession: end,
    accounts,
    secondFactors,
    screens: createScreens({ ...changing, seal, sessions, viewers, attempts }),
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
      attempts.close();
      looks.close();
      await sessions.close();
      await audit.close();
      stopForgetting();
      changes.close();
    },
  };
}

export type { Actor };
