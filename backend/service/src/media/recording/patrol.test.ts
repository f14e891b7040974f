import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@giamsat/proof/sha256';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../platform/clock.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createObjectStore } from '../../platform/object-store.ts';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createDamage } from './damage.ts';
import { createPatrol, type DamagedStretch } from './patrol.ts';
import { createRemoved } from './removed.ts';
import { createSegments } from './segments.ts';

const EPOCH = '01890000-0000-7000-8000-000000000001';
const FEED = 'lb-1-1';
const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const DAY_MS = 86_400_000;

let database: TestDatabase;
let dir: string;
let clock: FakeClock;
let told: DamagedStretch[];

const fileOf = (number: number) => path.join(dir, FEED, EPOCH, `${number}.m4s`);
const bytesOf = (number: number) => Buffer.alloc(1000, number + 1);

/** As after a restart. */
async function open(root = dir) {
  const { sql } = database;
  const objects = await createObjectStore(root);
  const segments = createSegments({ sql, objects });
  const metrics = createMetrics();
  const patrol = createPatrol({
    sql,
    objects,
    segments,
    removed: createRemoved({ sql }),
    days: 30,
    onDamaged: async (stretch) => void told.push(stretch),
    clock,
    logger,
    metrics,
  });
  return { patrol, segments, objects, metrics };
}
async function record(from: number, count: number) {
  const { segments, objects } = await open();
  for (let number = from; number < from + count; number++) {
    const upload = objects.begin();
    upload.write(bytesOf(number));
    await segments.keep(upload, {
      feed: FEED,
      epoch: EPOCH,
      number,
      startMs: T0 + number * 4000,
      durationMs: 4000,
      bytes: 1000,
      sha256: sha256Hex(bytesOf(number)),
      hasAudio: true,
      thumbnail: false,
    });
  }
}
const damagedNumbers = async () =>
  (await createDamage({ sql: database.sql, clock }).list(FEED, T0, T0 + DAY_MS)).map(({ number }) => number);
async function flip(number: number) {
  const bytes = await readFile(fileOf(number));
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  await writeFile(fileOf(number), bytes);
}

beforeEach(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-patrol-'));
  clock = fakeClock(T0 + DAY_MS);
  told = [];
  await database.sql
    .insertInto('media_epochs')
    .values({
      feed: FEED,
      epoch: EPOCH,
      codecs: 'avc1.42e01e',
      width: 640,
      height: 360,
      frame_rate: 25,
      part_target_ms: 200,
      clock_offset_ms: 0,
      init_sha256: '0'.repeat(64),
      gop_ms: null,
      init: null,
      has_audio: null,
    })
    .execute();
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the patrol of the recordings', () => {
  test('finds a byte that was turned, a shorter file and a missing one, and nothing else', async () => {
    await record(0, 10);
    await flip(3);
    await flip(4);
    await writeFile(fileOf(6), bytesOf(6).subarray(1));
    await rm(fileOf(8));
    const { patrol, segments, metrics } = await open();
    expect(await patrol.step()).toBe(10);
    const at = (number: number) => T0 + number * 4000;
    const of = { feed: FEED, epoch: EPOCH };
    expect(told).toEqual([
      { ...of, numbers: [3, 4], fromMs: at(3), toMs: at(5), found: 'changed' },
      { ...of, numbers: [6], fromMs: at(6), toMs: at(7), found: 'changed' },
      { ...of, numbers: [8], fromMs: at(8), toMs: at(9), found: 'missing' },
    ]);
    expect(await damagedNumbers()).toEqual([3, 4, 6, 8]);
    const damage = createDamage({ sql: database.sql, clock });
    for (const number of [2, 3]) {
      const segment = await segments.find({ ...of, number });
      if (!segment) throw new Error('not there');
      expect(await damage.has(segment)).toBe(number === 3);
    }
    expect(await metrics.registry.metrics()).toContain('giamsat_patrol_segments_total{found="whole"} 6');
  });

  test('goes on where it was after a restart, and takes what was recorded meanwhile', async () => {
    await record(0, 40);
    expect(await (await open()).patrol.step()).toBe(32);
    await flip(5);
    await flip(35);
    expect(await (await open()).patrol.step()).toBe(8);
    expect(told.map(({ numbers }) => numbers)).toEqual([[35]]);
    await record(40, 1);
    expect(await (await open()).patrol.step()).toBe(1);
    expect(await (await open()).patrol.step()).toBe(0);
    // The next round begins when the days of this one are over.
    clock.advance(31 * DAY_MS);
    expect(await (await open()).patrol.step()).toBe(32);
    expect(told.map(({ numbers }) => numbers)).toEqual([[35], [5]]);
  });

  test('takes a segment that was put back for whole again', async () => {
    await record(0, 2);
    await flip(1);
    await (await open()).patrol.step();
    expect(await damagedNumbers()).toEqual([1]);
    await writeFile(fileOf(1), bytesOf(1));
    clock.advance(31 * DAY_MS);
    await (await open()).patrol.step();
    expect(await damagedNumbers()).toEqual([]);
  });

  test('calls nothing missing where the folder of the recordings is not the one that was there', async () => {
    await record(0, 3);
    await (await open()).patrol.step();
    clock.advance(31 * DAY_MS);
    const empty = await mkdtemp(path.join(tmpdir(), 'giamsat-patrol-'));
    const { patrol } = await open(empty);
    await expect(patrol.step()).rejects.toThrow('mounted');
    expect(told).toEqual([]);
    expect(await damagedNumbers()).toEqual([]);
    await rm(empty, { recursive: true });
  });

  test('knows the folder again that another database had known', async () => {
    await record(0, 1);
    await (await open()).patrol.step();
    await database.sql.deleteFrom('media_patrol').execute();
    await (await open()).patrol.step();
    const empty = await mkdtemp(path.join(tmpdir(), 'giamsat-patrol-'));
    await expect((await open(empty)).patrol.step()).rejects.toThrow('mounted');
    await rm(empty, { recursive: true });
  });

  test('of two nodes one goes on at a time', async () => {
    await record(0, 40);
    const nodes = [await open(), await open()];
    const counts = await Promise.all(nodes.map(({ patrol }) => patrol.step()));
    expect(counts.filter((count) => count === 32).length).toBeGreaterThan(0);
    while ((await (nodes[0] as (typeof nodes)[0]).patrol.step()) > 0);
    const { arrival } = await database.sql.selectFrom('media_patrol').select('arrival').executeTakeFirstOrThrow();
    const segments = nodes[0]?.segments;
    expect(arrival).toBe(await segments?.newest());
  });
});
