import { sql as query } from 'kysely';
import { expect, test } from 'vitest';
import { withDatabase } from '../testing/database.ts';
import { readStoredFacts } from './stored-facts.ts';

const database = withDatabase();
const EPOCH = '01890000-0000-7000-8000-000000000001';
const NOW = Date.parse('2026-03-05T05:00:00.000Z');
const FOUND = '2026-03-04T05:00:00.000Z';

test('damaged recordings are counted by camera, but for those that were removed by decision', async () => {
  await database.sql.transaction().execute(async (tx) => {
    // Of the removal, its list alone matters here.
    await query`set local session_replication_role = replica`.execute(tx);
    for (const [feed, number] of [
      ['lb-1-1', 0],
      ['lb-1-1', 1],
      ['lb-2-1', 0],
    ] as const) {
      await query`insert into media_damage values (${feed}, ${EPOCH}, ${number}, 'changed', ${FOUND})`.execute(tx);
    }
    for (const [id, feed, state] of [
      ['01890000-0000-7000-8000-00000000000a', 'lb-2-1', 'removed'],
      ['01890000-0000-7000-8000-00000000000b', 'lb-1-1', 'asked'],
    ] as const) {
      await query`
        insert into removals (id, hearing, court, decision_no, decided_on, reason, login, at, segments, bytes, from_ms, to_ms, digest, state)
        values (${id}, ${id}, 'lb', '1', '2026-03-01', 'x', 'x', ${FOUND}, 1, 1, 0, 1, 'x', ${state})`.execute(tx);
      await query`insert into removal_segments values (${id}, ${feed}, ${EPOCH}, 0, 'x')`.execute(tx);
    }
  });
  const { damage } = await readStoredFacts({
    sql: database.sql,
    hearings: { getMany: async () => [] },
    registry: { content: () => ({ courts: [], rooms: [], feeds: [], agents: [], successions: [] }) as never },
    now: NOW,
  });
  expect([...damage]).toEqual([['lb-1-1', { count: 2, foundSince: Date.parse(FOUND) }]]);
});
