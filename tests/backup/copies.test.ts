// Copies of a service that runs, its pictures in a shared folder, and what becomes of them on an empty machine: whole, of another key, damaged, cut off half way.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { restoreCopy } from '@giamsat/service/backup/restore';
import { systemClock } from '@giamsat/service/platform/clock';
import { PlainError } from '@giamsat/service/platform/errors';
import { silentLogger } from '@giamsat/service/platform/logger';
import { startCluster } from '@giamsat/service/platform/postgres/cluster';
import { runningConnection } from '@giamsat/service/platform/postgres/running';
import { openTestDatabase, type TestDatabase } from '@giamsat/service/testing/database';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPast } from '../rig/past.ts';
import { freePort } from '../rig/ports.ts';
import { start, stop, until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { filesIn, giamsat, giamsatHere, giamsatStarted, holds, MAIN } from './support.ts';

const TITLE = 'Tranh chấp thừa kế nhà số 7';
const isRoot = process.getuid?.() === 0;
const dir = mkdtempSync(path.join(tmpdir(), 'giamsat-copies-'));
const copies = path.join(dir, 'copies');
const keyFile = path.join(dir, 'copies.key');
const data = path.join(dir, 'service');
/** As of several nodes: recordings and keys lie here. */
const shared = path.join(dir, 'shared');
/** Apart, as its keeper has them: no copy holds one. */
const keys = path.join(dir, 'keys');
const kept = { GIAMSAT_DATA: data, GIAMSAT_SHARED: shared };
let server: TestDatabase;
let admin: pg.Client;
let province: Province;
let recipient: string;
let say: Awaited<ReturnType<typeof sendPast>>['say'];

/** A folder for a new machine; the database's user must get there. */
const emptyMachine = (name: string): string => {
  const folder = path.join(dir, name);
  mkdirSync(folder);
  return folder;
};
const restore = (into: string, ...more: string[]) =>
  giamsatHere(['restore', '--from', copies, '--key', keyFile, ...more], { GIAMSAT_DATA: into });
/** With a database on a server that stands: making one anew on each machine takes most of the time. */
async function besideServer(name: string): Promise<{ GIAMSAT_DATA: string; DATABASE_URL: string }> {
  const database = `restored_${name.replaceAll('-', '_')}`;
  await admin.query(`create database ${database} owner copy_owner`);
  const { host, port } = server.connection;
  return {
    GIAMSAT_DATA: emptyMachine(name),
    DATABASE_URL: `postgres://copy_owner@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
  };
}
const restoreBeside = async (name: string, from = copies, ...more: string[]) =>
  giamsatHere(['restore', '--from', from, '--key', keyFile, '--keys', keys, ...more], await besideServer(name));
const backup = (to = copies, ...more: string[]) =>
  giamsatHere(['backup', '--to', to, '--for', recipient, ...more], kept);
const momentsIn = (folder: string): string[] =>
  filesIn(folder).filter((name) => name.startsWith('copies/') && name.endsWith('.age'));

beforeAll(async () => {
  chmodSync(dir, 0o755);
  mkdirSync(shared);
  province = await startProvince({ dir, rooms: { lb: 1 }, env: { GIAMSAT_SHARED: shared } });
  cpSync(path.join(data, 'tls'), path.join(keys, 'tls'), { recursive: true });
  cpSync(path.join(shared, 'seal.key'), path.join(keys, 'seal.key'));
  server = await openTestDatabase();
  admin = new pg.Client(server.connection);
  await admin.connect();
  // Nobody special, as the owner that a machine's keeper makes.
  await admin.query('create role copy_owner login');
  ({ say } = await sendPast(province, {
    court: 'lb',
    room: 'lb-1',
    feed: 'lb-1-1',
    title: TITLE,
    minutes: 3,
    footageMinutes: 1,
  }));
  recipient = (await giamsatHere(['backup-key', keyFile], {})).said.trim();
}, 180_000);
afterAll(async () => {
  await province?.stop();
  await admin?.end();
  await server?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a copy is made beside the running service, tells nothing to who lacks the key, and the next one holds only what is new', async () => {
  expect(recipient).toMatch(/^age1[a-z0-9]{58}$/);
  expect(await giamsatHere(['backup-key', keyFile], {})).toMatchObject({
    code: 1,
    said: expect.stringContaining('is there already'),
  });
  const first = await giamsat(['backup', '--to', copies, '--for', recipient], kept);
  expect(first).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Copied until .*: [\d,]+ records, \d+ recorded segments \(.*\)\. New in copy /),
  });
  expect(first.said).toMatch(/Not in a copy: seal\.key/);
  const all = filesIn(copies);
  const sealed = all.filter((name) => /^(pieces|media)\//.test(name) || name.endsWith('.age'));
  expect(sealed.length).toBeGreaterThan(20);
  for (const name of sealed)
    expect(readFileSync(path.join(copies, name)).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  for (const word of [TITLE, 'lb-1-1', PEOPLE.supervisor]) expect(holds(copies, word), word).toBe(false);
  // A name tells neither camera nor hour.
  expect(all.join()).not.toMatch(/lb-1/);

  await say('hearing.note.recorded', { text: 'Sau bản thứ nhất' });
  const second = await backup();
  expect(second.said).toMatch(/New in copy \S+: \d+ pieces of tables, 0 segments/);
  const added = filesIn(copies).filter((name) => !all.includes(name));
  expect(added.filter((name) => name.startsWith('media/'))).toEqual([]);
  expect(added.filter((name) => name.startsWith('pieces/')).length).toBeLessThan(sealed.length / 2);
  expect(momentsIn(copies)).toHaveLength(2);
});

test('an empty machine has all of it by one command, judged as a whole, and serves it; what came after the copy is not there', async () => {
  await say('hearing.note.recorded', { text: 'Sau mọi bản sao' });
  const into = emptyMachine('new-machine');
  const done = await giamsat(['restore', '--from', copies, '--key', keyFile, '--keys', keys], { GIAMSAT_DATA: into });
  expect(done).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Restored until .* \(copy \S+\)\. Whole: [\d,]+ records in \d+ chains?, \d+ seals?/),
  });
  expect(done.said).toMatch(/Everybody signs in again/);
  expect(done.said).not.toMatch(/missing|NOT WHOLE/);
  const pictures = filesIn(path.join(shared, 'recordings')).filter((one) => /\.(m4s|jpg)$/.test(one));
  expect(pictures.length).toBeGreaterThan(10);
  for (const name of pictures)
    expect(
      readFileSync(path.join(into, 'recordings', name)).equals(readFileSync(path.join(shared, 'recordings', name))),
      name,
    ).toBe(true);
  expect(await giamsatHere(['verify'], { GIAMSAT_DATA: into })).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Whole: /),
  });

  const port = await freePort();
  const served = start(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', GIAMSAT_DATA: into, PORT: String(port), TLS_PORT: 'off', LOG_LEVEL: 'warn' },
  });
  try {
    const http = `http://127.0.0.1:${port}`;
    await until('the restored service to be ready', async () => (await fetch(`${http}/readyz`)).ok || undefined);
    const answer = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
      body: JSON.stringify({ login: PEOPLE.supervisor, password: province.password }),
    });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.getSetCookie().join('').split(';')[0] ?? '';
    const found = async (words: string): Promise<string> => {
      const headers = { cookie, 'giamsat-request': '1', 'content-type': 'application/json' };
      return (
        await fetch(`${http}/api/v1/search`, { method: 'POST', headers, body: JSON.stringify({ q: words }) })
      ).text();
    };
    await until('the note to be found', async () => (await found('Sau bản thứ nhất')).includes(TITLE) || undefined);
    expect(await found('Sau mọi bản sao')).not.toContain(TITLE);
  } finally {
    await stop(served);
  }
  // Nothing goes over what is there.
  const again = await restore(into);
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
});

test('of another key, damaged, or with a piece missing it says so in words, and nothing is restored', async () => {
  const into = emptyMachine('refused');
  const strange = path.join(dir, 'strange.key');
  await giamsatHere(['backup-key', strange], {});
  const damagedCopies = path.join(dir, 'damaged');
  const anew = (): void => {
    rmSync(damagedCopies, { recursive: true, force: true });
    cpSync(copies, damagedCopies, { recursive: true });
  };
  const flip = (name: string): void => {
    const file = path.join(damagedCopies, name);
    const bytes = readFileSync(file);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };
  const last = (kind: string): string =>
    filesIn(damagedCopies)
      .filter((name) => name.startsWith(`${kind}/`))
      .at(-1) ?? '';
  const newest = (): string => momentsIn(damagedCopies).at(-1) ?? '';
  const pieceOfNewest = (): string => {
    const names = readFileSync(path.join(damagedCopies, newest().replace(/\.age$/, '.pieces')), 'utf8').split('\n');
    return names.at(-1) ?? '';
  };
  const cases: [string, () => void, string, RegExp][] = [
    ['another key', () => {}, strange, /This key does not open the copy/],
    [
      'a list that is damaged',
      () => flip(newest()),
      keyFile,
      /The list of the copy \S+ is damaged\. Try another with --copy: /,
    ],
    [
      'a piece that is damaged',
      () => flip(pieceOfNewest()),
      keyFile,
      /The copy is not whole: pieces\/\S+ is damaged\. Nothing was restored/,
    ],
    [
      'a piece that is missing',
      () => rmSync(path.join(damagedCopies, pieceOfNewest())),
      keyFile,
      /1 of its pieces are missing\. Nothing was restored/,
    ],
    [
      'a picture that is cut short',
      () => truncateSync(path.join(damagedCopies, last('media')), 100),
      keyFile,
      /A picture of the copy is damaged: lb-1-1\/.*with --partial/,
    ],
    [
      'no copy',
      () => rmSync(path.join(damagedCopies, 'copies'), { recursive: true }),
      keyFile,
      /holds no copy that was finished/,
    ],
    [
      'no folder of copies',
      () => rmSync(path.join(damagedCopies, 'giamsat-copies.json')),
      keyFile,
      /holds no copies of giamsat/,
    ],
  ];
  const place = {
    dataDir: into,
    sharedDir: into,
    databaseUrl: undefined,
    databaseOwnerUrl: undefined,
    sealKeyFile: undefined,
    checkpointKeyFile: undefined,
  };
  for (const [what, damage, key, words] of cases) {
    anew();
    damage();
    const asked = { from: damagedCopies, keyFile: key, keysDir: undefined, copy: undefined, partial: false };
    const said = await restoreCopy(place, asked, { clock: systemClock, logger: silentLogger }).catch(
      (error: unknown) => error,
    );
    expect(said, what).toBeInstanceOf(PlainError);
    expect((said as Error).message, what).toMatch(words);
    expect(readdirSync(into), what).toEqual([]);
  }
  expect(
    await giamsatHere(['restore', '--from', copies, '--key', keyFile, '--copy', 'nothing'], { GIAMSAT_DATA: into }),
  ).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^There is no copy nothing\. There are: /),
  });
  // The pieces that it shares with the one before are whole; what is only the newest one's is not asked for.
  anew();
  flip(newest());
  const [older = ''] = momentsIn(damagedCopies).map((name) => path.basename(name, '.age'));
  const before = await restoreBeside('one-before', damagedCopies, '--copy', older);
  expect(before).toMatchObject({ code: 0, said: expect.stringContaining(`(copy ${older}). Whole: `) });
});

test('a picture that is missing is told, and everything else restored where that is asked for, into a shared folder', async () => {
  const machine = { ...(await besideServer('partial')), GIAMSAT_SHARED: emptyMachine('partial-shared') };
  const lacking = path.join(dir, 'lacking');
  cpSync(copies, lacking, { recursive: true });
  // The larger ones are pictures, the small ones thumbnails, of which there are none here.
  const [picture = '', ...rest] = filesIn(lacking).filter((name) => name.startsWith('media/'));
  rmSync(path.join(lacking, picture));
  const asked = ['restore', '--from', lacking, '--key', keyFile, '--keys', keys, '--partial'];
  // Neither folder may hold anything.
  const stray = path.join(machine.GIAMSAT_SHARED, 'stray');
  writeFileSync(stray, '');
  expect(await giamsatHere(asked, machine)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${machine.GIAMSAT_SHARED} is not empty`),
  });
  rmSync(stray);
  const said = await giamsatHere(asked, machine);
  expect(said).toMatchObject({
    code: 1,
    said: expect.stringMatching(/NOT WHOLE[\s\S]*1 recorded segment missing: lb-1-1\/[\s\S]*could not be restored/),
  });
  expect(said.said).not.toMatch(/\.key/);
  const restored = filesIn(machine.GIAMSAT_SHARED);
  expect(restored.filter((name) => /^recordings\/.*\.m4s$/.test(name))).toHaveLength(rest.length);
  expect(restored).toContain('seal.key');
  expect(filesIn(machine.GIAMSAT_DATA).filter((name) => /recordings|^[a-z]+\.key$/.test(name))).toEqual([]);
  const verdict = await giamsatHere(['verify'], machine);
  expect(verdict).toMatchObject({ code: 1, said: expect.stringContaining('1 recorded segment missing') });
});

test('killed half way it is no copy: the one before is the newest, and the next one is whole', async () => {
  const to = path.join(dir, 'killed');
  const connection = await runningConnection(data);
  const client = new pg.Client(connection);
  await client.connect();
  const before = (await backup(to)).code;
  expect(before).toBe(0);
  const whole = momentsIn(to);
  await say('hearing.note.recorded', { text: 'Một dòng nữa' });
  // It waits at a table in the middle of the database.
  await client.query('begin');
  await client.query('lock table sessions in access exclusive mode');
  const pieces = () => filesIn(to).filter((name) => name.startsWith('pieces/')).length;
  const known = pieces();
  const running = giamsatStarted(['backup', '--to', to, '--for', recipient], kept);
  await until('some new pieces to be there', () => pieces() > known + 1 || undefined);
  running.child.kill('SIGKILL');
  await running.ended;
  await client.query('rollback');
  await client.end();
  expect(momentsIn(to)).toEqual(whole);

  const rest = await restoreBeside('after-kill', to);
  expect(rest).toMatchObject({ code: 0, said: expect.stringContaining('Whole: ') });
  expect(await backup(to)).toMatchObject({ code: 0 });
  expect(readdirSync(path.join(to, '.incoming'))).toEqual([]);
  expect(momentsIn(to)).toHaveLength(2);
  // Thinned: the older one goes, with what only it held, and the newest is whole.
  expect(await backup(to, '--keep', '1')).toMatchObject({ code: 0 });
  expect(momentsIn(to)).toHaveLength(1);
  const thinned = await restoreBeside('thinned', to);
  expect(thinned).toMatchObject({ code: 0, said: expect.stringContaining('Whole: ') });
});

test('a restore that was killed is said at the next start, and nothing runs on half of it', async () => {
  const into = emptyMachine('half');
  writeFileSync(path.join(into, 'restoring.txt'), '');
  const service = await giamsat([], { GIAMSAT_DATA: into, PORT: '0', TLS_PORT: 'off' });
  expect(service).toMatchObject({ code: 1, said: expect.stringContaining('broke off: what is there is not whole') });
  expect(await restore(into)).toMatchObject({
    code: 1,
    said: expect.stringContaining('Empty the folder and restore again'),
  });
  expect(existsSync(path.join(into, 'database'))).toBe(false);
});

test.runIf(isRoot)(
  'a disk without room is said, the copies before stay whole, and a machine without room is left as it was',
  async () => {
    const small = emptyMachine('small');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', small]);
    try {
      const full = await backup(path.join(small, 'copies'));
      expect(full).toMatchObject({ code: 1, said: expect.stringMatching(/The disk of .* is full/) });
      expect(momentsIn(path.join(small, 'copies'))).toEqual([]);
      rmSync(path.join(small, 'copies'), { recursive: true });
      const into = path.join(small, 'machine');
      expect(await restore(into)).toMatchObject({
        code: 1,
        said: expect.stringMatching(/There is no room in .*needs about/),
      });
      expect(readdirSync(into)).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  },
);

test('what was removed by decision is removed from the copies by the next one, and an older copy tells it from loss', async () => {
  const client = new pg.Client(await runningConnection(data));
  await client.connect();
  // As it is at the end of a removal; how one comes about is another test's.
  await client.query('set session_replication_role = replica');
  await client.query(`insert into removals (id, hearing, court, decision_no, decided_on, reason, login, at, segments, bytes, from_ms, to_ms, digest, state)
    select gen_random_uuid(), id, 'lb', '1/QĐ', current_date, 'hết hạn', 'administrator', now(), 1, 1, 0, 1, 'x', 'removed' from hearings limit 1`);
  await client.query(`insert into removal_segments (removal, feed, epoch, number, sha256)
    select r.id, s.feed, s.epoch, s.number, s.sha256 from removals r, (select * from media_segments order by arrival limit 1) s`);
  const { rows } = await client.query<{ file: string }>(
    `select feed || '/' || epoch || '/' || number || '.m4s' as file from removal_segments`,
  );
  await client.end();
  rmSync(path.join(shared, 'recordings', rows[0]?.file ?? ''));
  const before = filesIn(copies).filter((name) => name.startsWith('media/'));
  expect(await backup()).toMatchObject({ code: 0, said: expect.not.stringContaining('missing') });
  const left = filesIn(copies).filter((name) => name.startsWith('media/'));
  expect(before.filter((name) => !left.includes(name))).toHaveLength(1);
  expect(left.filter((name) => name.endsWith('.removed'))).toHaveLength(1);

  const newest = await restoreBeside('removed');
  expect(newest).toMatchObject({ code: 0, said: expect.stringContaining(', 1 removed by decision.') });
  const [older = ''] = momentsIn(copies).map((name) => path.basename(name, '.age'));
  const then = await restoreBeside('before-removal', copies, '--copy', older);
  expect(then).toMatchObject({
    code: 1,
    said: expect.stringContaining('1 recorded segment had been removed by decision since'),
  });
});

test('into a PostgreSQL of its own, as an owner who is nobody special: row by row what it was', async () => {
  // Nothing is written from now on but what is asked for here.
  await province.stop();
  expect(await backup()).toMatchObject({ code: 0 });
  const env = await besideServer('of-its-own');
  const asked = ['restore', '--from', copies, '--key', keyFile, '--keys', keys];
  expect(await giamsatHere(asked, env)).toMatchObject({ code: 0, said: expect.stringContaining('Whole: ') });
  const again = await giamsatHere(asked, { ...env, GIAMSAT_DATA: emptyMachine('again') });
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });

  const other = emptyMachine('beside-it');
  expect(await restore(other, '--keys', keys)).toMatchObject({ code: 0 });
  const digests = async (client: pg.Client) => {
    const { rows } = await client.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      // What a restore itself writes: who did it, and when.
      if (/^(audit_|migrations$|sessions$|access_changes$)/.test(name)) continue;
      const { rows: one } = await client.query(
        `select count(*) || ' ' || md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) as digest from "${name}" t`,
      );
      found[name] = one[0]?.digest;
    }
    return found;
  };
  const one = new pg.Client({ connectionString: env.DATABASE_URL });
  await one.connect();
  const inServer = await digests(one);
  await one.end();
  const original = await digestsOfStopped(data, digests);
  // What must not come back to life.
  const changed = ['agent_tokens', 'media_windows', 'media_patrol', 'access_head', 'exports'];
  const same = (of: Record<string, string>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !changed.includes(name)));
  expect(Object.keys(original).length).toBeGreaterThan(40);
  expect(same(inServer)).toEqual(same(original));
  expect(await digestsOfStopped(other, digests)).toEqual(inServer);
});

/** Of an embedded database whose service does not run. */
async function digestsOfStopped(folder: string, digests: (client: pg.Client) => Promise<Record<string, string>>) {
  const cluster = await startCluster({ dir: folder, logger: silentLogger });
  const client = new pg.Client(cluster.connection);
  await client.connect();
  try {
    return await digests(client);
  } finally {
    await client.end();
    await cluster.stop();
  }
}
