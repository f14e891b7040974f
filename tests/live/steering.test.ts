/** A meeting room's screen, steered over HTTP and told over its socket: by whom, within which rights, and what is left when one ends. */
import { randomUUID } from 'node:crypto';
import type { LiveDownMessages } from '@giamsat/contract/wire/live';
import type { ScreenRemote, ScreenShows, ScreenSteering } from '@giamsat/contract/wire/screens';
import { cookieWith } from '@giamsat/service/access/http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';

let house: House;
const sockets: Socket[] = [];
beforeAll(async () => {
  house = await openHouse();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => house?.close());

const from = { address: '127.0.0.1', userAgent: 'test' };
/** Put up by that person, with its own session. */
async function putUp(by: string): Promise<{ login: string; cookie: string }> {
  const { code, secret } = await house.access.screens.request(from);
  const person = await house.access.viewerByLogin(by, randomUUID());
  if (!person) throw new Error(by);
  const { login } = await house.access.screens.confirm(person, { code, name: `của ${by}` }, '127.0.0.1');
  const claimed = await house.access.screens.claim(secret, from);
  if (!claimed || claimed === 'waiting') throw new Error('not signed in');
  return { login, cookie: cookieWith(claimed.token).split(';')[0] ?? '' };
}
const ask = async <T = ScreenRemote>(by: string, method: string, at: string, body?: object, on = house) => {
  const answer = await fetch(`${on.http}/api/v1${at}`, {
    method,
    headers: {
      cookie: by.includes('=') ? by : await on.cookie(by),
      'giamsat-request': '1',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json().catch(() => undefined)) as T };
};
const steer = (by: string, login: string, to: ScreenSteering) => ask(by, 'PUT', `/screens/${login}/steering`, to);

/** The screen's own page: what it was told to show last, and whether it was shown out. */
async function page(cookie: string, on = house) {
  const told: ScreenShows[] = [];
  const ended: string[] = [];
  const socket = io(on.http, { transports: ['websocket'], forceNew: true, extraHeaders: { cookie } });
  sockets.push(socket);
  socket.on('steering', (shows: ScreenShows) => told.push(shows));
  socket.on('ended', ({ reason }: Parameters<LiveDownMessages['ended']>[0]) => ended.push(reason));
  const watch = async () =>
    (await socket.timeout(20_000).emitWithAck('watch', { scopes: ['wall'] })) as { ok: boolean };
  expect(await watch()).toMatchObject({ ok: true });
  socket.on('scope', () => void watch());
  return {
    ended,
    shows: () => told.at(-1),
    is: (expected: ScreenShows) =>
      until(JSON.stringify(expected), () => JSON.stringify(told.at(-1)) === JSON.stringify(expected) || undefined),
  };
}

test('the person who put it up steers it, nobody else does, and it is told at once', async () => {
  const { login, cookie } = await putUp('giam.sat');
  const screen = await page(cookie);
  expect(screen.shows()).toEqual({ pages: ['wall'] });
  const one = house.court.lb.hearing();
  await house.court.lb.tell(one.scheduled('lb-1', 'Vụ án giả lập'), ...one.opened('lb-1'));

  expect((await steer('giam.sat', login, { page: 'turning' })).body).toEqual({
    name: 'của giam.sat',
    steering: { page: 'turning' },
    open: ['wall', 'today', 'statistics'],
  });
  await screen.is({ pages: ['wall', 'today', 'statistics'] });
  await steer('giam.sat', login, { page: 'wall', large: one.id, sound: one.id });
  await screen.is({ pages: ['wall'], large: one.id, sound: one.id });

  // A colleague of the same body, the chief judge, an administrator, a clerk, the screen itself, and nobody.
  for (const other of ['dong.nghiep', 'chanh.an', 'quan.tri', 'thu.ky.lb', cookie]) {
    expect([other, (await steer(other, login, { page: 'today' })).status]).toEqual([other, 403]);
    expect([other, (await ask(other, 'GET', `/screens/${login}/steering`)).status]).toEqual([other, 403]);
  }
  expect((await steer('a=b', login, { page: 'today' })).status).toBe(401);
  expect((await ask('giam.sat', 'GET', `/screens/${login}/steering`)).body.steering.page).toBe('wall');

  // What is no page, no hearing, or none that is seen.
  expect((await steer('giam.sat', login, { page: 'admin' as 'wall' })).status).toBe(400);
  expect((await steer('giam.sat', login, { page: 'wall', large: 'x' })).status).toBe(400);
  const nothing = '01890000-0000-7000-8000-000000000000';
  expect((await steer('giam.sat', login, { page: 'wall', large: nothing })).status).toBe(404);
  expect((await steer('giam.sat', 'man-hinh-0000000000', { page: 'wall' })).status).toBe(404);
  expect(screen.shows()).toEqual({ pages: ['wall'], large: one.id, sound: one.id });

  const { entries } = await house.access.audit.read({ kind: 'screen.steered', limit: 1 }, () => true);
  expect(entries[0]).toMatchObject({ login: 'giam.sat', detail: { screen: login, page: 'wall', large: true } });

  // Behind closed doors it is neither large nor heard, and cannot be made so.
  await house.court.lb.tell(one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'x' }));
  await screen.is({ pages: ['wall'] });
  expect((await steer('giam.sat', login, { page: 'wall', sound: one.id })).status).toBe(403);
  await house.court.lb.tell(one.say('hearing.closed', {}));
});

test('a screen shows figures, and never the hearings behind them', async () => {
  const { login, cookie } = await putUp('giam.sat');
  await steer('giam.sat', login, { page: 'statistics' });
  await (await page(cookie)).is({ pages: ['statistics'] });
  expect((await ask(cookie, 'GET', '/statistics')).status).toBe(200);
  for (const at of ['/statistics/hearings?figure=held', '/case-book', '/statistics/reports']) {
    expect([at, (await ask(cookie, 'GET', at)).status]).toEqual([at, 403]);
  }
});

test('what is wished lasts over a reload of the screen and a restart of the service', async () => {
  const { login, cookie } = await putUp('chanh.an');
  await steer('chanh.an', login, { page: 'today' });
  await (await page(cookie)).is({ pages: ['today'] });
  await (await page(cookie)).is({ pages: ['today'] });
  // A node that begins now, with nothing in memory.
  const again = await openHouse({ beside: house });
  try {
    await (await page(cookie, again)).is({ pages: ['today'] });
    expect((await ask('chanh.an', 'GET', `/screens/${login}/steering`, undefined, again)).body.steering).toEqual({
      page: 'today',
    });
  } finally {
    await again.close();
  }
});

test('a right that ends takes its page with it, and a person that goes takes the screen', async () => {
  const { login, cookie } = await putUp('loc.binh');
  const one = house.court.lb.hearing();
  await house.court.lb.tell(one.scheduled('lb-2', 'Vụ án giả lập'), ...one.opened('lb-2'));
  const elsewhere = house.court.cl.hearing();
  await house.court.cl.tell(elsewhere.scheduled('cl-1', 'Vụ án khác'), ...elsewhere.opened('cl-1'));
  // What the body's document does not open is not there for its person.
  expect((await steer('loc.binh', login, { page: 'wall', large: elsewhere.id })).status).toBe(404);
  await steer('loc.binh', login, { page: 'statistics', sound: one.id });
  const screen = await page(cookie);
  await screen.is({ pages: ['statistics'], sound: one.id });

  const document = (await house.access.authorisations.list()).find(({ organisation }) => organisation === 'lb-only');
  await house.access.authorisations.revoke({ login: 'chanh.an' }, document?.id ?? '', {});
  await screen.is({ pages: ['wall'] });
  expect((await ask(cookie, 'GET', '/statistics')).status).toBe(403);
  expect((await steer('loc.binh', login, { page: 'statistics' })).status).toBe(403);
  expect((await ask('loc.binh', 'GET', `/screens/${login}/steering`)).body.open).toEqual(['wall', 'today']);

  const body = { displayName: 'Chỉ Lộc Bình', role: 'supervisor' as const, organisation: 'lb-only' };
  await house.access.accounts.put({ login: 'quan.tri' }, 'loc.binh', { ...body, locked: true });
  await until('the screen to be shown out', () => screen.ended[0]);
  expect((await ask<{ viewer?: object }>(cookie, 'GET', '/session')).body.viewer).toBeUndefined();
  expect((await ask(cookie, 'GET', '/hearings')).status).toBe(401);
  expect((await steer('giam.sat', login, { page: 'today' })).status).toBeGreaterThanOrEqual(403);
});
