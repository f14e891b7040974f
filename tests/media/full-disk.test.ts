// A small disk that fills up: recordings make no room for recordings, live goes on, it is said, and what was refused follows once there is room.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@giamsat/proof/sha256';
import { withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgent, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';
import { get, read } from './support/viewer.ts';

const database = withDatabase();
const MIB = 2 ** 20;
/** A file system of its own needs root, as the machines that run these tests give it. */
const isRoot = process.getuid?.() === 0;
const RESERVE = 4 * MIB;
const FEED = 'ls-d-1';
const dir = mkdtempSync(path.join(tmpdir(), 'full-disk-'));
const recordings = path.join(dir, 'recordings');
/** What else lies on that disk. */
const ballast = path.join(recordings, 'ballast');
let mounted = false;
let house: House;
let footage: Footage;
let agent: TestAgent;
let start = 0;
const window = newId();

const free = (): number => {
  const { bavail, bsize } = statfsSync(recordings);
  return bavail * bsize;
};
/** Until so much is free; the service looks again after a second. */
const leave = async (bytes: number): Promise<void> => {
  rmSync(ballast, { force: true });
  writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - bytes)));
  await new Promise((resolve) => setTimeout(resolve, 1100));
};
const segmentsOf = (epoch: string) =>
  database.sql
    .selectFrom('media_segments')
    .select(['number', 'sha256'])
    .where('epoch', '=', epoch)
    .orderBy('number')
    .execute();
const filesOf = (epoch: string) =>
  readdirSync(path.join(recordings, FEED, epoch))
    .filter((name) => name.endsWith('.m4s'))
    .map((name) => sha256Hex(readFileSync(path.join(recordings, FEED, epoch, name))))
    .sort();

beforeAll(async () => {
  mkdirSync(recordings);
  if (!isRoot) return;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', recordings]);
  mounted = true;
  footage = await makeFootage({ seconds: 16 });
  house = await openHouse(database.sql, { dir, reserveBytes: RESERVE });
  const hearing = newId();
  start = house.now() - 12_000;
  house.rights.addSitting(FEED, hearing, { fromMs: start - 60_000 });
  const opensAtMs = house.now() - 1;
  house.rights.openWindow({ id: window, feed: FEED, hearing, fromMs: start, opensAtMs, picture: true, sound: true });
  agent = createAgent(house, { feed: FEED });
});
afterAll(async () => {
  await house?.close();
  if (mounted) execFileSync('umount', ['-l', recordings]);
  rmSync(dir, { recursive: true, force: true });
});

test.runIf(isRoot)('nothing is removed for what comes, and nothing that comes is lost', async () => {
  const epoch = await agent.begin(footage);
  const nth = (number: number) => {
    const found = footage.segments[number];
    if (!found) throw new Error('not so much footage');
    return found;
  };
  const send = (number: number) => agent.send(epoch, number, nth(number), start + number * 4000);
  for (const number of [0, 1]) expect((await send(number)).status).toBe(200);
  expect((await house.media.room.state()).level).not.toBe('full');

  await leave(RESERVE - 1);
  expect(await house.media.room.state()).toMatchObject({ level: 'full', reserveBytes: RESERVE });
  const [before, left] = [filesOf(epoch), free()];
  expect(before).toHaveLength(2);
  // The court is told to come again, and whoever watches sees it all the same.
  for (const number of [2, 3]) expect((await send(number)).status).toBe(503);
  const live = read((await get(`${house.http}/media/live/${window}/live.m3u8`)).text);
  expect(live.segments).toContain('s3.m4s');
  expect((await get(`${house.http}/media/live/${window}/s3.m4s`)).bytes.length).toBeGreaterThan(1000);
  expect(filesOf(epoch)).toEqual(before);
  expect((await segmentsOf(epoch)).map(({ number }) => number)).toEqual([0, 1]);
  // The reserve is untouched but for half-written files, which are gone again.
  expect(free()).toBe(left);

  await leave(16 * MIB);
  for (const number of [2, 3]) expect((await send(number)).status).toBe(200);
  const rows = await segmentsOf(epoch);
  expect(rows.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
  expect(filesOf(epoch)).toEqual(rows.map(({ sha256 }) => sha256).sort());
});
