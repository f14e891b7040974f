/** People, bodies and documents of a seed file: what is not there yet is added, what was changed since is left alone. */
import type { RegistrySeed } from '@giamsat/contract/registry';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { checkAccount } from './accounts.ts';
import { changeAuthorisation } from './authorisation-record.ts';
import { insertDraft } from './authorisations.ts';
import { type Changing, changeRights } from './context.ts';

const SEED = '/seed';

/** After the courts of the same file. A document of the seed counts as approved, by `/seed`: whoever installs it vouches for it. */
export async function applyAccessSeed(
  deps: Changing & { clock: Clock },
  seed: Pick<RegistrySeed, 'organisations' | 'accounts' | 'authorisations'>,
): Promise<void> {
  const { organisations = [], accounts = [], authorisations = [] } = seed;
  if (organisations.length + accounts.length + authorisations.length === 0) return;
  await changeRights(deps, { login: SEED }, async (tx) => {
    const added = { organisations: 0, accounts: 0, authorisations: 0 };
    for (const { code, name, nameEn, kind } of organisations) {
      const { numInsertedOrUpdatedRows: rows = 0n } = await tx
        .insertInto('organisations')
        .values({ code, name, name_en: nameEn ?? null, kind })
        .onConflict((conflict) => conflict.column('code').doNothing())
        .executeTakeFirst();
      added.organisations += Number(rows);
    }
    for (const account of accounts) {
      await checkAccount(tx, account);
      const { numInsertedOrUpdatedRows: rows = 0n } = await tx
        .insertInto('accounts')
        .values({
          login: account.login,
          display_name: account.displayName,
          role: account.role,
          organisation: account.organisation,
          court: account.court ?? null,
          password_hash: account.passwordHash ?? null,
        })
        .onConflict((conflict) => conflict.column('login').doNothing())
        .executeTakeFirst();
      added.accounts += Number(rows);
    }
    const at = rfc3339(deps.clock.now());
    for (const authorisation of authorisations) {
      const id = await insertDraft(tx, authorisation, SEED, at);
      if (id === undefined) continue;
      await changeAuthorisation(tx, { id, login: SEED, at, what: 'approved' }, { approved_by: SEED, approved_at: at });
      added.authorisations += 1;
    }
    return { result: undefined, kind: 'seed.applied', detail: added, concerns: {} };
  });
}
