import { expect, test, vi } from 'vitest';
import { fakeClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { withDatabase } from '../../testing/database.ts';
import { createRoom, levelOf } from './room.ts';

const database = withDatabase();
const GIB = 2 ** 30;
const disk = { totalBytes: 1000 * GIB, reserveBytes: 2 * GIB };

test.each([
  ['ok', { freeBytes: 500 * GIB, daysLeft: 31 }],
  ['soon', { freeBytes: 500 * GIB, daysLeft: 29 }],
  ['soon', { freeBytes: 101 * GIB }],
  ['urgent', { freeBytes: 500 * GIB, daysLeft: 6 }],
  ['urgent', { freeBytes: 51 * GIB, daysLeft: 90 }],
  ['full', { freeBytes: 2 * GIB - 1 }],
] as const)('%s', (level, facts) => {
  expect(levelOf({ ...disk, ...facts })).toBe(level);
});

test('it is said at each change, each hour while it is urgent, and by the rate of the last week', async () => {
  const { sql } = database;
  const now = Date.now();
  const clock = fakeClock(now);
  const lines: [string, number | undefined][] = [];
  const line = (name: string) => vi.fn((facts: { daysLeft?: number }) => void lines.push([name, facts.daysLeft]));
  const logger = { info: line('info'), warn: line('warn'), error: line('error') } as unknown as Logger;
  const metrics = createMetrics();
  let freeBytes = 500 * GIB;
  const room = createRoom({ sql, clock, logger, metrics, objects: { room: async () => ({ ...disk, freeBytes }) } });
  await room.look();
  expect(lines).toEqual([]);
  expect(await metrics.registry.metrics()).not.toMatch(/giamsat_recordings_disk_days_left \d/);

  const of = { feed: 'lb-1-1', epoch: '01890000-0000-7000-8000-000000000001' };
  const size = { codecs: 'avc1.42e01e', width: 640, height: 360, frame_rate: 25, part_target_ms: 200 };
  const rest = { clock_offset_ms: 0, init_sha256: '0'.repeat(64), gop_ms: null, init: null, has_audio: null };
  await sql
    .insertInto('media_epochs')
    .values({ ...of, ...size, ...rest })
    .execute();
  // Three days ago, and nine: of the older one nothing is counted.
  for (const [number, days] of [3, 9].entries()) {
    const stored_at = new Date(now - days * 86_400_000).toISOString();
    const media = { start_ms: 0, duration_ms: 4000, bytes: 30 * GIB, sha256: '', has_audio: false };
    await sql
      .insertInto('media_segments')
      .values({ ...of, number, ...media, stored_at })
      .execute();
  }
  clock.advance(3_600_000);
  const left = async () => Math.round((await room.state()).daysLeft ?? 0);
  expect(await left()).toBeGreaterThan(45);
  freeBytes = 202 * GIB;
  for (let n = 0; n < 3; n++) await room.look();
  expect(lines.map(([name]) => name)).toEqual(['warn']);
  freeBytes = GIB;
  for (let n = 0; n < 3; n++) await room.look();
  clock.advance(3_600_000);
  await room.look();
  freeBytes = 900 * GIB;
  await room.look();
  expect(lines.map(([name]) => name)).toEqual(['warn', 'error', 'error', 'info']);
  expect(await metrics.registry.metrics()).toMatch(/giamsat_recordings_disk_days_left \d/);
});
