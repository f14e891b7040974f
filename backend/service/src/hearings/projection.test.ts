import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import { dayOf } from '@giamsat/contract/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Projection } from '../journal/record.ts';
import { openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { testHearings } from '../testing/hearings.ts';
import { createRegistryChanges } from './registry-changes.ts';
import type { WindowChange } from './windows.ts';

// One day in the same rooms is enough for a database.
let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const hearingId = (): string => randomUUID().replace(/^(.{14})4/, '$17');
/** Events of different tests never share a source. */
const source = (): string => `/courts/lb/agents/${randomUUID()}`;

async function day(clock: string) {
  const node = await testHearings(database.sql, at(clock));
  const enter = async (...events: EventEnvelope[]) => {
    const last = events.at(-1)?.recordedtime ?? '';
    if (Date.parse(last) > node.clock.now()) node.clock.set(Date.parse(last));
    const results = await node.journal.append(events);
    expect(results.map((r) => r.status)).toEqual(events.map(() => 'accepted'));
    await node.hearings.windows.refresh();
    return results.map((r) => (r.status === 'accepted' ? r.position : -1));
  };
  return { ...node, enter };
}
/** On air in the room from 08:00:05 on. */
function begun(room = 'lb-1') {
  const id = hearingId();
  const make = createHand(id, source());
  return {
    id,
    make,
    events: [
      make('07:00', 'hearing.scheduled', scheduled({ room })),
      make('07:45', 'hearing.preparation.started', { room }),
      make('07:58', 'hearing.transmission.permitted', { scope: 'whole' }),
      make('08:00', 'hearing.opened'),
    ],
  };
}

test('an append writes the row, its versions, its rooms and its windows in one go', async () => {
  const { enter, hearings, clock, journal } = await day('07:00');
  const { id, events, make } = begun();
  const positions = await enter(...events);
  const stored = await hearings.get(id);
  expect(stored).toMatchObject({
    id,
    court: 'lb',
    room: 'lb-1',
    day: '2021-04-15',
    state: { stage: 'opening' },
    sittings: [{ holdsRoom: true }],
    insideVersion: positions.at(-1),
    outsideVersion: positions.at(-1),
  });
  const windows = hearings.windows.ofHearing(id);
  expect(windows.map((w) => w.feed).sort()).toEqual(['lb-1-1', 'lb-1-2']);
  expect(windows[0]).toMatchObject({
    from: at('08:00'),
    opensAt: at('08:00:05'),
    sound: true,
    mintedAt: positions.at(-1),
  });
  expect(windows[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);

  const told: WindowChange[] = [];
  const stop = hearings.windows.onChange((changes) => told.push(...changes));
  clock.set(Date.parse(at('08:00:06')));
  expect(told.map((c) => c.kind)).toEqual(['opened', 'opened']);
  const [cut] = await enter(make('09:00', 'feed.cut', { order: 'theo lệnh Chủ tọa', feeds: ['lb-1-2'] }));
  expect(told.slice(2)).toMatchObject([
    { kind: 'ended', window: { feed: 'lb-1-2', endCause: 'clerk', to: at('09:00'), endedAt: cut } },
  ]);
  expect(
    hearings.windows
      .current()
      .filter((w) => w.hearing === id)
      .map((w) => w.feed),
  ).toEqual(['lb-1-1']);
  // Told with the commit, before it is read, and once.
  let wasTold = -1;
  journal.onAppended(() => {
    wasTold = told.length;
  });
  await journal.append([make('09:10', 'hearing.closed')]);
  expect(wasTold).toBe(4);
  expect(told[3]).toMatchObject({ kind: 'ended', window: { feed: 'lb-1-1', endCause: 'over' } });
  await hearings.windows.refresh();
  expect(told).toHaveLength(4);
  expect(hearings.windows.ofFeed('lb-1-1').at(-1)).toMatchObject({ endCause: 'over' });
  stop();
  expect(await hearings.holderAt('lb-1', at('09:00'))).toMatchObject({ hearing: id });
  expect(await hearings.holderAt('lb-1', at('09:11'))).toBeUndefined();
});

test('a lift taken back within five seconds ends the window before it opened', async () => {
  const { enter, hearings, clock } = await day('07:00');
  const { id, events, make } = begun();
  const opened = events.at(-1);
  await enter(...events);
  const told: WindowChange[] = [];
  const stop = hearings.windows.onChange((changes) => told.push(...changes));
  await enter(make('08:00:03', 'hearing.event.retracted', {}, { corrects: opened ?? '' }));
  clock.advance(60_000);
  expect(told.map((c) => c.kind)).toEqual(['ended', 'ended']);
  expect(hearings.windows.ofHearing(id)).toMatchObject([{ to: at('08:00') }, { to: at('08:00') }]);
  stop();
  await enter(make('08:02', 'hearing.closed'));
});

test('a public stretch in camera ends by the clock, after a restart too', async () => {
  const first = await day('07:00');
  const { id, make, events } = begun('lb-2');
  await first.enter(...events, make('08:30', 'hearing.publicity.changed', { to: 'in_camera' }));
  expect(first.hearings.windows.current().filter((w) => w.hearing === id)).toEqual([]);
  await first.enter(make('09:00', 'feed.reopened', { lifts: 'in_camera', until: at('09:10') }));
  expect(first.hearings.windows.current().filter((w) => w.hearing === id)).toMatchObject([
    { feed: 'lb-2-1', from: at('09:00'), opensAt: at('09:00:05'), to: at('09:10'), endCause: 'in_camera' },
  ]);
  const restarted = await testHearings(database.sql, at('09:00:02'), { seed: false });
  const told: string[] = [];
  restarted.hearings.windows.onChange((changes) => told.push(...changes.map((c) => c.kind)));
  restarted.clock.set(Date.parse(at('09:10')));
  expect(told).toEqual(['opened', 'ended']);
  expect(restarted.hearings.windows.current().filter((w) => w.hearing === id)).toEqual([]);
  first.clock.set(Date.parse(at('09:10')));
  await first.enter(make('09:12', 'hearing.closed'));
});

test('outsiders of a closed hearing get no new version while it goes on inside', async () => {
  const { enter, hearings } = await day('07:00');
  const { id, make, events } = begun('cl-1');
  await enter(...events);
  const [closed] = await enter(make('08:30', 'hearing.publicity.changed', { to: 'in_camera' }));
  expect(await hearings.get(id)).toMatchObject({ insideVersion: closed, outsideVersion: closed });
  const [note] = await enter(make('08:40', 'hearing.note.recorded', { text: 'x' }));
  expect(await hearings.get(id)).toMatchObject({ insideVersion: note, outsideVersion: closed });
  const [open] = await enter(make('08:50', 'hearing.publicity.changed', { to: 'public' }));
  expect(await hearings.get(id)).toMatchObject({ insideVersion: open, outsideVersion: open });
  expect((await hearings.changedSince(note ?? 0)).map((h) => h.id)).toEqual([id]);
  await enter(make('09:00', 'hearing.closed'));
});

describe('two hearings in one room', () => {
  test('the second opens late: it takes the room, the first one’s windows and sitting end', async () => {
    const { enter, hearings } = await day('07:00');
    const a = begun();
    const b = hearingId();
    const make = createHand(b, source());
    await enter(...a.events);
    await enter(
      make('08:30', 'hearing.scheduled', scheduled({ room: 'lb-1' })),
      make('08:31', 'hearing.preparation.started', { room: 'lb-1' }),
      make('08:32', 'hearing.transmission.permitted', { scope: 'whole' }),
    );
    expect(await hearings.get(b)).toMatchObject({ sittings: [{ holdsRoom: false }] });
    const [taken] = await enter(make('09:00', 'hearing.opened'));
    expect(await hearings.get(a.id)).toMatchObject({
      insideVersion: taken,
      sittings: [{ holdsRoom: false, to: at('09:00') }],
      state: { flags: [{ code: 'room-taken' }] },
    });
    expect(hearings.windows.ofHearing(a.id).map((w) => w.endCause)).toEqual(['over', 'over']);
    expect(hearings.windows.current().map((w) => w.hearing)).toEqual([b, b]);
    expect(await hearings.holderAt('lb-1', at('08:59'))).toMatchObject({ hearing: a.id });
    expect(await hearings.holderAt('lb-1', at('09:00'))).toMatchObject({ hearing: b });
    await enter(make('09:30', 'hearing.closed'));
  });

  test('a wrong closing taken back continues the sitting; its windows are new ones', async () => {
    const { enter, hearings } = await day('07:00');
    const a = begun();
    const wrong = a.make('08:30', 'hearing.closed');
    await enter(...a.events);
    await enter(wrong);
    await enter(a.make('08:31', 'hearing.event.retracted', {}, { corrects: wrong }));
    const windows = hearings.windows.ofHearing(a.id);
    expect(windows.filter((w) => w.feed === 'lb-1-1')).toMatchObject([
      { to: expect.any(String), endCause: 'over' },
      { from: at('08:31'), opensAt: at('08:31:05') },
    ]);
    await enter(a.make('08:40', 'hearing.closed'));
  });
});

test('a new part target goes on in another window', async () => {
  const { enter, hearings, journal, clock } = await day('07:00');
  const a = begun();
  await enter(...a.events);
  clock.set(Date.parse(at('08:10')));
  await journal.appendOwn([{ type: 'stream.started', subject: 'feeds/lb-1-1', data: { partTargetMs: 208.333 } }]);
  await hearings.windows.refresh();
  expect(hearings.windows.ofHearing(a.id).filter((w) => w.feed === 'lb-1-1')).toMatchObject([
    { endCause: 'renewed', to: at('08:10') },
    { from: at('08:10'), opensAt: at('08:10') },
  ]);
  await enter(a.make('08:40', 'hearing.closed'));
});

test('a camera added while a sitting is on has a window at once, and leaves the others theirs', async () => {
  const { enter, hearings, registry, journal } = await day('07:00');
  const { id, events, make } = begun();
  await enter(...events);
  const before = hearings.windows.ofHearing(id).map((w) => w.id);
  const version = (await hearings.get(id))?.outsideVersion ?? 0;
  const changes = createRegistryChanges({ sql: database.sql, registry, journal });
  const camera = { code: 'lb-1-3', room: 'lb-1', name: 'Bục khai báo', role: 'floor' as const };
  await changes.putFeed(camera);
  await hearings.windows.refresh();
  const after = hearings.windows.ofHearing(id);
  expect(after.slice(0, 2).map((w) => w.id)).toEqual(before);
  expect(after.slice(2)).toMatchObject([{ feed: 'lb-1-3', from: at('08:00'), opensAt: at('08:00:05'), sound: true }]);
  expect((await hearings.get(id))?.outsideVersion).toBeGreaterThan(version);
  // A new name is no new camera.
  await changes.putFeed({ ...camera, name: 'Bị cáo' });
  await hearings.windows.refresh();
  expect(hearings.windows.ofHearing(id)).toHaveLength(3);
  await enter(make('09:00', 'hearing.recess.started'));
  expect(hearings.windows.current().filter((w) => w.hearing === id)).toEqual([]);
  await changes.putFeed({ ...camera, code: 'lb-1-4' });
  await hearings.windows.refresh();
  expect(hearings.windows.current().filter((w) => w.hearing === id)).toEqual([]);
  await enter(make('09:10', 'hearing.closed'));
});

test('lines carry the court and the room of their time, their corrections and their version', async () => {
  const { enter, hearings } = await day('07:00');
  const a = begun();
  const note = a.make('08:20', 'hearing.note.recorded', { text: 'một' });
  await enter(...a.events, note);
  const [correction] = await enter(
    a.make('08:21', 'hearing.event.corrected', { data: { text: 'hai' } }, { corrects: note }),
  );
  const { inside: lines } = await hearings.logLines(a.id);
  expect(lines.map((l) => l.type)).toEqual([...a.events.map((e) => e.type), 'hearing.note.recorded']);
  expect(lines.at(-1)).toMatchObject({
    court: 'lb',
    courtShort: 'LB',
    room: 'lb-1',
    roomName: 'Phòng 1',
    data: { text: 'hai' },
    correctedBy: [expect.stringContaining('#')],
    version: correction,
  });
  expect(await hearings.course(a.id)).toHaveLength(6);
  await enter(a.make('08:40', 'hearing.closed'));
});

test('the log shows what the cameras did while the sitting held their room', async () => {
  const { enter, hearings, journal } = await day('07:00');
  const a = begun();
  await enter(...a.events);
  const camera = (clock: string, type: string) => ({
    ...a.make(clock, type, { cause: 'cable' }),
    subject: 'feeds/lb-1-1',
  });
  const [lost] = await journal.append([camera('08:10', 'stream.interrupted')]);
  expect(await hearings.get(a.id)).toMatchObject({ insideVersion: lost?.status === 'accepted' ? lost.position : -1 });
  await enter(a.make('08:20', 'hearing.questioning.started'));
  await journal.append([camera('07:00', 'stream.restored')]);
  const { inside: lines } = await hearings.logLines(a.id);
  expect(lines.map((l) => l.type).slice(-2)).toEqual(['stream.interrupted', 'hearing.questioning.started']);
  expect(lines.at(-2)).toMatchObject({ hearing: a.id, room: 'lb-1', data: { cause: 'cable', feed: 'lb-1-1' } });
  expect(lines.some((l) => l.type === 'stream.restored')).toBe(false);
  await enter(a.make('09:00', 'hearing.closed'));
});

test('a court renamed: a hearing keeps the name of its day', async () => {
  const { enter, hearings, registry } = await day('07:00');
  const a = begun();
  await enter(...a.events, a.make('08:30', 'hearing.closed'));
  const names = [
    { court: 'lb', name: 'TAND huyện LB', name_en: null, short: 'LB', valid_from: null, valid_to: '2025-07-01' },
    { court: 'lb', name: 'TAND khu vực 2', name_en: null, short: 'KV2', valid_from: '2025-07-01', valid_to: null },
  ];
  await database.sql.deleteFrom('court_names').where('court', '=', 'lb').execute();
  await database.sql.insertInto('court_names').values(names).execute();
  await database.sql.updateTable('registry_state').set({ revision: 1000 }).execute();
  await registry.changed();
  expect(new Set((await hearings.logLines(a.id)).inside.map((l) => l.courtShort))).toEqual(new Set(['LB']));
  expect(registry.courtNameOn('lb', '2026-01-01').short).toBe('KV2');
});

test('another node goes on where the first one stopped', async () => {
  const one = await day('07:00');
  const a = begun();
  await one.enter(...a.events);
  const two = await testHearings(database.sql, at('08:10'), { seed: false });
  await two.journal.append([a.make('08:10', 'hearing.questioning.started')]);
  await one.enter(a.make('08:20', 'hearing.debate.started'));
  await two.journal.append([a.make('08:30', 'hearing.recess.started')]);
  const stored = await one.hearings.get(a.id);
  expect(stored).toMatchObject({ state: { stage: 'recess', flags: [] } });
  expect(inForce(stored?.restrictions ?? [], at('08:31')).map((r) => r.cause)).toEqual(['recess']);
  await one.hearings.windows.refresh();
  expect(one.hearings.windows.ofHearing(a.id).map((w) => w.endCause)).toEqual(['recess', 'recess']);
  await one.enter(a.make('08:40', 'hearing.closed'));
});

test('a transaction that fails after the fold leaves nothing of it behind', async () => {
  const failing: Projection = {
    name: 'failing',
    apply: async (_tx, records) => {
      if (records.some((record) => record.event.data.text === 'fails')) throw new Error('meant to fail');
      return [];
    },
    reset: async () => {},
  };
  const { journal, hearings } = await testHearings(database.sql, at('07:00'), { projections: [failing] });
  const a = begun();
  await journal.append(a.events);
  const bad = a.make('08:10', 'hearing.note.recorded', { text: 'fails' });
  const results = await journal.append([a.make('08:09', 'hearing.questioning.started'), bad]);
  expect(results.map((r) => r.status)).toEqual(['accepted', 'rejected']);
  await journal.append([a.make('08:20', 'hearing.debate.started')]);
  expect(await hearings.get(a.id)).toMatchObject({ state: { stage: 'debate', flags: [] } });
  expect((await hearings.logLines(a.id)).inside.map((l) => l.type)).not.toContain('hearing.note.recorded');
});

test('rebuilt from the journal, every row is the same', async () => {
  const { journal, enter, hearings } = await day('07:00');
  const a = begun();
  const b = begun('lb-2');
  const late = b.make('08:05', 'hearing.recess.started', {}, { recorded: '08:25' });
  await enter(...a.events, ...b.events);
  await enter(a.make('08:10', 'hearing.moved', { room: 'cl-1' }), late);
  for (const [clock, type] of [
    ['08:12', 'stream.interrupted'],
    ['08:13', 'stream.restored'],
  ] as const) {
    await journal.append([{ ...a.make(clock, type), subject: 'feeds/lb-1-1' }]);
  }
  await enter(a.make('08:30', 'hearing.resumed'), b.make('08:35', 'hearing.recess.ended'));
  await enter(b.make('08:40', 'hearing.event.retracted', {}, { corrects: late }));
  await enter(a.make('08:50', 'hearing.minor.flagged', { who: 'victim' }), b.make('08:51', 'hearing.closed'));
  const tables = ['hearings', 'hearing_presences', 'room_holds', 'live_windows', 'room_lines'] as const;
  const dump = () =>
    Promise.all(
      tables.map(async (table) =>
        (await database.sql.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort(),
      ),
    );
  const before = await dump();
  expect(before.map((rows) => rows.length > 1)).toEqual([true, true, true, true, true]);
  await journal.rebuild(['hearings']);
  expect(await dump()).toEqual(before);
  expect(await hearings.get(a.id)).toBeDefined();
  expect(dayOf(at('08:00'))).toBe('2021-04-15');
  await enter(a.make('09:00', 'hearing.closed'));
});

test('the log of a hearing says what was known when the hearing was read, with the flags of that time', async () => {
  const { enter, hearings } = await day('07:00');
  const { id, events, make } = begun();
  await enter(...events);
  const earlier = await hearings.get(id);
  if (!earlier) throw new Error('nothing was kept');
  // A judgment read before any debate: it is flagged as out of order with the row that it makes.
  await enter(make('08:10', 'hearing.pronouncing.started'));
  expect((await hearings.logLinesOf(earlier)).inside.map(({ type }) => type)).not.toContain(
    'hearing.pronouncing.started',
  );
  const later = await hearings.get(id);
  const line =
    later && (await hearings.logLinesOf(later)).inside.find(({ type }) => type === 'hearing.pronouncing.started');
  expect(line).toMatchObject({ flags: ['unusual-order'], version: later?.insideVersion });
});
