// The verdict over a whole journal: whole it says so, and each way in which it can be touched is found and named.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql as query } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { eventMaker, hearingSubject, testJournal } from '../testing/events.ts';
import { createSealer } from './sealer.ts';
import { verifyJournal } from './verify-journal.ts';

let database: TestDatabase;
let dir: string;
beforeAll(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-verify-'));
  const { journal, clock, metrics } = testJournal(database.sql);
  const sealer = createSealer({ sql: database.sql, journal, keyFile: path.join(dir, 'key'), clock, logger, metrics });
  const make = eventMaker();
  const subject = hearingSubject();
  const line = (n: number) =>
    make({ type: 'hearing.note.recorded', subject: n % 3 === 0 ? subject : hearingSubject(), data: { text: `${n}` } });
  for (const count of [5, 300]) {
    await journal.append(Array.from({ length: count }, (_, n) => line(n)));
    await sealer.seal();
  }
  await journal.append([line(0), line(3)]);
  await sealer.close();
  await journal.close();
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

test('a journal that nobody touched is whole, up to its end and its newest seal', async () => {
  const verdict = await verifyJournal(database.sql);
  expect(verdict).toMatchObject({ records: 308, streams: 205, seals: 2, sealed: 306, keys: [{ number: 0 }] });
  expect(verdict.fault).toBeUndefined();
});

/** As the owner of the database could, who first puts the triggers aside; undone afterwards. */
async function after(statement: string) {
  const seen = Promise.withResolvers<Awaited<ReturnType<typeof verifyJournal>>>();
  await database.sql
    .transaction()
    .execute(async (tx) => {
      for (const table of ['journal', 'checkpoints'])
        await query.raw(`alter table ${table} disable trigger all`).execute(tx);
      await query.raw(statement).execute(tx);
      seen.resolve(await verifyJournal(tx));
      throw new Error('undone');
    })
    .catch((error: Error) => {
      if (error.message !== 'undone') throw error;
    });
  return (await seen.promise).fault;
}

test.each([
  ['a record that is gone', 'delete from journal where position = 100', { kind: 'position-missing', position: 100 }],
  ['the last record gone', 'delete from journal where position = 307', { kind: 'position-missing', position: 307 }],
  [
    'other words in a record',
    `update journal set payload = replace(payload, '"text":"7"', '"text":"8"') where payload like '%"text":"7"%' and position < 20`,
    { kind: 'payload-differs', position: expect.any(Number) },
  ],
  ['another hash', `update journal set hash = sha256('x') where position = 50`, { kind: 'hash-differs', position: 50 }],
  [
    'a record that is found under another source',
    `update journal set source = '/courts/ls/agents/ls-1' where position = 60`,
    { kind: 'columns-differ', position: 60 },
  ],
  ['another root', `update checkpoints set root = sha256('x') where size = 306`, { kind: 'root-differs', size: 306 }],
  [
    'a seal that nobody signed',
    `update checkpoints set note = overlay(note placing (case substr(note, length(note) - 20, 1) when 'A' then 'B' else 'A' end)
       from length(note) - 20 for 1) where size = 306`,
    { kind: 'seal-not-signed', size: 306 },
  ],
  [
    'a journal that ends before what was sealed',
    'update journal_head set next_position = 200',
    { kind: 'journal-shorter' },
  ],
])('%s', async (_what, statement, fault) => {
  expect(await after(statement)).toEqual(fault);
});
