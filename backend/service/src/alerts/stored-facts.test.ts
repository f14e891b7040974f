import { sql as query } from 'kysely';
import { expect, test } from 'vitest';
import { appendAudit } from '../access/audit-chain.ts';
import { withDatabase } from '../testing/database.ts';
import { readStoredFacts } from './stored-facts.ts';

const database = withDatabase();
const EPOCH = '01890000-0000-7000-8000-000000000001';
const NOW = Date.parse('2026-03-05T05:00:00.000Z');
const FOUND = '2026-03-04T05:00:00.000Z';

const facts = (now = NOW) =>
  readStoredFacts({
    sql: database.sql,
    hearings: { getMany: async () => [] },
    registry: { content: () => ({ courts: [], rooms: [], feeds: [], agents: [], successions: [] }) as never },
    now,
  });

test('the newest copy is told by the moment that it is of, beside when the audit began', async () => {
  expect((await facts()).copies).toBeUndefined();
  const write = (at: string, kind: 'session.opened' | 'copy.made', detail: object) =>
    database.sql.transaction().execute((tx) => appendAudit(tx, [{ at, kind, detail: JSON.stringify(detail) }]));
  await write('2026-03-01T00:00:00.000Z', 'session.opened', {});
  expect((await facts()).copies).toEqual({ begun: Date.parse('2026-03-01T00:00:00.000Z'), until: undefined });
  await write('2026-03-02T01:10:00.000Z', 'copy.made', { until: '2026-03-02T01:00:00.000Z', records: 1 });
  await write('2026-03-03T01:10:00.000Z', 'copy.made', { until: '2026-03-03T01:00:00.000Z', records: 2 });
  expect((await facts()).copies?.until).toBe(Date.parse('2026-03-03T01:00:00.000Z'));
});

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
  const { damage } = await facts();
  expect([...damage]).toEqual([['lb-1-1', { count: 2, foundSince: Date.parse(FOUND) }]]);
});
