/** The keys of the courts' machines: the one-time codes by which they are registered, and their end. */
import { createHash, randomBytes } from 'node:crypto';
import { enrolmentCode, plainCode } from '@giamsat/contract/enrolment-code';
import type { Agent } from '@giamsat/contract/registry';
import type { EnrolmentCode } from '@giamsat/contract/wire/admin';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import type { Registry } from './registry.ts';
import type { Note, RegistryChanges } from './registry-changes.ts';

export type AgentKeys = {
  /** A new code; those given before end. The machine's key stays. @throws DomainError `not-found` */
  issueCode(agent: string, note?: Note): Promise<EnrolmentCode>;
  /**
   * Registers the key in the place of any other; again with the same code and key it answers the same, for a code whose answer was lost.
   * @throws DomainError `unauthenticated`: the code was used, has expired, or is another machine's
   */
  enrol(request: { agent: string; code: string; publicKey: string }, note?: Note): Promise<void>;
  /** Its key and its codes end, and what was opened with them. @throws DomainError `not-found` */
  revoke(agent: string, note?: Note): Promise<Agent>;
};

/** Long enough to read it out to somebody in a district. */
export const CODE_LIVES_MS = 60 * 60_000;

export const digestOf = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex');

/** As `Fingerprint` of the wire. */
export const fingerprintOf = (publicKey: string): string =>
  (
    createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16).match(/.{4}/g) ?? []
  ).join(' ');

export function createAgentKeys(deps: {
  sql: Sql;
  registry: Registry;
  changes: Pick<RegistryChanges, 'within'>;
  clock: Clock;
}): AgentKeys {
  const { sql, registry, changes, clock } = deps;
  const now = () => rfc3339(clock.now());

  const known = (code: string): Agent => {
    const agent = registry.agent(code);
    if (!agent) throw new DomainError('not-found');
    return agent;
  };
  /** What a code registered is forgotten, too: no old code brings an old key back. */
  const endCodes = (tx: Tx, agent: string) =>
    tx
      .updateTable('agent_enrolments')
      .set((row) => ({ spent_at: row.fn.coalesce('spent_at', row.val(now())), public_key: null }))
      .where('agent', '=', agent)
      .execute();
  const putKey = async (tx: Tx, agent: string, publicKey: string | null): Promise<void> => {
    const enrolled_at = publicKey === null ? null : now();
    await tx.updateTable('agents').set({ public_key: publicKey, enrolled_at }).where('code', '=', agent).execute();
    await tx.deleteFrom('agent_tokens').where('agent', '=', agent).execute();
  };

  return {
    async issueCode(agent, note) {
      known(agent);
      const code = enrolmentCode(randomBytes(16));
      const expiresAt = rfc3339(clock.now() + CODE_LIVES_MS);
      await sql.transaction().execute(async (tx) => {
        await endCodes(tx, agent);
        await tx
          .insertInto('agent_enrolments')
          .values({
            code_sha256: digestOf(plainCode(code)),
            agent,
            expires_at: expiresAt,
            spent_at: null,
            public_key: null,
          })
          .execute();
        await note?.(tx);
      });
      return { code, expiresAt };
    },
    enrol: ({ agent, code, publicKey }, note) =>
      changes.within(async (tx) => {
        const code_sha256 = digestOf(plainCode(code));
        const used = await tx
          .updateTable('agent_enrolments')
          .set({ spent_at: now(), public_key: publicKey })
          .where('code_sha256', '=', code_sha256)
          .where('agent', '=', agent)
          .where('expires_at', '>', now())
          .where((is) => is.or([is('spent_at', 'is', null), is('public_key', '=', publicKey)]))
          .returning('agent')
          .executeTakeFirst();
        if (!used) {
          throw new DomainError('unauthenticated', {
            detail: 'The code was used, has expired, or is another machine’s',
            field: '/code',
          });
        }
        const { public_key } = await tx
          .selectFrom('agents')
          .select('public_key')
          .where('code', '=', agent)
          .executeTakeFirstOrThrow();
        if (public_key !== publicKey) await putKey(tx, agent, publicKey);
      }, note),
    async revoke(agent, note) {
      known(agent);
      await changes.within(async (tx) => {
        await endCodes(tx, agent);
        await putKey(tx, agent, null);
      }, note);
      return known(agent);
    },
  };
}
