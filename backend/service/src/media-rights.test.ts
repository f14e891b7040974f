import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RightsChange } from './access/changes.ts';
import type { Viewer } from './access/viewer.ts';
import { createMediaRights } from './media-rights.ts';
import { openTestDatabase, silentLogger, type TestDatabase } from './testing/database.ts';
import { testHearings } from './testing/hearings.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const viewer = (role: Viewer['role'], more: Partial<Viewer> = {}): Viewer => ({
  login: role,
  displayName: role,
  role,
  organisation: 'tand-lang-son',
  authorisations: [],
  sessionId: randomUUID(),
  ...more,
});
const chief = (): Viewer => viewer('province_chief_judge');

async function day() {
  const node = await testHearings(database.sql, at('07:00'));
  const changed = new Set<(changes: RightsChange[]) => void>();
  const looks: unknown[] = [];
  const rights = createMediaRights({
    ...node,
    access: {
      onRightsChanged(fn) {
        changed.add(fn);
        return () => void changed.delete(fn);
      },
      audit: { denied: () => undefined } as never,
      looks: { touch: (_viewer: Viewer, touch: unknown) => void looks.push(touch) } as never,
    },
    listens: () => false,
    logger: silentLogger,
  });
  const enter = async (...events: EventEnvelope[]) => {
    const last = events.at(-1)?.recordedtime ?? '';
    if (Date.parse(last) > node.clock.now()) node.clock.set(Date.parse(last));
    const results = await node.journal.append(events);
    expect(results.map((result) => result.status)).toEqual(events.map(() => 'accepted'));
    await node.hearings.windows.refresh();
    // What listens to the journal reads behind the append.
    await new Promise((resolve) => setTimeout(resolve, 60));
  };
  const id = randomUUID().replace(/^(.{14})4/, '$17');
  const make = createHand(id, `/courts/lb/agents/${randomUUID()}`);
  await enter(
    make('07:00', 'hearing.scheduled', scheduled({ room: 'lb-1' })),
    make('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
    make('07:58', 'hearing.transmission.permitted', { scope: 'whole' }),
    make('08:00', 'hearing.opened'),
  );
  const ask = async (who: Viewer) => {
    const window = rights.windowAt('lb-1-1', Date.parse(at('08:00:10')));
    if (!window) return 'no window';
    await rights.prepare(who, window.id);
    return rights.mayWatchLive(who, window);
  };
  return {
    ...node,
    rights,
    enter,
    make,
    id,
    ask,
    looks,
    changeRights(list: RightsChange[]) {
      for (const fn of changed) fn(list);
    },
  };
}
const msOf = (clock: string): number => Date.parse(at(clock));

describe('live', () => {
  test('a window is what was minted; before anything is known of the hearing nobody sees it', async () => {
    const { rights, ask, id } = await day();
    const window = rights.windowAt('lb-1-1', msOf('08:00:00'));
    expect(window).toMatchObject({ hearing: id, fromMs: msOf('08:00'), opensAtMs: msOf('08:00:05'), sound: true });
    expect(rights.windowAt('lb-1-1', msOf('07:59:59'))).toBeUndefined();
    expect(rights.windowAt('cl-1-1', msOf('08:00:00'))).toBeUndefined();
    expect(window && rights.mayWatchLive(chief(), window)).toBe('refused');
    expect(await ask(chief())).toBe('allowed');
    expect(await ask(viewer('administrator'))).toBe('refused');
    expect(await ask(viewer('supervisor'))).toBe('refused');
  });

  test('a cut ends it, the end of the hearing lets it run out', async () => {
    const { rights, enter, make, clock } = await day();
    const window = rights.windowAt('lb-1-1', msOf('08:00:10'));
    clock.set(msOf('08:10'));
    await enter(make('08:10', 'feed.cut', { order: 'theo lệnh Chủ tọa', feeds: ['lb-1-1'] }));
    expect(rights.window(window?.id ?? '')).toMatchObject({ ended: 'cut', toMs: msOf('08:10') });
    expect(rights.windowAt('lb-1-1', msOf('08:10:10'))).toBeUndefined();
    const other = rights.windowAt('lb-1-2', msOf('08:10:10'));
    expect(other?.ended).toBeUndefined();
    await enter(make('09:00', 'hearing.closed'));
    expect(rights.window(other?.id ?? '')?.ended).toBe('over');
  });

  test('a minor flagged later shuts windows that had run out, and tells those who wait', async () => {
    const { rights, enter, make, ask } = await day();
    const who = chief();
    expect(await ask(who)).toBe('allowed');
    const window = rights.windowAt('lb-1-1', msOf('08:00:10'));
    await enter(make('09:00', 'hearing.closed'));
    const over = rights.window(window?.id ?? '');
    expect(over && rights.mayWatchLive(who, over)).toBe('allowed');
    let told = 0;
    rights.onChange(() => {
      told++;
    });
    await enter(make('09:30', 'hearing.minor.flagged', { who: 'victim' }));
    expect(told).toBeGreaterThan(0);
    const shut = rights.window(window?.id ?? '');
    expect(shut && rights.mayWatchLive(who, shut)).toBe('refused');
  });

  test('a window that had run out goes with a later cut, until that has settled', async () => {
    const { rights, enter, make, ask, clock } = await day();
    const who = chief();
    expect(await ask(who)).toBe('allowed');
    const id = rights.windowAt('lb-1-1', msOf('08:00:10'))?.id ?? '';
    const asked = () => {
      const window = rights.window(id);
      return window && rights.mayWatchLive(who, window);
    };
    clock.set(msOf('09:00'));
    await enter(make('09:00', 'hearing.suspended', { reasonCode: 'OTHER' }));
    expect(rights.window(id)?.ended).toBe('over');
    expect(asked()).toBe('allowed');
    clock.set(msOf('09:00:10'));
    const cut = make('09:00:10', 'feed.cut', { order: 'theo lệnh Chủ tọa' });
    await enter(cut);
    expect(asked()).toBe('refused');
    clock.set(msOf('09:00:20'));
    await enter(make('09:00:20', 'feed.reopened', { lifts: `${cut.source}#${cut.id}` }));
    expect(asked()).toBe('refused');
    clock.set(msOf('09:00:26'));
    expect(asked()).toBe('allowed');
  });

  test('a request that began before its viewer lost the right is refused; the next one is judged anew', async () => {
    const { ask, rights, changeRights } = await day();
    const before = chief();
    const another = viewer('province_chief_judge', { login: 'another', organisation: 'another' });
    expect(await ask(before)).toBe('allowed');
    expect(await ask(another)).toBe('allowed');
    changeRights([{ revision: 1, session: before.sessionId }]);
    const window = rights.windowAt('lb-1-1', msOf('08:00:10'));
    expect(window && rights.mayWatchLive(before, window)).toBe('refused');
    expect(window && rights.mayWatchLive(another, window)).toBe('allowed');
    expect(await ask({ ...before, asOf: 1 })).toBe('allowed');
    // Read an instant before the change, asked for the first time after it.
    expect(await ask({ ...before, asOf: 0 })).toBe('refused');
  });
});

describe('the last day of an authorisation', () => {
  const grant = (to: string) => ({
    id: randomUUID(),
    documentNo: '12/QĐ',
    issuedOn: '2021-01-01',
    issuer: 'TAND tỉnh',
    organisation: 'hdnd',
    scope: { live: true, recordings: true, logs: false, exports: false },
    from: '2021-01-01',
    to,
  });
  test('ends at midnight in Ho Chi Minh City what is held and what is under way, without anybody asking', async () => {
    const { rights, ask, clock, id } = await day();
    const who = viewer('supervisor', { organisation: 'hdnd', authorisations: [grant('2021-04-15')] });
    const longer = viewer('supervisor', { organisation: 'hdnd', authorisations: [grant('2021-04-16')] });
    const told: boolean[] = [];
    const window = rights.windowAt('lb-1-1', msOf('08:00:10'));
    const watches = (one: Viewer) => (window ? rights.mayWatchLive(one, window) : 'no window');
    clock.set(msOf('23:59:59'));
    expect([await ask(who), await ask(longer)]).toEqual(['allowed', 'allowed']);
    expect((await rights.mayReplay(who, id, 'lb-1-1')).allowed).toBe(true);
    rights.onChange(() => told.push(watches(who) === 'allowed'));
    clock.advance(1000);
    expect(told).toEqual([false]);
    expect([watches(who), watches(longer)]).toEqual(['refused', 'allowed']);
    expect((await rights.mayReplay(who, id, 'lb-1-1')).allowed).toBe(false);
  });
});

describe('recordings', () => {
  test('a recording that is being sent is refused as soon as its viewer lost the right', async () => {
    const { rights, id, changeRights } = await day();
    const before = chief();
    expect((await rights.mayReplay(before, id, 'lb-1-1')).allowed).toBe(true);
    changeRights([{ revision: 1, login: before.login }]);
    expect(await rights.mayReplay(before, id, 'lb-1-1')).toEqual({ allowed: false });
    expect((await rights.mayReplay({ ...before, asOf: 1 }, id, 'lb-1-1')).allowed).toBe(true);
  });

  test('what was withheld is withheld for ever; a lift that has not settled is open-ended', async () => {
    const { rights, enter, make, id, clock } = await day();
    await enter(make('08:30', 'hearing.recess.started'), make('08:40', 'hearing.recess.ended'));
    clock.set(msOf('08:40:02'));
    const open = await rights.mayReplay(chief(), id, 'lb-1-1');
    const at0835 = (answer: typeof open) =>
      answer.allowed && answer.withheld.filter(({ fromMs, toMs }) => fromMs <= msOf('08:35') && msOf('08:35') < toMs);
    expect(at0835(open)).toMatchObject([{ fromMs: msOf('08:30'), toMs: Number.POSITIVE_INFINITY }]);
    clock.set(msOf('08:41'));
    const settled = await rights.mayReplay(chief(), id, 'lb-1-1');
    expect(at0835(settled)).toMatchObject([{ fromMs: msOf('08:30'), toMs: msOf('08:40'), picture: true, sound: true }]);
    expect(await rights.mayReplay(viewer('supervisor'), id, 'lb-1-1')).toEqual({ allowed: false });
    expect(await rights.mayReplay(chief(), randomUUID(), 'lb-1-1')).toEqual({ allowed: false });
  });

  test('in camera: earlier recordings are refused too', async () => {
    const { rights, enter, make, id, clock } = await day();
    await enter(make('08:30', 'hearing.publicity.changed', { to: 'in_camera' }));
    expect(await rights.mayReplay(chief(), id, 'lb-1-1')).toEqual({ allowed: false });
    await enter(make('11:00', 'recording.released', { from: at('08:00'), to: at('08:10'), reason: 'theo yêu cầu' }));
    clock.set(msOf('11:01'));
    const released = await rights.mayReplay(chief(), id, 'lb-1-1');
    const seen = (clock: string) =>
      released.allowed && !released.withheld.some(({ fromMs, toMs }) => fromMs <= msOf(clock) && msOf(clock) < toMs);
    expect(['07:59', '08:05', '08:15', '08:40'].map(seen)).toEqual([false, true, false, false]);
  });

  test('sittings are the room’s holds, and a segment needs one', async () => {
    const { rights, enter, make, id } = await day();
    await enter(make('10:00', 'hearing.closed'));
    expect(await rights.sittingsOf(id, 'lb-1-1')).toEqual([{ fromMs: msOf('07:45'), toMs: msOf('10:00') }]);
    expect(await rights.sittingsOf(id, 'cl-1-1')).toEqual([]);
    expect(await rights.sittingsOf(randomUUID(), 'lb-1-1')).toBeUndefined();
    expect(await rights.hasSitting('lb-1-1', msOf('08:00'))).toBe(true);
    expect(await rights.hasSitting('lb-1-1', msOf('07:00'))).toBe(false);
    expect(await rights.hasSitting('cl-1-1', msOf('08:00'))).toBe(false);
  });

  test('a look is written with what it rests on', async () => {
    const { rights, id, looks } = await day();
    const stretch = { fromMs: msOf('08:00'), toMs: msOf('08:05') };
    rights.looked(chief(), { kind: 'recording', hearing: id, feed: 'lb-1-1', stretch });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(looks).toMatchObject([
      { what: 'recording', hearing: id, court: 'lb', day: '2021-04-15', feed: 'lb-1-1', stretch },
    ]);
  });
});
