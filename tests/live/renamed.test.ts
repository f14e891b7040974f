// A court or a room gets another name: pages that are open show it, without waiting for anything to happen in a hearing.
import { dayOf } from '@giamsat/contract/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';
import { type LiveViewer, settle, watch } from './support/viewer.ts';

let house: House;
let viewer: LiveViewer;
let id = '';
const today = dayOf(new Date().toISOString());
const row = () => viewer.store.snapshot().hearings.get(id);
const line = () => viewer.store.snapshot().lines.get(id)?.at(-1);
const scopes = () => viewer.received.filter(({ event }) => event === 'scope').length;

beforeAll(async () => {
  house = await openHouse();
  const { hearing, tell } = house.court.lb;
  const one = hearing();
  id = one.id;
  await tell(one.scheduled('lb-1', 'Vụ ở phòng sẽ đổi tên'), ...one.opened('lb-1'));
  viewer = watch({ http: house.http, cookie: await house.cookie('giam.sat'), scopes: ['wall', `hearing:${id}`] });
  await viewer.live();
  await until('the row', () => row() !== undefined || undefined);
}, 60_000);
afterAll(async () => {
  viewer?.close();
  await house?.close();
});

test('a room: its row and its lines have the new name on every open page', async () => {
  expect([row()?.roomName, line()?.roomName]).toEqual(['Phòng 1', 'Phòng 1']);
  await house.registryChanges.putRoom({ code: 'lb-1', court: 'lb', name: 'Phòng xử án lớn' });
  await until('the new name', () => row()?.roomName === 'Phòng xử án lớn' || undefined);
  await until('the lines', () => line()?.roomName === 'Phòng xử án lớn' || undefined);
  const { store, truth } = await settle(viewer, [today]);
  expect(store).toEqual(truth);
});

test('a court: what is of today has the name of today', async () => {
  await house.registryChanges.putCourt({
    code: 'lb',
    level: 'district',
    names: [
      { name: 'TAND huyện lb', short: 'LB', validTo: today },
      { name: 'TAND khu vực 2', short: 'KV2', validFrom: today },
    ],
  });
  await until('the new name', () => row()?.courtShort === 'KV2' || undefined);
  expect(row()?.courtName).toBe('TAND khu vực 2');
});

test('what changes no name lets the pages be', async () => {
  const before = scopes();
  await house.registryChanges.putFeed({ code: 'lb-2-2', room: 'lb-2', name: 'Camera thêm', role: 'floor' });
  const { hearing, tell } = house.court.cl;
  const other = hearing();
  await tell(other.scheduled('cl-1', 'Vụ khác'));
  await until('what came after', () => viewer.store.snapshot().hearings.has(other.id) || undefined);
  expect(scopes()).toBe(before);
});
