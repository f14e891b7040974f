/** The second factor: codes of an app (TOTP, RFC 6238), each good once, and ten recovery codes for the day on which the telephone is lost. */
import { randomBytes } from 'node:crypto';
import type { BegunSecondFactor, MySecondFactor } from '@giamsat/contract/wire/session';
import { Secret, TOTP } from 'otpauth';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Tx } from '../platform/sql.ts';
import { type Actor, type Changing, changeRights } from './context.ts';
import type { Seal } from './seal.ts';
import type { Sessions } from './sessions.ts';

export type SecondFactors = {
  stateOf(login: string): Promise<Omit<MySecondFactor, 'required'>>;
  /** Whether the code is right; if so it is used up, over all nodes. Six digits are the app's, anything else a recovery code. */
  use(login: string, code: string): Promise<boolean>;
  /** A new secret, shown this once; what holds goes on to hold until `confirm`. */
  begin(login: string): Promise<BegunSecondFactor>;
  /** @returns ten recovery codes, shown this once. @throws DomainError `second-factor-wrong`, or `conflict` where nothing was begun. */
  confirm(actor: Actor, code: string): Promise<string[]>;
  /** The old ones end. @throws DomainError `conflict` without a second factor. */
  renewRecoveryCodes(actor: Actor): Promise<string[]>;
  /** One's own, or (`reset`) another's, whose sessions all end. @throws DomainError `not-found` without one. */
  remove(actor: Actor, login: string): Promise<void>;
};

/** As every common app has it: SHA-1, six digits, thirty seconds (RFC 6238; Key URI Format). */
const TOTP_FORM = { issuer: 'Giám sát phiên tòa', algorithm: 'SHA1', digits: 6, period: 30 } as const;
const SECRET_BYTES = 20;
/** Clocks of telephones: one step before and after. */
const WINDOW = 1;
/** A confirmation comes while the page is open. */
const BEGUN_MS = 15 * 60_000;
const RECOVERY_CODES = 10;
/** 80 bits. */
const RECOVERY_BYTES = 10;
/**
 * So many wrong codes in a row shut the app's codes (NIST SP 800-63B §5.2.2); a recovery code or a reset opens them again.
 * Only who knows the password gets here, so that nobody else can shut somebody out by it.
 */
const MAX_FAILURES = 100;

const plainCode = (code: string): string => code.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
const isOfApp = (code: string): boolean => /^\d{6}$/.test(code);
const newRecoveryCode = (): string =>
  (new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32.match(/.{4}/g) ?? []).join('-');

export function createSecondFactors(deps: Changing & { clock: Clock; seal: Seal; sessions: Sessions }): SecondFactors {
  const { sql, clock, seal, sessions } = deps;
  const contextOf = (login: string) => `totp ${login}`;
  const recoveryMac = (login: string, code: string) => seal.mac(`recovery ${login}`, plainCode(code));
  const totpOf = (secret: Uint8Array, label: string) =>
    new TOTP({ ...TOTP_FORM, label, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });

  /** The time step of which this is the code, or undefined. */
  const stepOf = (login: string, sealed: Buffer, code: string): number | undefined => {
    const timestamp = clock.now();
    const delta = totpOf(seal.open(sealed, contextOf(login)), login).validate({
      token: code,
      timestamp,
      window: WINDOW,
    });
    return delta === null ? undefined : TOTP.counter({ period: TOTP_FORM.period, timestamp }) + delta;
  };
  const giveRecoveryCodes = async (tx: Tx, login: string): Promise<string[]> => {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await tx.deleteFrom('recovery_codes').where('login', '=', login).execute();
    await tx
      .insertInto('recovery_codes')
      .values(codes.map((code) => ({ login, mac: recoveryMac(login, code) })))
      .execute();
    return codes;
  };

  const useOfApp = async (login: string, code: string): Promise<boolean> => {
    const row = await sql.selectFrom('second_factors').select('secret').where('login', '=', login).executeTakeFirst();
    if (!row?.secret) return false;
    const step = stepOf(login, row.secret, code);
    if (step !== undefined) {
      // One statement decides who was first with this code.
      const { numUpdatedRows } = await sql
        .updateTable('second_factors')
        .set({ last_step: step, failures: 0 })
        .where('login', '=', login)
        .where('secret', '=', row.secret)
        .where('failures', '<', MAX_FAILURES)
        .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return true;
    }
    await sql
      .updateTable('second_factors')
      .set((eb) => ({ failures: eb('failures', '+', 1) }))
      .where('login', '=', login)
      .execute();
    return false;
  };
  const useRecovery = (login: string, code: string): Promise<boolean> =>
    sql.transaction().execute(async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('recovery_codes')
        .where('login', '=', login)
        .where('mac', '=', recoveryMac(login, code))
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await tx.updateTable('second_factors').set({ failures: 0 }).where('login', '=', login).execute();
      await deps.audit.within(tx, { kind: 'recovery-code.used', login });
      return true;
    });

  return {
    async stateOf(login) {
      const row = await sql
        .selectFrom('second_factors as f')
        .select((eb) => [
          'f.confirmed_at',
          eb
            .selectFrom('recovery_codes as c')
            .select((inner) => inner.fn.countAll<number>().as('count'))
            .whereRef('c.login', '=', 'f.login')
            .as('left'),
        ])
        .where('f.login', '=', login)
        .where('f.confirmed_at', 'is not', null)
        .executeTakeFirst();
      return row?.confirmed_at
        ? { since: row.confirmed_at, recoveryCodesLeft: row.left ?? 0 }
        : { recoveryCodesLeft: 0 };
    },
    use: (login, code) => (isOfApp(code) ? useOfApp(login, code) : useRecovery(login, code)),
    async begin(login) {
      const secret = randomBytes(SECRET_BYTES);
      const values = { begun: seal.seal(secret, contextOf(login)), begun_at: rfc3339(clock.now()) };
      await sql
        .insertInto('second_factors')
        .values({ login, secret: null, confirmed_at: null, last_step: null, ...values })
        .onConflict((conflict) => conflict.column('login').doUpdateSet(values))
        .execute();
      const totp = totpOf(secret, login);
      return { secret: totp.secret.base32, uri: totp.toString() };
    },
    confirm: (actor, code) =>
      changeRights(deps, actor, async (tx) => {
        const { login } = actor;
        const row = await tx
          .selectFrom('second_factors')
          .select(['begun', 'begun_at'])
          .where('login', '=', login)
          .forUpdate()
          .executeTakeFirst();
        if (!row?.begun || !row.begun_at || Date.parse(row.begun_at) < clock.now() - BEGUN_MS) {
          throw new DomainError('conflict', { detail: 'Nothing was begun, or too long ago.' });
        }
        const step = stepOf(login, row.begun, code);
        if (step === undefined) throw new DomainError('second-factor-wrong', { field: '/code' });
        await tx
          .updateTable('second_factors')
          .set({
            secret: row.begun,
            confirmed_at: rfc3339(clock.now()),
            last_step: step,
            failures: 0,
            begun: null,
            begun_at: null,
          })
          .where('login', '=', login)
          .execute();
        const codes = await giveRecoveryCodes(tx, login);
        await sessions.endAll(tx, login, 'signed-out', actor.sessionId);
        return { result: codes, kind: 'second-factor.set', detail: {}, concerns: { login } };
      }),
    renewRecoveryCodes: (actor) =>
      changeRights(deps, actor, async (tx) => {
        const { login } = actor;
        const row = await tx
          .selectFrom('second_factors')
          .select('login')
          .where('login', '=', login)
          .where('confirmed_at', 'is not', null)
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw new DomainError('conflict', { detail: 'There is no second factor.' });
        const codes = await giveRecoveryCodes(tx, login);
        return { result: codes, kind: 'recovery-codes.renewed', detail: {}, concerns: undefined };
      }),
    remove: (actor, login) =>
      changeRights(deps, actor, async (tx) => {
        const { numDeletedRows } = await tx.deleteFrom('second_factors').where('login', '=', login).executeTakeFirst();
        if (numDeletedRows === 0n) throw new DomainError('not-found');
        const own = actor.login === login;
        await sessions.endAll(tx, login, 'signed-out', own ? actor.sessionId : undefined);
        const kind = own ? 'second-factor.removed' : 'second-factor.reset';
        return { result: undefined, kind, detail: own ? {} : { account: login }, concerns: { login } };
      }),
  };
}
