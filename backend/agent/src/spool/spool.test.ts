// What lies on the agent's disk: sealed, whole part by whole part after a kill at any byte, and of no use without the key.
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EpochMeta } from './model.ts';
import { openParts } from './sealed.ts';
import { openSpool } from './spool.ts';
import { openSpoolKey, SpoolKeyError } from './spool-key.ts';

const logger = pino({ level: 'silent' });
const KEY = Buffer.alloc(32, 7);
const SECOND = { feed: 'lb-1-a', epoch: '0190e9a0-0000-7000-8000-000000000001', number: 0 };
const META: EpochMeta = {
  ...SECOND,
  startedAt: 0,
  clockOffsetMs: 0,
  codecs: 'avc1.4d401e',
  width: 640,
  height: 360,
  frameRate: 25,
  partTargetMs: 200,
  initSha256: '0'.repeat(64),
};
const PARTS = Array.from({ length: 5 }, (_, n) =>
  Buffer.from(
    syntheticFragment({
      sequence: n + 1,
      video: { startTicks: n * 2560, durations: [512, 512, 512, 512, 512], key: n === 0, sampleBytes: 20 },
    }),
  ),
);
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

let folder: string;
/** Of a folder in which nothing was left the spool still tidies up for a moment: each copy has a place of its own. */
let copies: string;
let made = 0;
const newCopy = (): string => {
  const copy = path.join(copies, String(made++));
  cpSync(folder, copy, { recursive: true });
  return copy;
};
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'giamsat-spool-'));
  copies = `${folder}-copies`;
});
afterEach(() => {
  for (const one of [folder, copies]) rmSync(one, { recursive: true, force: true, maxRetries: 20 });
});

const open = (at = folder, key: Uint8Array = KEY) => openSpool({ folder: at, key, maxBytes: 1e9, logger });
const fileOf = (at: string, name: string) => path.join(at, SECOND.feed, SECOND.epoch, name);
/** Parts are on the disk; the segment has no end, as when the process was killed. */
async function unfinished(): Promise<void> {
  const spool = open();
  spool.beginEpoch(META, syntheticInit());
  const segment = spool.beginSegment(SECOND, 1_000, 's');
  const arrived = segment.parts();
  for (const part of PARTS) {
    segment.append(part, 200);
    await arrived.next();
  }
}

test('a segment is read as it was written, and nothing of it can be read on the disk', async () => {
  const spool = open();
  const jpeg = randomBytes(3000);
  spool.beginEpoch(META, syntheticInit());
  const segment = spool.beginSegment(SECOND, 1_000, 's');
  const media = PARTS.map((part) => Buffer.concat([part, randomBytes(500)]));
  for (const part of media) segment.append(part, 200);
  expect(await segment.close()).toEqual({
    bytes: Buffer.concat(media).byteLength,
    sha256: sha256(...media),
    durationMs: 1000,
  });
  await spool.thumbnail(SECOND, jpeg);

  for (const again of [spool, open()]) {
    expect(sha256((await again.read(SECOND)) ?? Buffer.alloc(0))).toBe(sha256(...media));
    expect(await again.readThumbnail(SECOND)).toEqual(jpeg);
    expect(again.epoch(SECOND.feed, SECOND.epoch)?.init).toEqual(Buffer.from(syntheticInit()));
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(m4s|jpg|mp4)$/.test(name),
  );
  expect(names).toHaveLength(3);
  for (const name of names) {
    const stored = readFileSync(path.join(folder, name));
    for (const whole of [...media, jpeg, Buffer.from(syntheticInit())]) {
      for (let at = 0; at + 12 <= whole.byteLength; at += 12)
        expect(stored.includes(whole.subarray(at, at + 12))).toBe(false);
    }
  }
});

test('killed at any byte, every part that was whole is kept, and goes out with its digest', async () => {
  await unfinished();
  const length = readFileSync(fileOf(folder, '000000.m4s')).byteLength;
  const overhead = (length - Buffer.concat(PARTS).byteLength - 20) / PARTS.length;
  expect(overhead).toBe(20);
  const ends = PARTS.map(
    (_, n) => 20 + PARTS.slice(0, n + 1).reduce((sum, part) => sum + part.byteLength + overhead, 0),
  );
  const stored = readFileSync(fileOf(folder, '000000.m4s'));
  for (let at = 0; at <= length; at++) {
    const parts = openParts(KEY, `${SECOND.feed}/${SECOND.epoch}/000000.m4s`, stored.subarray(0, at));
    expect([at, parts.map(({ end }) => end)]).toEqual([at, ends.filter((end) => end <= at)]);
    expect([at, sha256(...parts.map(({ bytes }) => bytes))]).toEqual([at, sha256(...PARTS.slice(0, parts.length))]);
  }
  for (const at of [
    0,
    3,
    19,
    ...ends.flatMap((end) => [end - 1, end, end + 1, end + 5]).filter((one) => one <= length),
  ]) {
    const copy = newCopy();
    truncateSync(fileOf(copy, '000000.m4s'), at);
    const spool = open(copy);
    const whole = ends.filter((end) => end <= at).length;
    const found = spool.find(SECOND);
    if (whole === 0) expect([at, found]).toEqual([at, undefined]);
    else {
      const kept = PARTS.slice(0, whole);
      expect([at, found]).toMatchObject([at, { sha256: sha256(...kept), durationMs: whole * 200 }]);
      expect([at, sha256((await spool.read(SECOND)) ?? Buffer.alloc(0))]).toEqual([at, sha256(...kept)]);
    }
  }
});

test('a bit that fell, a part in another’s place and a file in another’s place are not taken for picture', async () => {
  await unfinished();
  const file = fileOf(folder, '000000.m4s');
  const stored = readFileSync(file);
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = PARTS;
  const [a, b] = [20, 20 + first.byteLength + 20];
  const durationWith = (content: Buffer) => {
    const copy = newCopy();
    writeFileSync(fileOf(copy, '000000.m4s'), content);
    return open(copy).find(SECOND)?.durationMs ?? 0;
  };
  const fallen = Buffer.from(stored);
  fallen.writeUInt8(fallen.readUInt8(b + 9) ^ 1, b + 9);
  expect(durationWith(fallen)).toBe(200);
  const end = b + second.byteLength + 20;
  const swapped = Buffer.concat([
    stored.subarray(0, a),
    stored.subarray(b, end),
    stored.subarray(a, b),
    stored.subarray(end),
  ]);
  expect(durationWith(swapped)).toBe(0);
  const long = Buffer.from(stored);
  long.writeUInt32BE(0xffffffff, b);
  expect(durationWith(long)).toBe(200);
  expect(durationWith(readFileSync(fileOf(folder, 'init.mp4')))).toBe(0);
  expect(durationWith(stored)).toBe(1000);
});

test('with another key nothing of it is picture', async () => {
  await unfinished();
  expect(open(newCopy(), Buffer.alloc(32, 8)).segments()).toEqual([]);
});

test('what was written before media were sealed is still read, and kept after a kill', async () => {
  await unfinished();
  const plain = Buffer.concat(PARTS);
  writeFileSync(fileOf(folder, 'init.mp4'), syntheticInit());
  writeFileSync(fileOf(folder, '000000.m4s'), plain.subarray(0, plain.byteLength - 1));
  const spool = open();
  expect(spool.find(SECOND)).toMatchObject({ sha256: sha256(...PARTS.slice(0, 4)), durationMs: 800 });
  expect(sha256((await spool.read(SECOND)) ?? Buffer.alloc(0))).toBe(sha256(...PARTS.slice(0, 4)));
});

test('the key is made once, apart from what it seals; a spool without its key is told, not written over', () => {
  const file = path.join(copies, 'spool.key');
  const key = openSpoolKey(file, folder);
  expect(openSpoolKey(file, folder)).toEqual(key);
  for (const name of readdirSync(folder)) {
    expect(readFileSync(path.join(folder, name)).includes(Buffer.from(key).toString('base64url'))).toBe(false);
  }
  writeFileSync(file, randomBytes(32).toString('base64url'));
  expect(() => openSpoolKey(file, folder)).toThrow(SpoolKeyError);
  writeFileSync(file, 'short');
  expect(() => openSpoolKey(file, folder)).toThrow(SpoolKeyError);
  rmSync(file);
  expect(() => openSpoolKey(file, folder)).toThrow(SpoolKeyError);
  // Whoever gives up what is there begins anew.
  rmSync(path.join(folder, 'sealed-by'));
  expect(openSpoolKey(file, folder)).not.toEqual(key);
});

test('where the disk is full, whatever fills it, what the province has goes, oldest first, and what it does not have stays', async () => {
  const spool = openSpool({ folder, key: KEY, maxBytes: 1e9, leastFreeBytes: Number.MAX_SAFE_INTEGER, logger });
  spool.beginEpoch(META, syntheticInit());
  for (const number of [0, 1, 2, 3]) {
    const segment = spool.beginSegment({ ...SECOND, number }, 1_000 * number, 's');
    for (const part of PARTS) segment.append(part, 200);
    await segment.close();
  }
  const key = (number: number) => ({ ...SECOND, number });
  for (const number of [0, 2]) await spool.markSent(key(number), true);
  await spool.markCommitted([key(0), key(1), key(2)]);
  await spool.markSent(key(3), true);
  await spool.tidy();
  expect(spool.segments().map(({ number }) => number)).toEqual([1, 3]);
  expect(spool.full()).toBe(true);
  expect(open().segments()).toHaveLength(2);

  // With room for more, no more goes than has to.
  const roomy = open();
  await roomy.markSent(key(1), true);
  await roomy.tidy();
  expect(roomy.segments()).toHaveLength(2);
  expect(roomy.full()).toBe(false);
});
