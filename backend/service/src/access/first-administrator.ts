/** The first administrator of a new installation: made once, by whoever can read the token in the service's own folder. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { type Changing, changeRights } from './context.ts';
import { hashPassword } from './password.ts';

export const TOKEN_FILE = 'first-administrator.txt';
const ORGANISATION = { code: 'van-hanh', name: 'Đơn vị vận hành', name_en: 'Operator', kind: 'operator' } as const;

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

export type FirstAdministratorDoor = {
  /** True while nobody has gone through. */
  isOpen(): boolean;
  enter(given: { token: string; login: string; displayName: string; password: string; address: string }): Promise<void>;
};

/** Opens only where no administrator exists; a restart before it was used makes a new token. */
export async function openFirstAdministratorDoor(
  deps: Changing & { sql: Sql; dataDir: string; logger: Logger },
): Promise<FirstAdministratorDoor> {
  const { sql, audit, logger } = deps;
  const file = path.join(deps.dataDir, TOKEN_FILE);
  const administrator = await sql
    .selectFrom('accounts')
    .select('login')
    .where('role', '=', 'administrator')
    .limit(1)
    .executeTakeFirst();
  let open = administrator === undefined;
  if (open) {
    const token = randomBytes(24).toString('base64url');
    await sql
      .insertInto('first_administrator')
      .values({ token_sha256: digest(token) })
      .onConflict((conflict) => conflict.column('one').doUpdateSet({ token_sha256: digest(token) }))
      .execute();
    await writeFile(file, `${token}\n`, { mode: 0o600 });
    logger.info({ file: TOKEN_FILE }, 'no administrator yet: the token for the first one is in the data folder');
  } else {
    await sql.deleteFrom('first_administrator').execute();
    await rm(file, { force: true });
  }

  return {
    isOpen: () => open,
    async enter({ token, login, displayName, password, address }) {
      const passwordHash = await hashPassword(password);
      await changeRights(deps, { login, address }, async (tx) => {
        const row = await tx.selectFrom('first_administrator').select('token_sha256').forUpdate().executeTakeFirst();
        const right =
          row !== undefined && timingSafeEqual(Buffer.from(row.token_sha256, 'hex'), Buffer.from(digest(token), 'hex'));
        if (!right) {
          audit.once({ kind: 'administrator.refused', address });
          throw new DomainError('forbidden', { detail: 'The token is wrong or was used.', field: '/token' });
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
