/** Who gets what over the socket: nothing of a closed hearing outside, nothing at all of what an audience may not see, changed rights at once. */
import { dayOf } from '@giamsat/contract/time';
import { type FakeClock, fakeClock } from '@giamsat/service/platform/clock';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';
import { type LiveViewer, settle, type ViewerOptions, watch } from './support/viewer.ts';

let house: House;
const viewers: LiveViewer[] = [];
const today = () => dayOf(new Date().toISOString());
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => house.close());

async function view(login: string, scopes: string[], more: Partial<ViewerOptions> = {}): Promise<LiveViewer> {
  const viewer = watch({ http: house.http, cookie: await house.cookie(login), scopes, ...more });
  viewers.push(viewer);
  await viewer.live();
  return viewer;
}
const pushes = (viewer: LiveViewer) => viewer.received.filter(({ event }) => event === 'changes');
const text = (viewer: LiveViewer) =>
  JSON.stringify([
    viewer.received,
    viewer.answered,
    [...viewer.store.snapshot().hearings],
    [...viewer.store.snapshot().lines],
  ]);

describe('a hearing in camera', () => {
  test('is a place and a word to outsiders, and goes on for them in silence', async () => {
    const { hearing, tell } = house.court.lb;
    const one = hearing();
    const secret = 'Ly hôn chị N.T.E';
    const [outside, judge, clerk, chief] = await Promise.all(
      ['giam.sat', 'tham.phan.lb', 'thu.ky.lb', 'chanh.an'].map((login) => view(login, ['wall', `hearing:${one.id}`])),
    );
    if (!outside || !judge || !clerk || !chief) throw new Error('four viewers');
    await tell(one.scheduled('lb-2', secret, { publicity: 'in_camera', caseType: 'HNGĐ' }));
    for (const viewer of [outside, chief]) {
      await until('the masked row', () => viewer.store.snapshot().hearings.get(one.id)?.form === 'masked' || undefined);
    }
    for (const viewer of [judge, clerk]) {
      await until('the inside', () => viewer.store.snapshot().hearings.get(one.id)?.form === 'full' || undefined);
    }
    const before = [pushes(outside).length, pushes(chief).length, outside.store.snapshot().through];
    await tell(...one.opened('lb-2'), one.note('lời khai của chị N.T.E'), one.say('hearing.questioning.started', {}));
    await until(
      'the inside to follow',
      () => (judge.store.snapshot().lines.get(one.id)?.length ?? 0) >= 6 || undefined,
    );
    await wait(1200);
    expect([pushes(outside).length, pushes(chief).length, outside.store.snapshot().through]).toEqual(before);
    for (const viewer of [outside, chief]) {
      expect(text(viewer)).not.toContain('N.T.E');
      expect(text(viewer)).not.toContain('9001/');
      expect(viewer.store.snapshot().lines.has(one.id)).toBe(false);
    }
    // Over HTTP as well, in bodies, tags and errors.
    for (const path of [
      `/hearings/${one.id}`,
      `/hearings?day=${today()}`,
      `/hearings/${one.id}/log`,
      `/hearings/${one.id}/timeline`,
    ]) {
      const answer = await fetch(`${house.http}/api/v1${path}`, {
        headers: { cookie: await house.cookie('giam.sat') },
      });
      const all = (await answer.text()) + JSON.stringify([...answer.headers]);
      expect(all).not.toContain('N.T.E');
      expect(all).not.toContain('questioning');
      expect([200, 403]).toContain(answer.status);
    }
    await tell(one.say('hearing.closed', {}));
  });

  test('that goes in camera in the middle leaves every outside store, and comes back once its opening has settled', async () => {
    const { hearing, tell } = house.court.lb;
    const one = hearing();
    await tell(one.scheduled('lb-1', 'Vụ công khai'), ...one.opened('lb-1'), one.note('trước cửa đóng'));
    const outside = await view('giam.sat', ['wall']);
    const epoch = outside.store.snapshot().scopeEpoch;
    expect(outside.store.snapshot().lines.get(one.id)).toHaveLength(5);
    await tell(one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }));
    await until('the mask', () => outside.store.snapshot().hearings.get(one.id)?.form === 'masked' || undefined);
    expect(outside.store.snapshot().lines.has(one.id)).toBe(false);
    await tell(one.note('sau cửa đóng'));
    await tell(one.say('hearing.publicity.changed', { to: 'public' }));
    await wait(1500);
    expect(outside.store.snapshot().hearings.get(one.id)?.form).toBe('masked');
    await until('the row again', () => outside.store.snapshot().hearings.get(one.id)?.form === 'full' || undefined);
    expect(outside.store.snapshot().scopeEpoch).not.toBe(epoch);
    const { store, truth } = await settle(outside, [today()]);
    expect(store).toEqual(truth);
    expect(text(outside)).not.toContain('sau cửa đóng');
    expect(text(outside)).not.toContain('đời sống riêng tư');
    await tell(one.say('hearing.closed', {}));
  });
});

describe('an audience', () => {
  test('of one court hears nothing of another, not even a position', async () => {
    const viewer = await view('loc.binh', ['wall']);
    const { through, hearings } = viewer.store.snapshot();
    const told = () => viewer.received.filter(({ event }) => event !== 'head' && event !== 'presence').length;
    const before = told();
    const one = house.court.cl.hearing();
    await house.court.cl.tell(one.scheduled('cl-1', 'x'), ...one.opened('cl-1'), one.note('y'));
    await wait(1500);
    expect(viewer.store.snapshot().through).toBe(through);
    expect(viewer.store.snapshot().hearings).toEqual(hearings);
    expect(told()).toBe(before);
    await house.court.cl.tell(one.say('hearing.closed', {}));
  });

  test('of one room loses a hearing that moves away', async () => {
    const { hearing, tell } = house.court.lb;
    const one = hearing();
    const viewer = await view('phong.mot', ['wall']);
    await tell(one.scheduled('lb-1', 'sẽ chuyển'), ...one.opened('lb-1'));
    await until('it to come', () => viewer.store.snapshot().hearings.has(one.id) || undefined);
    await tell(one.say('hearing.moved', { room: 'lb-2' }));
    await until('it to go', () => !viewer.store.snapshot().hearings.has(one.id) || undefined);
    expect(viewer.store.snapshot().lines.has(one.id)).toBe(false);
    await tell(one.say('hearing.closed', {}));
  });

  test('without a document, and an administrator, see nothing', async () => {
    for (const login of ['khong.quyen', 'quan.tri']) {
      const viewer = await view(login, ['wall']);
      expect(viewer.store.snapshot().hearings.size).toBe(0);
      expect(viewer.store.snapshot().through).toBe(-1);
    }
  });

  test('with equal rights shares one epoch, on every node; another has another', async () => {
    const other = await openSecondNode();
    try {
      const [a, b, c] = [
        await view('giam.sat', ['wall']),
        await view('giam.sat', ['wall']),
        await view('loc.binh', ['wall']),
      ];
      expect(a.store.snapshot().scopeEpoch).toBe(b.store.snapshot().scopeEpoch);
      expect(a.store.snapshot().scopeEpoch).not.toBe(c.store.snapshot().scopeEpoch);
      const d = watch({ http: other.http, cookie: await house.cookie('giam.sat'), scopes: ['wall'] });
      viewers.push(d);
      await d.live();
      expect(d.store.snapshot().scopeEpoch).toBe(a.store.snapshot().scopeEpoch);
      expect(d.store.snapshot().through).toBe(a.store.snapshot().through);
    } finally {
      await other.close();
    }
  });
});

describe('changed rights', () => {
  test('a revoked document empties the page at once', async () => {
    const viewer = await view('loc.binh', ['wall']);
    expect(viewer.store.snapshot().hearings.size).toBeGreaterThan(0);
    const document = (await house.access.authorisations.list()).find((one) => one.organisation === 'lb-only');
    const begun = Date.now();
    await house.access.authorisations.revoke({ login: 'chanh.an' }, document?.id ?? '', {});
    await until('the page to be empty', () => viewer.store.snapshot().hearings.size === 0 || undefined);
    // Before the round in which every session is looked at.
    expect(Date.now() - begun).toBeLessThan(5000);
    const one = house.court.lb.hearing();
    await house.court.lb.tell(one.scheduled('lb-1', 'nach dem Entzug'));
    await wait(500);
    expect(text(viewer)).not.toContain('nach dem Entzug');
    await house.court.lb.tell(one.say('hearing.cancelled', {}));
  });

  test('signing out elsewhere, and a lock, end open sockets', async () => {
    const cookie = await house.cookie('man.hinh');
    const [one, two] = [await view('man.hinh', ['wall'], { cookie }), await view('man.hinh', ['wall'])];
    await fetch(`${house.http}/api/v1/session`, { method: 'DELETE', headers: { cookie, 'giamsat-request': '1' } });
    await until('the first to end', () => one.ended[0]);
    expect(one.ended).toEqual(['signed-out']);
    expect(one.store.snapshot().hearings.size).toBe(0);
    expect(two.ended).toEqual([]);
    await house.access.accounts.put({ login: 'quan.tri' }, 'man.hinh', {
      displayName: 'Màn hình',
      role: 'screen',
      organisation: 'hdnd',
      locked: true,
    });
    await until('the second to end', () => two.ended[0]);
    expect(two.ended).toEqual(['locked']);
  });
});

describe('a cut', () => {
  test('passes by everything else and names the window; its opening is told after five seconds', async () => {
    const { hearing, tell } = house.court.cl;
    const one = hearing();
    const viewer = await view('giam.sat', ['wall']);
    await tell(one.scheduled('cl-2', 'x'), ...one.opened('cl-2'));
    const window = await until('the window', () => {
      const row = viewer.store.snapshot().hearings.get(one.id);
      return row?.form === 'full' ? row.windows[0] : undefined;
    });
    await until('opened', () => viewer.received.find(({ event }) => event === 'opened'));
    const at = Date.now();
    const position = await tell(one.say('hearing.recess.started', {}));
    await until('the cut', () => viewer.received.find(({ event }) => event === 'cut'));
    expect(Date.now() - at).toBeLessThan(4000);
    expect(viewer.received.find(({ event }) => event === 'cut')?.message).toMatchObject({
      position,
      hearing: one.id,
      windows: [window.window],
      cause: 'recess',
    });
    await until('the row without it', () => {
      const row = viewer.store.snapshot().hearings.get(one.id);
      return (row?.form === 'full' && row.windows.length === 0) || undefined;
    });
    await tell(one.say('hearing.closed', {}));
  });
});

describe('the door', () => {
  const attempt = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = io(house.http, { transports: ['websocket'], reconnection: false, extraHeaders: headers });
      socket.on('connect', () => {
        socket.disconnect();
        resolve('connected');
      });
      socket.on('connect_error', (error) => {
        socket.disconnect();
        resolve(error.message);
      });
    });
  test('opens to a session from our own page, and to nobody else', async () => {
    const cookie = await house.cookie('giam.sat');
    expect(await attempt({ cookie })).toBe('connected');
    expect(await attempt({ cookie, origin: house.http })).toBe('connected');
    expect(await attempt({ cookie, origin: 'https://evil.example' })).toBe('websocket error');
    expect(await attempt({})).toBe('unauthenticated');
    expect(await attempt({ cookie: '__Host-giamsat=forged' })).toBe('unauthenticated');
  });
  test('answers a malformed question and survives it', async () => {
    const viewer = await view('giam.sat', ['wall']);
    for (const question of [
      undefined,
      'wall',
      { scopes: ['everything'] },
      { scopes: ['wall'], cursor: 'x' },
      { scopes: ['wall'], more: 1 },
    ]) {
      expect(await viewer.socket().emitWithAck('watch', question)).toEqual({ ok: false, problem: 'invalid' });
    }
    viewer.socket().emit('watch', { scopes: ['wall'] });
    expect(await viewer.socket().emitWithAck('watch', { scopes: ['wall'] })).toMatchObject({ ok: true, whole: true });
  });
  test('hears how a picture played, counts it by camera, and survives nonsense', async () => {
    const { hearing, tell } = house.court.lb;
    const one = hearing();
    await tell(one.scheduled('lb-1', 'đo hình'), ...one.opened('lb-1'));
    const viewer = await view('giam.sat', ['wall']);
    const window = await until('a window', () => {
      const row = viewer.store.snapshot().hearings.get(one.id);
      return row?.form === 'full' ? row.windows[0] : undefined;
    });
    const picture = { window: window.window, latencyMs: 800, stalls: 3, framesShown: 150, framesDropped: 2 };
    const before = await house.value('playback_stalls_total', { feed: window.feed });
    for (const report of [undefined, 'x', { pictures: 'x' }, { pictures: [{ ...picture, stalls: 1e9 }] }]) {
      viewer.socket().emit('playback', report);
    }
    viewer.socket().emit('playback', { pictures: [picture] });
    await until(
      'the count',
      async () => (await house.value('playback_stalls_total', { feed: window.feed })) === before + 3 || undefined,
    );
  });
});

test('at midnight in Ho Chi Minh City the wall turns to the new day', async () => {
  const clock: FakeClock = fakeClock(Date.now());
  const night = await openHouse({ clock });
  try {
    const one = night.court.lb.hearing();
    await night.court.lb.tell(one.scheduled('lb-1', 'hôm nay'));
    const viewer = watch({ http: night.http, cookie: await night.cookie('man.hinh'), scopes: ['wall'] });
    viewers.push(viewer);
    await viewer.live();
    expect([...viewer.store.snapshot().hearings.keys()]).toEqual([one.id]);
    const epoch = viewer.store.snapshot().scopeEpoch;
    const midnight = Date.parse(`${dayOf(new Date(clock.now() + 86_400_000).toISOString())}T00:00:00+07:00`);
    clock.set(midnight - 1);
    await wait(300);
    expect(viewer.store.snapshot().scopeEpoch).toBe(epoch);
    clock.set(midnight);
    await until('the new day', () => {
      const { scopeEpoch, hearings } = viewer.store.snapshot();
      return (scopeEpoch !== undefined && scopeEpoch !== epoch && hearings.size === 0) || undefined;
    });
  } finally {
    for (const viewer of viewers.splice(0)) viewer.close();
    await night.close();
  }
}, 60_000);

test('at midnight the last day of an authorisation has passed: a hearing that goes on leaves its pages, and stays on others', async () => {
  const clock: FakeClock = fakeClock(Date.now());
  const night = await openHouse({ clock });
  try {
    const office = { login: 'van.phong' };
    const { authorisations } = night.access;
    const { id } = await authorisations.draft(office, {
      documentNo: '01/none',
      issuedOn: '2021-01-01',
      issuer: 'TAND tỉnh',
      organisation: 'none',
      scope: { live: true, recordings: false, logs: true, exports: false },
      from: '2021-01-01',
      to: today(),
    });
    const { version } = await authorisations.attach(office, id, Buffer.from('%PDF-1.7'));
    await authorisations.approve({ login: 'chanh.an' }, id, version);
    const one = night.court.lb.hearing();
    await night.court.lb.tell(one.scheduled('lb-1', 'qua đêm'), ...one.opened('lb-1'));
    const open = async (login: string) => {
      const viewer = watch({
        http: night.http,
        cookie: await night.cookie(login),
        scopes: ['wall', `hearing:${one.id}`],
      });
      viewers.push(viewer);
      await viewer.live();
      expect(viewer.store.snapshot().hearings.has(one.id)).toBe(true);
      return viewer;
    };
    const [ends, stays] = [await open('khong.quyen'), await open('man.hinh')];
    const epoch = stays.store.snapshot().scopeEpoch;
    clock.set(Date.parse(`${dayOf(new Date(clock.now() + 86_400_000).toISOString())}T00:00:00+07:00`));
    await until('the page to be empty', () => ends.store.snapshot().hearings.size === 0 || undefined);
    expect(ends.store.snapshot().lines.size).toBe(0);
    await until('the other page to turn to the new day', () => {
      const { scopeEpoch, hearings } = stays.store.snapshot();
      return (scopeEpoch !== epoch && hearings.has(one.id)) || undefined;
    });
  } finally {
    for (const viewer of viewers.splice(0)) viewer.close();
    await night.close();
  }
}, 60_000);

/** A node of its own over the same database. */
const openSecondNode = () => openHouse({ beside: house });
