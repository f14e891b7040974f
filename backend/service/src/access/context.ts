/** What the parts of access share: who acts, for the audit, and the tools of a change of rights. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import type { Sql, Tx } from '../platform/sql.ts';
import type { Audit } from './audit.ts';
import type { RightsChange, RightsChanges } from './changes.ts';
import type { Viewer } from './viewer.ts';

/** Who does it, from where; `/service` and `/seed` act without an account. */
export type Actor = { login: string; organisation?: string; sessionId?: string; address?: string };

/** Where a request came from, as people see it in the list of their sessions. */
export type From = { address: string; userAgent: string };
/** `token` is the cookie's value, and is kept nowhere. */
export type SignedIn = { token: string; viewer: Viewer };
/** The password is right, and a code is wanted beside it: no failure, but nobody is signed in. */
export class CodeNeeded extends Error {}

export type Changing = { sql: Sql; audit: Audit; changes: RightsChanges };

/** One transaction: the change, its number among the changed rights, its line in the audit; then every node is woken. */
export async function changeRights<T>(
  { sql, audit, changes }: Changing,
  actor: Actor,
  work: (tx: Tx) => Promise<{
    result: T;
    kind: AuditKind;
    detail: Record<string, unknown>;
    concerns: Omit<RightsChange, 'revision'> | undefined;
  }>,
): Promise<T> {
  const result = await sql.transaction().execute(async (tx) => {
    const { result, kind, detail, concerns } = await work(tx);
    if (concerns) await changes.record(tx, concerns);
    await audit.within(tx, {
      kind,
      login: actor.login,
      organisation: actor.organisation,
      session: actor.sessionId,
      address: actor.address,
      detail,
    });
    return result;
  });
  changes.announce();
  // This node knows before it answers; the others within a wake-up.
  await changes.catchUp();
  return result;
}
