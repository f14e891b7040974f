// A restore that is older than what a court was told was kept: the real agent sends again its events and pictures of the time since.
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecordHead } from '@giamsat/proof/record';
import { runningConnection } from '@giamsat/service/platform/postgres/running';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { type Clerk, type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { type Province, startProvince } from '../rig/province.ts';
import { giamsat } from './support.ts';

const FEED = 'lb-1-1';
const SOURCE = '/courts/lb/agents/lb-agent';
const dir = mkdtempSync(path.join(tmpdir(), 'giamsat-set-back-'));
const data = path.join(dir, 'service');
const copies = path.join(dir, 'copies');
const keys = path.join(dir, 'keys');
const keyFile = path.join(dir, 'copies.key');
let province: Province;
let court: Court;
let clerk: Clerk;

beforeAll(async () => {
  chmodSync(dir, 0o755);
  province = await startProvince({ dir, rooms: { lb: 1 } });
  court = await startCourt(province, 'lb', [{ feed: FEED, source: { kind: 'file', url: cameraFile() } }]);
  clerk = await signInClerk(court, 'lb', province.password);
});
afterAll(async () => {
  await court?.stop();
  await province?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function ask<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client(await runningConnection(data));
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}
const segments = async (): Promise<string[]> =>
  (
    await ask<{ one: string }>(
      `select epoch || ' ' || number || ' ' || sha256 as one from media_segments order by start_ms`,
    )
  ).map(({ one }) => one);
/** Of the agent, as the journal has them. */
const told = async (): Promise<RecordHead[]> =>
  (await ask<{ head: string }>('select head from journal where source = $1 order by position', [SOURCE])).map(
    ({ head }) => JSON.parse(head) as RecordHead,
  );
const committed = async (): Promise<number> =>
  Number((await ask<{ n: string }>('select count(*) as n from media_committed'))[0]?.n);

test('nothing that was told since the copy is lost, nothing is doubled, and its pictures follow', async () => {
  const hearing = await clerk.openHearing('lb-1', 'Vụ án giả lập');
  await until('a first segment', async () => (await segments()).length > 0 || undefined);
  const recipient = (await giamsat(['backup-key', keyFile])).said.trim();
  expect(await giamsat(['backup', '--to', copies, '--for', recipient], { GIAMSAT_DATA: data })).toMatchObject({
    code: 0,
  });
  const inCopy = { told: (await told()).length, segments: await segments() };

  await clerk.enter(hearing, 'hearing.questioning.started', {});
  await until(
    'a segment that no copy has',
    async () => (await segments()).length > inCopy.segments.length || undefined,
  );
  await clerk.enter(hearing, 'hearing.closed', {});
  await until('the court to state what it captured, and all of it to be here', async () => {
    const here = await segments();
    return (await committed()) === here.length && here.length > inCopy.segments.length ? true : undefined;
  });
  const before = { told: await told(), segments: await segments() };
  expect(before.told.length).toBeGreaterThan(inCopy.told);

  await province.stop();
  // Entered while nobody was there: it must come after what was confirmed.
  await clerk.enter(hearing, 'hearing.note.recorded', { text: 'Ghi khi máy chủ đang được khôi phục' });
  await putKeysApart(keys);
  rmSync(data, { recursive: true });
  const restored = await giamsat(['restore', '--from', copies, '--key', keyFile, '--keys', keys], {
    GIAMSAT_DATA: data,
  });
  expect(restored).toMatchObject({ code: 0, said: expect.stringMatching(/Restored until .*Whole: /) });
  await province.killAndRestart();

  const after = await until('everything to be told again', async () => {
    const now = await told();
    return now.length > before.told.length ? now : undefined;
  });
  const ids = (heads: readonly RecordHead[]) => heads.map(({ id, sequence, time }) => `${sequence} ${id} ${time}`);
  expect(ids(after).slice(0, before.told.length)).toEqual(ids(before.told));
  expect(ids(after)).toEqual(ids(after).toSorted());
  expect(new Set(ids(after)).size).toBe(after.length);
  await until('its pictures', async () => (await segments()).length === before.segments.length || undefined, 90_000);
  expect((await segments()).toSorted()).toEqual(before.segments.toSorted());
  expect(await giamsat(['verify'], { GIAMSAT_DATA: data })).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Whole: /),
  });
}, 240_000);

/** What is kept apart from the copies. */
async function putKeysApart(to: string): Promise<void> {
  await mkdir(to);
  for (const name of ['seal.key', 'checkpoint.key', 'tls']) {
    // The key of seals is made with the first seal, a minute after the first start.
    if (existsSync(path.join(data, name))) await cp(path.join(data, name), path.join(to, name), { recursive: true });
  }
}
