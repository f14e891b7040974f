// A second party's witness, as its own process, beside the real service: countersigns what goes on, and refuses a database that was written anew.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Seals } from '@giamsat/contract/wire/seals';
import { guardRequests } from '@giamsat/service/access/http';
import { sealRoutes } from '@giamsat/service/api/seals';
import { createApp } from '@giamsat/service/app';
import { readConfig } from '@giamsat/service/config';
import { createSealer } from '@giamsat/service/journal/sealer';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger as logger, openTestDatabase } from '@giamsat/service/testing/database';
import { eventMaker, hearingSubject, testJournal } from '@giamsat/service/testing/events';
import { testCheckpoints } from '@giamsat/service/testing/seals';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, '../../backend/witness/src/main.ts');
const run = promisify(execFile);
const closing: (() => unknown)[] = [];
let dir: string;
let config: string;

/** Its exit code, and what it said. */
const witness = (command: string, ...more: string[]): Promise<{ code: number; said: string }> =>
  run(process.execPath, [MAIN, command, '--config', config, ...more]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-witness-'));
  config = path.join(dir, 'witness.json');
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await rm(dir, { recursive: true, force: true });
});

test('a witness countersigns what continues, shows it at the service, and refuses what was written anew', async () => {
  await writeFile(
    config,
    JSON.stringify({ service: 'http://127.0.0.1:9', name: 'vks.example/doi-chung', dataDir: 'kept' }),
  );
  const [key] = readConfig({ GIAMSAT_WITNESSES: (await witness('key')).said }).witnesses;
  if (!key) throw new Error('the witness showed no key');
  expect((await witness('once')).said).toContain('serviceKey is missing');

  const database = await openTestDatabase();
  closing.push(() => database.close());
  const { sql } = database;
  const { journal, metrics } = testJournal(sql);
  closing.push(() => journal.close());
  const clock = { now: () => Date.now(), at: () => () => {} };
  const checkpoints = testCheckpoints({ sql, journal, clock, witnesses: [key] });
  const sealer = createSealer({ sql, journal, keyFile: path.join(dir, 'checkpoint.key'), clock, logger, metrics });
  closing.push(() => sealer.close());
  const nobody = { viewerOf: async () => undefined, audit: { denied: () => {} }, isProven: () => false } as never;
  const app = await createApp({
    logger,
    metrics: createMetrics(),
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: [
      (to) => guardRequests(to, { access: nobody, clock, isWitness: checkpoints.witnesses.speaks }),
      (to) => sealRoutes(to, { checkpoints }),
    ],
  });
  const service = await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => app.close());

  const make = eventMaker();
  const lines = (count: number) =>
    journal.append(
      Array.from({ length: count }, () =>
        make({ type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: 'dòng' } }),
      ),
    );
  const newest = async (): Promise<Seals> => checkpoints.newest();
  await lines(300);
  expect(await sealer.seal()).toBe('sealed');

  const told = async (serviceKey: string | undefined) =>
    writeFile(config, JSON.stringify({ service, name: key.name, dataDir: 'kept', serviceKey }));
  // Without a session and without a witness's key nobody learns anything.
  for (const headers of [{}, { authorization: 'Witness AAAA' }]) {
    expect((await fetch(`${service}/api/v1/checkpoint`, { headers })).status).toBe(401);
  }
  await told((await newest()).key);
  expect(await witness('once')).toMatchObject({
    code: 0,
    said: expect.stringContaining('countersigned up to record 301'),
  });
  await lines(20);
  await sealer.seal();
  expect(await witness('once')).toMatchObject({ code: 0, said: expect.stringContaining('321') });
  expect((await newest()).witnesses).toMatchObject([{ name: key.name, size: 321 }]);
  // Its line stands beside the service's own.
  expect((await newest()).checkpoint?.note.split('\n— ')).toHaveLength(3);

  // As whoever owns the database could: one record is changed, the tree and the seals are thrown away, and all is sealed anew.
  const owner = new pg.Client(database.connection);
  await owner.connect();
  const seals = ['cosignatures', 'checkpoints', 'journal_tree'];
  const triggers = (what: string) => ['journal', ...seals].map((table) => `alter table ${table} ${what} trigger all;`);
  const change = `update journal set hash = sha256('forged') where position = 7;`;
  await owner.query(
    [...triggers('disable'), change, ...seals.map((table) => `delete from ${table};`), ...triggers('enable')].join(' '),
  );
  await owner.end();
  await lines(1);
  expect(await sealer.seal()).toBe('sealed');
  const refused = await witness('once');
  expect(refused).toMatchObject({
    code: 3,
    said: expect.stringContaining('records that had been sealed were changed'),
  });
  expect((await newest()).witnesses).toEqual([{ name: key.name }]);
  expect(await witness('once')).toMatchObject({ code: 3, said: expect.stringContaining('refused before') });
  const evidence = JSON.parse(await readFile(path.join(dir, 'kept', 'refused.json'), 'utf8')) as {
    kept: string;
    why: string;
  };
  expect(evidence).toMatchObject({ why: 'forked', kept: expect.stringContaining('\n321\n') });
});

test('only a countersignature of a registered witness on a seal of this journal is kept', async () => {
  const database = await openTestDatabase();
  closing.push(() => database.close());
  const { journal, clock } = testJournal(database.sql);
  closing.push(() => journal.close());
  const checkpoints = testCheckpoints({ sql: database.sql, journal, clock });
  for (const note of ['x', 'giamsat/a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— a AAAAAAA=\n']) {
    await expect(checkpoints.witnesses.keep(note)).rejects.toMatchObject({ code: 'invalid', field: '/note' });
  }
});
