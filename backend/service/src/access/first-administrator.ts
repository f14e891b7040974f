/** The first administrator of a new installation: made once, by whoever can read the one-time link in the service's own folder. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FIRST_ADMINISTRATOR_HASH } from '@giamsat/contract/wire/session';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { type Changing, changeRights } from './context.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword } from './password.ts';

const LINK_FILE = 'first-administrator.txt';
/** After a day a restart makes a new one. */
const LINK_MS = 24 * 3_600_000;
const ORGANISATION = { code: 'van-hanh', name: 'Đơn vị vận hành', name_en: 'Operator', kind: 'operator' } as const;

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

export type FirstAdministratorDoor = {
  /** True while nobody has gone through. */
  isOpen(): boolean;
  /** Writes the link anew, with the address at which the service answers; the secret stands behind `#`, which no server sees. */
  nameOrigin(origin: string): Promise<void>;
  enter(given: { token: string; login: string; displayName: string; password: string; address: string }): Promise<void>;
};

/** Opens only where no administrator exists; a restart before it was used makes a new token. */
export async function openFirstAdministratorDoor(
  deps: Changing & { sql: Sql; clock: Clock; dataDir: string; logger: Logger },
): Promise<FirstAdministratorDoor> {
  const { sql, clock, audit, logger } = deps;
  const file = path.join(deps.dataDir, LINK_FILE);
  const token = randomBytes(24).toString('base64url');
  const writeLink = (origin: string) =>
    writeFile(file, `${origin}/sign-in#${FIRST_ADMINISTRATOR_HASH}=${token}\n`, { mode: 0o600 });
  const administrator = await sql
    .selectFrom('accounts')
    .select('login')
    .where('role', '=', 'administrator')
    .limit(1)
    .executeTakeFirst();
  let open = administrator === undefined;
  if (open) {
    const values = { token_sha256: digest(token), expires_at: rfc3339(clock.now() + LINK_MS) };
    await sql
      .insertInto('first_administrator')
      .values(values)
      .onConflict((conflict) => conflict.column('one').doUpdateSet(values))
      .execute();
    await writeLink('');
    logger.info({ file: LINK_FILE }, 'no administrator yet: the one-time link for the first one is in the data folder');
  } else {
    await sql.deleteFrom('first_administrator').execute();
    await rm(file, { force: true });
  }

  return {
    isOpen: () => open,
    async nameOrigin(origin) {
      if (open) await writeLink(origin);
    },
    async enter({ token: given, login, displayName, password, address }) {
      checkNewPassword(password, { login, displayName, field: '/password' });
      const passwordHash = await hashPassword(password);
      await changeRights(deps, { login, address }, async (tx) => {
        const row = await tx.selectFrom('first_administrator').selectAll().forUpdate().executeTakeFirst();
        const right =
          row !== undefined &&
          row.expires_at !== null &&
          clock.now() < Date.parse(row.expires_at) &&
          timingSafeEqual(Buffer.from(row.token_sha256, 'hex'), Buffer.from(digest(given), 'hex'));
        if (!right) {
          audit.once({ kind: 'administrator.refused', address });
          throw new DomainError('forbidden', {
            detail: 'The link is wrong, was used or has expired.',
            field: '/token',
          });
        }
        await tx.deleteFrom('first_administrator').execute();
        await tx
          .insertInto('organisations')
          .values(ORGANISATION)
          .onConflict((conflict) => conflict.column('code').doNothing())
          .execute();
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('accounts')
          .values({
            login,
            display_name: displayName,
            role: 'administrator',
            organisation: ORGANISATION.code,
            court: null,
            password_hash: passwordHash,
          })
          .onConflict((conflict) => conflict.column('login').doNothing())
          .executeTakeFirst();
        if (!numInsertedOrUpdatedRows) {
          throw new DomainError('conflict', { detail: 'This login is taken.', field: '/login' });
        }
        return { result: undefined, kind: 'administrator.first', detail: { account: login }, concerns: { login } };
      });
      open = false;
      await rm(file, { force: true });
    },
  };
}
