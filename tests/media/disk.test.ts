// The disk of the recordings stands still: live goes on, memory stays bounded, and what was received is final once it moves again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withDatabase } from '@giamsat/service/testing/database';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAgent, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';
import { isBlocked, oddCamera, oddSegment, pause } from './support/stage.ts';
import { get, read } from './support/viewer.ts';

const database = withDatabase();
const MIB = 2 ** 20;
/** A file system of its own may be frozen; that needs root, as the machines that run these tests give it. */
const isRoot = process.getuid?.() === 0;
const dir = mkdtempSync(path.join(tmpdir(), 'disk-'));
const recordings = path.join(dir, 'recordings');
let house: House;
let footage: Footage;
let agent: TestAgent;
let feed = '';
let window = '';
let start = 0;
let feeds = 0;
let mounted = false;

const nth = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const freeze = (how: '--freeze' | '--unfreeze'): void => void execFileSync('fsfreeze', [how, recordings]);
const playlist = (query = '') => get(`${house.http}/media/live/${window}/live.m3u8${query}`);
const rowsOf = (epoch: string) =>
  database.sql.selectFrom('media_segments').select(['number', 'sha256']).where('epoch', '=', epoch).execute();

beforeAll(async () => {
  mkdirSync(recordings);
  if (isRoot) {
    const image = path.join(dir, 'image');
    writeFileSync(image, '');
    truncateSync(image, 128 * MIB);
    execFileSync('mkfs.ext4', ['-q', '-F', image]);
    execFileSync('mount', ['-o', 'loop', image, recordings]);
    mounted = true;
  }
  footage = await makeFootage({ seconds: 12 });
  house = await openHouse(database.sql, { dir });
});
afterAll(async () => {
  await house?.close();
  if (mounted) execFileSync('umount', ['-l', recordings]);
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  feed = `ls-d-${++feeds}`;
  window = newId();
  const hearing = newId();
  start = house.now() - 8000;
  house.rights.addSitting(feed, hearing, { fromMs: start - 60_000 });
  const opensAtMs = house.now() - 1;
  house.rights.openWindow({ id: window, feed, hearing, fromMs: start, opensAtMs, picture: true, sound: true });
  agent = createAgent(house, { feed });
});

test.runIf(isRoot)('a disk that stands still delays no part; what waits for it is final once it moves', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  freeze('--freeze');
  let answered: Promise<{ status: number }>;
  try {
    const second = agent.stream(epoch, 1, start + 4000);
    for (const [part, { bytes }] of nth(1).fragments.entries()) {
      const asked = playlist(`?_HLS_msn=1&_HLS_part=${part}`);
      second.write(bytes);
      const { status, text } = await asked;
      expect([status, read(text).parts.at(-1)?.uri]).toEqual([200, `p${20 + part}.m4s`]);
    }
    expect(
      (await get(`${house.http}/media/live/${window}/p39.m4s`)).bytes.equals(
        Buffer.from(nth(1).fragments[19]?.bytes ?? []),
      ),
    ).toBe(true);
    answered = second.end(4000);
    answered.catch(() => undefined);
    // The next segment, too, though the one before is not on the disk.
    const third = agent.stream(epoch, 2, start + 8000);
    third.write(nth(2).fragments[0]?.bytes ?? Buffer.alloc(0));
    expect(read((await playlist('?_HLS_msn=2&_HLS_part=0')).text).segments).toContain('s1.m4s');
    expect(await isBlocked(answered)).toBe(true);
    third.breakOff();
  } finally {
    freeze('--unfreeze');
  }
  expect(await answered).toMatchObject({ status: 200 });
  expect(await rowsOf(epoch)).toContainEqual({ number: 1, sha256: nth(1).sha256 });
});

test.runIf(isRoot)('what waits for the disk is bounded: a segment that is too much is to be sent again', async () => {
  const epoch = await agent.begin(oddCamera);
  const large = oddSegment([-200, ...new Array<number>(11).fill(200)], 0, 3.5 * MIB);
  freeze('--freeze');
  try {
    const sent = await agent.put(epoch, 0, large.bytes, start).catch(() => ({ status: 0 }));
    // Either the refusal arrives, or the connection ends with the body half sent: never a hang, and never all of it in memory.
    expect([0, 503]).toContain(sent.status);
  } finally {
    freeze('--unfreeze');
  }
  expect(await rowsOf(epoch)).toEqual([]);
  const small = oddSegment([-200, 200]);
  expect(await agent.send(epoch, 0, small, start)).toMatchObject({ status: 200 });
});

test('the row fails when the file is already in its place: nothing is listed, and sent again it is final', async () => {
  const epoch = await agent.begin(footage);
  const [other, watcher] = [new pg.Client(database.connection), new pg.Client(database.connection)];
  await Promise.all([other.connect(), watcher.connect()]);
  // The commit stands still between the file's rename and its row; then its connection is lost, as when either side dies.
  await other.query('begin');
  await other.query('lock table media_segments in share mode');
  const closing = agent.send(epoch, 0, nth(0), start);
  const ended = `select pg_terminate_backend(pid) from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%insert into "media_segments"%' and pid <> pg_backend_pid()`;
  try {
    for (let i = 0; i < 1000 && (await watcher.query(ended)).rowCount === 0; i++) await pause(20);
    expect((await closing).status).toBe(503);
  } finally {
    await other.query('rollback');
    await Promise.all([other.end(), watcher.end()]);
  }
  const file = path.join(recordings, feed, epoch, '0.m4s');
  expect(readFileSync(file).equals(nth(0).bytes)).toBe(true);
  expect(await rowsOf(epoch)).toEqual([]);
  expect(await agent.send(epoch, 0, nth(0), start)).toMatchObject({ status: 200 });
  expect(await rowsOf(epoch)).toEqual([{ number: 0, sha256: nth(0).sha256 }]);
  expect(readFileSync(file).equals(nth(0).bytes)).toBe(true);
});
