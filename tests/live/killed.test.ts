/** The service is killed between commit and push: what was acknowledged reaches every page once the service is back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayOf } from '@giamsat/contract/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { courtThatSpeaks } from './support/court.ts';
import { type LiveViewer, settle, watch } from './support/viewer.ts';

let province: Province;
let dir: string;
let viewer: LiveViewer;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-killed-'));
  province = await startProvince({ dir, rooms: { lb: 1 } });
  const cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
  viewer = watch({ http: province.http, cookie, scopes: ['wall'] });
  await viewer.live();
}, 120_000);
afterAll(async () => {
  viewer?.close();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('kill -9 right after the acknowledgement, three times over', async () => {
  const court = courtThatSpeaks({
    http: () => province.http,
    court: 'lb',
    agent: 'lb-agent',
    token: () => province.token('lb'),
  });
  const one = court.hearing();
  await court.tell(one.scheduled('lb-1', 'x'), ...one.opened('lb-1'));
  const refs = () => (viewer.store.snapshot().lines.get(one.id) ?? []).map((line) => line.ref);
  let unpushed = 0;

  for (let round = 0; round < 3; round++) {
    await until('the page to be live', () => viewer.client.status().state === 'live' || undefined, 60_000);
    // The first is pushed at once; the second waits for the 50 ms, and is acknowledged before they are over.
    const [first, second] = [one.note(`${round} trước`), one.note(`${round} sau`)];
    await court.tell(first);
    await until('the first', () => refs().includes(`${first.source}#${first.id}`) || undefined);
    await court.tell(second);
    const killed = province.killAndRestart();
    if (!refs().includes(`${second.source}#${second.id}`)) unpushed += 1;
    await killed;
    await until('the second', () => refs().includes(`${second.source}#${second.id}`) || undefined, 60_000);
  }
  const { store, truth } = await settle(viewer, [dayOf(new Date().toISOString())]);
  expect(store).toEqual(truth);
  expect(refs()).toHaveLength(10);
  // Else this test would have shown nothing.
  expect(unpushed).toBeGreaterThan(0);
  expect(viewer.ended).toEqual([]);
}, 240_000);
