/** Whatever happens to the line, a store that watches ends up equal to the database. */
import { dayOf } from '@giamsat/contract/time';
import type { LogLine } from '@giamsat/contract/wire/live';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';
import { morning } from './support/morning.ts';
import { type LiveViewer, meaningOf, settle, type ViewerOptions, watch, watchSlowly } from './support/viewer.ts';

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
const equal = async (viewer: LiveViewer) => {
  const { store, truth } = await settle(viewer, [today()]);
  expect(truth.rows.length).toBeGreaterThan(0);
  expect(store).toEqual(truth);
};
describe('a store that watches', () => {
  test('is equal to the database at the first answer and after each change', async () => {
    await house.court.lb.tell(...morning(0, house).slice(0, 9));
    const viewer = await view('giam.sat', ['wall']);
    await equal(viewer);
    for (const event of morning(1, house)) await house.court.lb.tell(event);
    await equal(viewer);
    expect(viewer.connects()).toBe(1);
  });

  test('whose line breaks for a second asks with its cursor and misses nothing', async () => {
    const viewer = await view('giam.sat', ['wall']);
    const known = viewer.store.snapshot().hearings.size;
    const whole = await house.value('live_answers_total', { whole: 'true' });
    const since = await house.value('live_answers_total', { whole: 'false' });
    viewer.drop({ stay: true });
    await house.court.lb.tell(...morning(2, house));
    await wait(1000);
    viewer.comeBack();
    await until('the second connection', () => (viewer.connects() >= 2 ? true : undefined));
    await equal(viewer);
    // What it already had was not sent again.
    expect(viewer.store.snapshot().hearings.size).toBe(known + 2);
    expect(await house.value('live_answers_total', { whole: 'true' })).toBe(whole);
    expect(await house.value('live_answers_total', { whole: 'false' })).toBeGreaterThan(since);
  });

  test('whose line was down for long, while everything changed, heals by the same path', async () => {
    const viewer = await view('giam.sat', ['wall']);
    viewer.drop({ stay: true });
    for (let n = 10; n < 18; n++) await house.court.lb.tell(...morning(n, house));
    await house.court.cl.tell(
      ...[house.court.cl.hearing()].flatMap((one) => [one.scheduled('cl-1', 'x'), ...one.opened('cl-1')]),
    );
    await wait(1200);
    viewer.comeBack();
    await equal(viewer);
  }, 60_000);

  test('is fed duplicated and shuffled batches by a court with a bad line', async () => {
    const viewer = await view('giam.sat', ['wall']);
    const events = morning(20, house);
    const shuffled = [...events].sort((a, b) => (a.id.split('-')[4] ?? '').localeCompare(b.id.split('-')[4] ?? ''));
    const batches = [shuffled.slice(0, 5), shuffled.slice(3, 9), shuffled.slice(0, 2), shuffled.slice(6), shuffled];
    const results = await Promise.all(batches.map((batch) => house.court.lb.send(...batch)));
    expect(results.flat().filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(results.flat().filter(({ status }) => status === 'accepted')).toHaveLength(events.length);
    await equal(viewer);
  });

  test('gets what could not be read when it was to be pushed, as soon as it can be read', async () => {
    const { hearing, tell } = house.court.lb;
    const one = hearing();
    await tell(one.scheduled('lb-1', 'x'), ...one.opened('lb-1'));
    const viewer = await view('giam.sat', ['wall']);
    const { connection } = house.database;
    const database = new pg.Client(typeof connection === 'string' ? { connectionString: connection } : connection);
    await database.connect();
    // Appends of a hearing do not need this table, its log does.
    await database.query('alter table room_lines rename to room_lines_away');
    try {
      await tell(one.note('nobody can read it'), one.say('hearing.questioning.started', {}));
      await wait(500);
      expect(viewer.store.snapshot().lines.get(one.id)).toHaveLength(4);
    } finally {
      await database.query('alter table room_lines_away rename to room_lines');
      await database.end();
    }
    await until('the lines', () => (viewer.store.snapshot().lines.get(one.id)?.length === 6 ? true : undefined));
    await equal(viewer);
    expect(viewer.connects()).toBe(1);
    await tell(one.say('hearing.closed', {}));
  });

  test('of one hearing holds its whole course, and another hearing’s events do not reach it', async () => {
    const { hearing, tell } = house.court.lb;
    const [mine, other] = [hearing(), hearing()];
    await tell(mine.scheduled('lb-1', 'của tôi'), ...mine.opened('lb-1'), other.scheduled('lb-2', 'khác'));
    const viewer = await view('giam.sat', [`hearing:${mine.id}`]);
    await tell(mine.note('một'), other.note('hai'), mine.note('ba'));
    await until('the lines', () => (viewer.store.snapshot().lines.get(mine.id)?.length === 6 ? true : undefined));
    expect([...viewer.store.snapshot().hearings.keys()]).toEqual([mine.id]);
    expect([...viewer.store.snapshot().lines.keys()]).toEqual([mine.id]);
    await tell(mine.say('hearing.closed', {}));
  });

  test('that reads slowly is taken out, costs bounded memory, and is equal in the end', async () => {
    const quick = await view('giam.sat', ['wall']);
    const slow = await watchSlowly({ http: house.http, cookie: await house.cookie('giam.sat'), scopes: ['wall'] });
    expect(slow.store.snapshot().through).toBe(quick.store.snapshot().through);
    slow.stopReading();
    const most = await flood(house, 3000, async () => false);
    expect(await house.value('live_lagging_total', { what: 'taken-out' })).toBeGreaterThan(0);
    expect(most).toBeGreaterThan(1024 * 1024);
    expect(most).toBeLessThan(3 * 1024 * 1024);
    const head = await house.journal.head();
    await until('the quick one', () => (quick.store.snapshot().through === head ? true : undefined), 60_000);
    expect(slow.store.snapshot().through).toBeLessThan(quick.store.snapshot().through);
    slow.readOn();
    await until(
      'the slow one to catch up',
      () => (slow.store.snapshot().through === quick.store.snapshot().through ? true : undefined),
      60_000,
    );
    // The column of the wall holds the newest lines; of what each holds nothing differs from the database.
    const { truth, now } = await settle(quick, [today()], 0);
    const lines = new Map(
      (truth.lines as [string, LogLine[]][]).flatMap(([, own]) => own.map((line) => [line.ref, line])),
    );
    for (const { store } of [slow, quick]) {
      const { hearings, lines: own } = store.snapshot();
      expect([...hearings].sort().map(([id, row]) => [id, meaningOf(row, now)])).toEqual(truth.rows);
      const held = [...own.values()].flat();
      expect(held.length).toBeGreaterThanOrEqual(300);
      for (const line of held) expect({ ...line, version: 0 }).toEqual(lines.get(line.ref));
    }
    slow.close();
  }, 240_000);
});

test('a reader that never reads again is let go', async () => {
  const strict = await openHouse({ limits: { maxBacklogBytes: 64 * 1024, maxLagMs: 500 } });
  try {
    const viewer = await watchSlowly({ http: strict.http, cookie: await strict.cookie('giam.sat'), scopes: ['wall'] });
    viewer.stopReading();
    await flood(strict, 3000, async () => (await strict.value('live_lagging_total', { what: 'let-go' })) > 0);
    await until('it to be let go', () => (strict.gateway.count() === 0 ? true : undefined));
    viewer.close();
  } finally {
    await strict.close();
  }
}, 90_000);

/** Long notes into many hearings, until there are enough. @returns the most bytes that waited for one reader */
async function flood(at: House, notes: number, enough: () => Promise<boolean>): Promise<number> {
  const { hearing, tell } = at.court.cl;
  const hearings = Array.from({ length: 20 }, () => hearing());
  await tell(...hearings.map((one) => one.scheduled('cl-2', 'dài')));
  let most = 0;
  for (let n = 0; n < notes && !(await enough()); n += 40) {
    const texts = hearings.flatMap((one) => [one, one]);
    await tell(...texts.map((one, k) => one.note(`${n} ${k} ${'dài '.repeat(450)}`)));
    most = Math.max(most, await at.value('live_backlog_bytes'));
  }
  return most;
}
