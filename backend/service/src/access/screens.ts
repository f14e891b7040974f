/**
 * Screens of meeting rooms (in the spirit of RFC 8628): the screen shows a code, an entitled person confirms it on their own device, and it
 * then shows one wall as long as that person and the court let it. Each has an account of its own, without a password.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { SCREEN_OFFICES, type ScreenOffice } from '@giamsat/contract/registry';
import type { Screen, ScreenCode, ScreenSteering, WaitingScreen } from '@giamsat/contract/wire/screens';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Tx } from '../platform/sql.ts';
import { type Attempts, networkOf } from './attempts.ts';
import { type Changing, changeRights, type From, type SignedIn } from './context.ts';
import type { Seal } from './seal.ts';
import type { Sessions } from './sessions.ts';
import type { Viewer } from './viewer.ts';
import type { Viewers } from './viewers.ts';

export type Screens = {
  /** A code to show, and the secret that stays with this browser. @throws DomainError `too-many-requests`, `unavailable` */
  request(from: From): Promise<ScreenCode & { secret: string }>;
  /** Signs the screen in once it was confirmed, and only the browser that holds the secret. Undefined: no such request, or expired. */
  claim(secret: string, from: From): Promise<SignedIn | 'waiting' | undefined>;
  /** @throws DomainError `not-found` for a code that no screen shows, `too-many-requests` */
  lookUp(viewer: Viewer, code: string, address: string): Promise<WaitingScreen>;
  /** It shows from now on what the viewer's office may see live. @throws like `lookUp` */
  confirm(viewer: Viewer, given: { code: string; name: string }, address: string): Promise<Screen>;
  /** Those that somebody put up, or all. */
  list(confirmedBy?: string): Promise<Screen[]>;
  /** The login of who put it up. */
  confirmedBy(login: string): Promise<string | undefined>;
  /** What it is to show from now on; every node is woken. @throws DomainError `not-found` where it has ended */
  steer(actor: Viewer, login: string, to: ScreenSteering, address: string): Promise<void>;
  /** At once, for good: the same screen needs a new code. @throws DomainError `not-found` */
  end(actor: Viewer, login: string, address: string): Promise<void>;
};

/** No vowels, so that it spells nothing; no digits, so that nothing is confused (RFC 8628 §6.1): 20^8 codes. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;
export const CODE_MS = 10 * 60_000;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** Codes that may be open at the same time: to guess one is no easier for a flood of them. */
const MAX_OPEN = 200;
const REQUESTS_PER_ADDRESS = 20;
const LOOKUPS_PER_PERSON = 10;

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const plain = (code: string): string => code.replace(/[^A-Za-z]/g, '').toUpperCase();
const newCode = (): string => Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
const officeOf = (viewer: Viewer): ScreenOffice => {
  const office = SCREEN_OFFICES.find((one) => one === viewer.role);
  if (!office) throw new DomainError('forbidden');
  return office;
};

async function endScreen(tx: Tx, sessions: Sessions, login: string): Promise<void> {
  await tx.deleteFrom('screen_requests').where('login', '=', login).execute();
  await tx.updateTable('accounts').set({ locked: true }).where('login', '=', login).execute();
  await sessions.endAll(tx, login, 'signed-out');
}
/** With its person's office ends what it put up. */
export async function endScreensOf(tx: Tx, sessions: Sessions, login: string): Promise<void> {
  const screens = await tx.selectFrom('screens').select('login').where('confirmed_by', '=', login).execute();
  for (const screen of screens) await endScreen(tx, sessions, screen.login);
}

export function createScreens(
  deps: Changing & { clock: Clock; seal: Seal; sessions: Sessions; viewers: Viewers; attempts: Attempts },
): Screens {
  const { sql, clock, seal, sessions, viewers, attempts } = deps;
  const macOf = (code: string) => seal.mac('screen code', plain(code));
  const limitsOf = (viewer: Viewer, address: string) => [
    { key: `screen code ${viewer.login}`, most: LOOKUPS_PER_PERSON, own: true },
    ...attempts.ofPerson(viewer.login, address).filter(({ own }) => !own),
  ];
  const waitingRow = (code: string) =>
    sql
      .selectFrom('screen_requests')
      .selectAll()
      .where('code_mac', '=', macOf(code))
      .where('login', 'is', null)
      .where('expires_at', '>', rfc3339(clock.now()))
      .executeTakeFirst();
  /** Who guesses codes is slowed like who guesses passwords. */
  const find = async (viewer: Viewer, code: string, address: string) => {
    const row = await attempts.run(limitsOf(viewer, address), () => waitingRow(code));
    if (!row) throw new DomainError('not-found', { detail: 'No screen shows this code now.', field: '/code' });
    return row;
  };
  const rows = (by: { confirmedBy?: string | undefined; login?: string }) => {
    let query = sql
      .selectFrom('screens as s')
      .innerJoin('accounts as a', 'a.login', 's.login')
      .innerJoin('accounts as p', 'p.login', 's.confirmed_by')
      .innerJoin('organisations as o', 'o.code', 'a.organisation')
      .leftJoin('sessions as e', (join) => join.onRef('e.login', '=', 's.login').on('e.ended_at', 'is', null))
      .select([
        's.login',
        'a.display_name as name',
        'o.name as organisation',
        's.confirmed_at',
        'p.display_name as person',
        'e.address',
        'e.user_agent',
        'e.last_seen_at',
      ])
      .where('a.locked', '=', false)
      // Signed in, or about to be; one that signed itself out is gone.
      .where((eb) =>
        eb.or([
          eb('e.id', 'is not', null),
          eb.exists(eb.selectFrom('screen_requests as r').select('r.login').whereRef('r.login', '=', 's.login')),
        ]),
      )
      .orderBy('s.confirmed_at', 'desc');
    if (by.confirmedBy !== undefined) query = query.where('s.confirmed_by', '=', by.confirmedBy);
    if (by.login !== undefined) query = query.where('s.login', '=', by.login);
    return query.execute();
  };
  const shape = (row: Awaited<ReturnType<typeof rows>>[number]): Screen => ({
    login: row.login,
    name: row.name,
    organisation: row.organisation,
    confirmedBy: row.person,
    confirmedAt: row.confirmed_at,
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
    ...(row.last_seen_at === null ? {} : { lastSeenAt: row.last_seen_at }),
  });

  return {
    async request({ address, userAgent }) {
      const limit = { key: `screen request ${networkOf(address)}`, most: REQUESTS_PER_ADDRESS, own: false };
      // None of them is right or wrong: each counts.
      await attempts.run([limit], async () => undefined);
      const now = clock.now();
      await sql.deleteFrom('screen_requests').where('expires_at', '<=', rfc3339(now)).execute();
      const { open } = await sql
        .selectFrom('screen_requests')
        .select((eb) => eb.fn.countAll<number>().as('open'))
        .executeTakeFirstOrThrow();
      if (open >= MAX_OPEN) throw new DomainError('unavailable', { retryAfter: 60 });
      const code = newCode();
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = rfc3339(now + CODE_MS);
      await sql
        .insertInto('screen_requests')
        .values({
          secret_sha256: digest(secret),
          code_mac: macOf(code),
          address: address.slice(0, 64),
          user_agent: userAgent.slice(0, 300),
          created_at: rfc3339(now),
          expires_at: expiresAt,
          login: null,
        })
        .execute();
      return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt, secret };
    },
    async claim(secret, from) {
      if (!SECRET.test(secret)) return undefined;
      const key = digest(secret);
      const row = await sql
        .selectFrom('screen_requests')
        .select(['login', 'expires_at'])
        .where('secret_sha256', '=', key)
        .executeTakeFirst();
      if (!row || Date.parse(row.expires_at) <= clock.now()) return undefined;
      const { login } = row;
      if (login === null) return 'waiting';
      const person = await viewers.load(login);
      if (!person) return undefined;
      const opened = await sql.transaction().execute(async (tx) => {
        // Once: two tabs of the same browser are one screen.
        const { numDeletedRows } = await tx
          .deleteFrom('screen_requests')
          .where('secret_sha256', '=', key)
          .executeTakeFirst();
        if (numDeletedRows === 0n) return undefined;
        const session = await sessions.open(tx, person, from, false);
        const { organisation } = person;
        const { address } = from;
        await deps.audit.within(tx, { kind: 'session.opened', login, organisation, session: session.id, address });
        return session;
      });
      return opened && { token: opened.token, viewer: { ...person, sessionId: opened.id } };
    },
    async lookUp(viewer, code, address) {
      const row = await find(viewer, code, address);
      return { address: row.address, userAgent: row.user_agent, since: row.created_at };
    },
    async confirm(viewer, { code, name }, address) {
      const office = officeOf(viewer);
      const { secret_sha256, address: ofScreen } = await find(viewer, code, address);
      const login = `man-hinh-${randomBytes(5).toString('hex')}`;
      await changeRights(deps, { ...viewer, address }, async (tx) => {
        await tx
          .insertInto('accounts')
          .values({
            login,
            display_name: name,
            role: 'screen',
            organisation: viewer.organisation,
            court: office === 'court_chief_judge' ? (viewer.court ?? null) : null,
            password_hash: null,
          })
          .execute();
        await tx
          .insertInto('screens')
          .values({ login, office, confirmed_by: viewer.login, confirmed_at: rfc3339(clock.now()) })
          .execute();
        const { numUpdatedRows } = await tx
          .updateTable('screen_requests')
          .set({ login })
          .where('secret_sha256', '=', secret_sha256)
          .where('login', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new DomainError('conflict', { detail: 'It was confirmed already.' });
        const detail = { screen: login, name, office, address: ofScreen };
        return { result: undefined, kind: 'screen.confirmed', detail, concerns: { login } };
      });
      const [row] = await rows({ login });
      if (!row) throw new DomainError('internal');
      return shape(row);
    },
    list: async (confirmedBy) => (await rows({ confirmedBy })).map(shape),
    async confirmedBy(login) {
      const row = await sql.selectFrom('screens').select('confirmed_by').where('login', '=', login).executeTakeFirst();
      return row?.confirmed_by;
    },
    steer: (actor, login, { page, large, sound }, address) =>
      changeRights(deps, { ...actor, address }, async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('screens')
          .set({ page, large: large ?? null, sound: sound ?? null })
          .where('login', '=', login)
          .where((eb) =>
            eb.exists(
              eb
                .selectFrom('accounts as a')
                .select('a.login')
                .whereRef('a.login', '=', 'screens.login')
                .where('a.locked', '=', false),
            ),
          )
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new DomainError('not-found');
        const detail = { screen: login, page, large: large !== undefined, sound: sound !== undefined };
        return { result: undefined, kind: 'screen.steered', detail, concerns: { login } };
      }),
    end: (actor, login, address) =>
      changeRights(deps, { ...actor, address }, async (tx) => {
        const row = await tx.selectFrom('screens').select('login').where('login', '=', login).executeTakeFirst();
        if (!row) throw new DomainError('not-found');
        await endScreen(tx, sessions, login);
        return { result: undefined, kind: 'screen.ended', detail: { screen: login }, concerns: { login } };
      }),
  };
}
