/** Access tokens of the courts' machines: given for ten minutes against an assertion, and asked at each call whether their key still holds. */
import { randomBytes } from 'node:crypto';
import type { Agent } from '@giamsat/contract/registry';
import { digestOf } from '../hearings/agent-keys.ts';
import type { Registry } from '../hearings/registry.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { judgeAssertion } from './assertion.ts';

export type AccessTokens = {
  /** By which assertions name this installation. */
  audience: string;
  /** @throws DomainError `unauthenticated`, `wrong-clock` */
  exchange(assertion: string): Promise<{ token: string; lifeMs: number }>;
  /** Whose token it is; undefined when it ended, or its key did. */
  agentOf(token: string): Promise<Agent | undefined>;
};

export const TOKEN_LIVES_MS = 10 * 60_000;

/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

type Given = { agent: string; publicKey: string; expiresMs: number };

export async function createAccessTokens(deps: { sql: Sql; registry: Registry; clock: Clock }): Promise<AccessTokens> {
  const { sql, registry, clock } = deps;
  const { id } = await sql.selectFrom('installation').select('id').executeTakeFirstOrThrow();
  const audience = `urn:uuid:${id}`;
  /** By digest. Other nodes' tokens, and those of a run before, come from the table when they are first shown. */
  const given = new Map<string, Given>();

  const forgetEnded = async (): Promise<void> => {
    const now = clock.now();
    for (const [digest, { expiresMs }] of given) if (expiresMs <= now) given.delete(digest);
    for (const table of ['agent_tokens', 'agent_assertions'] as const) {
      await sql.deleteFrom(table).where('expires_at', '<', rfc3339(now)).execute();
    }
  };

  const read = async (digest: string): Promise<Given | undefined> => {
    const row = await sql.selectFrom('agent_tokens').selectAll().where('token_sha256', '=', digest).executeTakeFirst();
    if (!row) return undefined;
    const found = { agent: row.agent, publicKey: row.public_key, expiresMs: Date.parse(row.expires_at) };
    given.set(digest, found);
    return found;
  };

  return {
    audience,
    async exchange(assertion) {
      const nowMs = clock.now();
      const { agent, jti, endsMs } = await judgeAssertion(assertion, { audience, agentOf: registry.agent, nowMs });
      const token = randomBytes(32).toString('base64url');
      const entry: Given = { agent: agent.code, publicKey: agent.publicKey ?? '', expiresMs: nowMs + TOKEN_LIVES_MS };
      const digest = digestOf(token);
      await forgetEnded();
      // One transaction over the table that all nodes and all runs share: an assertion is good once.
      await sql.transaction().execute(async (tx) => {
        const { numInsertedOrUpdatedRows: first = 0n } = await tx
          .insertInto('agent_assertions')
          .values({ agent: agent.code, jti, expires_at: rfc3339(endsMs) })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (first === 0n) {
          throw new DomainError('unauthenticated', { detail: 'The assertion was used before', field: '/assertion' });
        }
        await tx
          .insertInto('agent_tokens')
          .values({
            token_sha256: digest,
            agent: entry.agent,
            public_key: entry.publicKey,
            expires_at: rfc3339(entry.expiresMs),
          })
          .execute();
      });
      given.set(digest, entry);
      return { token, lifeMs: TOKEN_LIVES_MS };
    },
    async agentOf(token) {
      if (!TOKEN.test(token)) return undefined;
      const digest = digestOf(token);
      const entry = given.get(digest) ?? (await read(digest));
      if (!entry || entry.expiresMs <= clock.now()) return undefined;
      const agent = registry.agent(entry.agent);
      return agent !== undefined && agent.publicKey === entry.publicKey ? agent : undefined;
    },
  };
}
