// The list of another day that is open somewhere: what happens to its hearings today, a minor who becomes known above all, is there at once.

import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { dayOf } from '@giamsat/contract/time';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';
import { type LiveViewer, watch } from './support/viewer.ts';

const DAYS_AGO = 3;
const then = (second: number): string => new Date(Date.now() - DAYS_AGO * 86_400_000 + second * 1_000).toISOString();
const DAY = dayOf(then(0));
const SECRET = 'Vụ án của ngày hôm trước';

let house: House;
const viewers: LiveViewer[] = [];
beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => house?.close());

async function view(login: string, scopes: string[]): Promise<LiveViewer> {
  const viewer = watch({ http: house.http, cookie: await house.cookie(login), scopes });
  viewers.push(viewer);
  await viewer.live();
  return viewer;
}
/** Held and closed on that day. */
async function held(room: string) {
  const one = house.court.lb.hearing();
  const all = [
    one.scheduled(room, SECRET, { start: then(0) }),
    ...one.opened(room),
    one.note(`${SECRET}: lời khai`),
    one.say('hearing.closed', {}),
  ];
  const at = (event: EventEnvelope, n: number) => ({ ...event, time: then(n), recordedtime: then(n) });
  await house.court.lb.tell(...all.map(at));
  return one;
}
const formOf = (viewer: LiveViewer, id: string) => viewer.store.snapshot().hearings.get(id)?.form;

test('a hearing of that day is masked on the open list as soon as a minor in it is known', async () => {
  const one = await held('lb-1');
  const list = await view('giam.sat', ['wall', `day:${DAY}`]);
  const wall = await view('giam.sat', ['wall']);
  expect(formOf(list, one.id)).toBe('full');
  // A list has rows and no lines; a wall has nothing of another day.
  expect(list.store.snapshot().lines.has(one.id)).toBe(false);
  expect(formOf(wall, one.id)).toBeUndefined();

  await house.court.lb.tell(one.say('hearing.minor.flagged', { who: 'victim' }));
  await until('the row to be masked', () => formOf(list, one.id) === 'masked' || undefined, 5_000);
  expect(JSON.stringify([...list.store.snapshot().hearings.values()])).not.toContain(SECRET);
  expect(JSON.stringify([wall.received, wall.answered])).not.toContain(one.id);
  // And whoever asks now is told no more.
  const later = await view('giam.sat', [`day:${DAY}`]);
  expect(formOf(later, one.id)).toBe('masked');
});

test('a day’s list is as far as its viewer’s rights: of other courts and rooms, or without a document, there is nothing', async () => {
  const one = await held('lb-2');
  for (const [login, form] of [
    ['giam.sat', 'full'],
    ['loc.binh', 'full'],
    ['phong.mot', undefined],
    ['khong.quyen', undefined],
    ['quan.tri', undefined],
  ] as const) {
    const viewer = await view(login, [`day:${DAY}`]);
    expect([login, formOf(viewer, one.id)]).toEqual([login, form]);
    if (form === undefined) expect(JSON.stringify([viewer.received, viewer.answered])).not.toContain(one.id);
  }
});

test('what is entered today for a hearing of that day brings its row, and no line of its log, to the list', async () => {
  const one = await held('lb-1');
  const list = await view('giam.sat', ['wall', `day:${DAY}`]);
  await house.court.lb.tell(one.say('hearing.title.changed', { title: 'Tên mới của vụ án' }));
  await until(
    'the new title',
    () => {
      const row = list.store.snapshot().hearings.get(one.id);
      return (row?.form === 'full' && row.state.title === 'Tên mới của vụ án') || undefined;
    },
    5_000,
  );
  expect(list.store.snapshot().lines.has(one.id)).toBe(false);
});
