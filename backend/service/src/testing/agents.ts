/** Machines as they are after they were enrolled, with access tokens that do not end: for tests of what they say then. */
import { createHash } from 'node:crypto';
import { sql as query } from 'kysely';
import { digestOf } from '../hearings/agent-keys.ts';
import { rfc3339 } from '../platform/clock.ts';
import type { Sql } from '../platform/sql.ts';

const NEVER = rfc3339(Date.parse('2199-01-01T00:00:00.000Z'));
const bytesOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The token of an agent that {@link enrolAgents} has enrolled. */
export const tokenOf = (agent: string): string => bytesOf(`token of ${agent}`);

/** A registry that was read before has to be told (`changed`). */
export async function enrolAgents(sql: Sql, agents: readonly string[]): Promise<void> {
  for (const agent of agents) {
    const public_key = bytesOf(`key of ${agent}`);
    const enrolled_at = query<string>`now()`;
    await sql.updateTable('agents').set({ public_key, enrolled_at }).where('code', '=', agent).execute();
    await sql
      .insertInto('agent_tokens')
      .values({ token_sha256: digestOf(tokenOf(agent)), agent, public_key, expires_at: NEVER })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await query`update registry_state set revision = revision + 1`.execute(sql);
}
