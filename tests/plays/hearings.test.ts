// Hearings played through by name at the real service: what the day's list, the log, the timeline and the wall say in the end.
import { dayOf } from '@giamsat/contract/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpokenCourt } from '../live/support/court.ts';
import { watch } from '../live/support/viewer.ts';
import { until } from '../rig/processes.ts';
import { ago, openTheatre, past, pastInTurn, refOf, type Session, type Theatre } from './support/theatre.ts';

const YESTERDAY = 24 * 60;
let theatre: Theatre;
let lb: SpokenCourt;
let outside: Session;
let rooms = 0;
/** Every play has a courtroom of its own. */
const nextRoom = (): string => `lb-${++rooms}`;

beforeAll(async () => {
  theatre = await openTheatre({ rooms: { lb: 10, cl: 1 } });
  lb = theatre.court.lb as SpokenCourt;
  outside = theatre.outside;
});
afterAll(() => theatre?.close());

type Spoken = ReturnType<SpokenCourt['hearing']>;
/** On air `minutes` ago: scheduled, prepared, permitted, opened. */
const begin = (one: Spoken, room: string, minutes: number) =>
  pastInTurn(minutes, one.scheduled(room, 'Vụ án giả lập', { start: ago(minutes) }), ...one.opened(room));

test('a hearing over two days', async () => {
  const [one, room] = [lb.hearing(), nextRoom()];
  await lb.tell(
    ...begin(one, room, YESTERDAY + 120),
    past(YESTERDAY + 60, one.say('hearing.questioning.started', {})),
    past(YESTERDAY + 30, one.say('hearing.suspended', { reasonCode: 'EVIDENCE_NEEDED' })),
  );
  expect((await outside.row(one.id)).state).toMatchObject({ stage: 'suspended', stageBefore: 'questioning' });
  const wall = watch({ http: theatre.province.http, cookie: outside.cookie, scopes: ['wall'] });
  try {
    await wall.live();
    expect(wall.store.snapshot().hearings.has(one.id)).toBe(false);
    await lb.tell(past(20, one.say('hearing.sitting.started', { room })));
    const waiting = await outside.row(one.id);
    expect(waiting.windows).toEqual([]);
    expect(waiting.inForce.map(({ cause }) => cause)).toEqual(['not_open']);
    await lb.tell(past(15, one.say('hearing.resumed', {})), past(10, one.say('hearing.debate.started', {})));
    // It keeps its first day, and stands on today's wall.
    await until('it to stand on the wall', () => wall.store.snapshot().hearings.get(one.id)?.form === 'full');
  } finally {
    wall.close();
  }
  const row = await outside.row(one.id);
  expect(row.day).toBe(dayOf(ago(YESTERDAY + 120)));
  expect(row.state).toMatchObject({ stage: 'debate', flags: [] });
  expect(row.windows).toHaveLength(1);
  expect(row.sittings.map(({ from, to, holdsRoom }) => [from, to, holdsRoom])).toEqual([
    [ago(YESTERDAY + 120 - 1 / 60), ago(YESTERDAY + 30), false],
    [ago(20), undefined, true],
  ]);
  const { stages } = await outside.timeline(one.id);
  expect(stages.map(({ stage }) => stage)).toEqual([
    'scheduled',
    'preparing',
    'opening',
    'questioning',
    'suspended',
    'questioning',
    'debate',
  ]);
  expect(await outside.log(one.id)).toHaveLength(9);
});

test('postponed during the opening', async () => {
  const [one, next, room] = [lb.hearing(), lb.hearing(), nextRoom()];
  const nextStart = new Date(Date.now() + 21 * 86_400_000).toISOString();
  await lb.tell(
    ...begin(one, room, 40),
    past(
      30,
      one.say('hearing.postponed', {
        reasonCode: 'COUNSEL_ABSENT',
        legalRef: 'Điều 291 BLTTHS',
        absent: ['luật sư Đinh Văn S'],
        nextStart,
        successorId: next.id,
      }),
    ),
    past(29, next.scheduled(room, 'Vụ án giả lập', { start: nextStart, parentHearingId: one.id })),
  );
  const row = await outside.row(one.id);
  expect(row.state).toMatchObject({
    stage: 'postponed',
    stageBefore: 'opening',
    successorId: next.id,
    outcome: { kind: 'postponed', reasonCode: 'COUNSEL_ABSENT', nextStart },
    flags: [],
  });
  expect(row.windows).toEqual([]);
  expect(row.sittings).toMatchObject([{ to: ago(30), holds: [{ room, to: ago(30) }] }]);
  const successor = await outside.row(next.id);
  expect(successor.state).toMatchObject({ stage: 'scheduled', parentHearingId: one.id, start: nextStart });
  expect(successor.day).toBe(dayOf(nextStart));
  // What is entered after the ending is recorded and flagged, and moves nothing back on air.
  await lb.tell(past(20, one.say('hearing.questioning.started', {})));
  const after = await outside.row(one.id);
  expect(after.state.flags.map(({ code }) => code)).toContain('unusual-order');
  expect(after.windows).toEqual([]);
});

test('two hearings in one room, the second late', async () => {
  const [first, second, room] = [lb.hearing(), lb.hearing(), nextRoom()];
  await lb.tell(...begin(first, room, 60));
  const [own] = (await outside.row(first.id)).windows;
  // Prepared and permitted while the first one sits: log only.
  await lb.tell(
    ...pastInTurn(
      50,
      second.scheduled(room, 'Vụ thứ hai', { start: ago(55) }),
      second.say('hearing.preparation.started', { room }),
      second.say('hearing.transmission.permitted', { scope: 'whole' }),
    ),
  );
  expect(await outside.row(second.id)).toMatchObject({ windows: [], sittings: [{ holdsRoom: false, holds: [] }] });
  expect((await outside.row(first.id)).windows).toEqual([own]);
  // Opened at minute 40, entered at minute 30: from then on the room is its own.
  await lb.tell(past(40, second.say('hearing.opened', {}), 30));
  const [one, two] = [await outside.row(first.id), await outside.row(second.id)];
  expect(one.sittings).toMatchObject([{ holds: [{ room, to: ago(30) }], holdsRoom: false }]);
  expect(one.windows).toEqual([]);
  expect(one.state.flags.map(({ code }) => code)).toContain('room-taken');
  expect(two.sittings).toMatchObject([{ holds: [{ room, from: ago(30) }], holdsRoom: true }]);
  expect(two.windows).toHaveLength(1);
  expect(two.windows[0]?.window).not.toBe(own?.window);
  const old = await outside.call('GET', `/media/live/${own?.window}/live.m3u8`);
  // What it showed between the opening and its being entered was not its own to show.
  expect(old.status).toBe(403);
  await lb.tell(past(5, second.say('hearing.closed', {})));
});

test('a wrong hearing.closed corrected', async () => {
  const [one, other] = [lb.hearing(), lb.hearing()];
  const [room, otherRoom] = [nextRoom(), nextRoom()];
  const wrong = past(50, one.say('hearing.closed', {}));
  await lb.tell(...begin(one, room, 60), past(55, one.say('hearing.questioning.started', {})));
  const [first] = (await outside.row(one.id)).windows;
  await lb.tell(wrong);
  expect(await outside.row(one.id)).toMatchObject({ state: { stage: 'closed' }, windows: [] });
  await lb.tell(past(48, one.say('hearing.event.retracted', { reason: 'nhầm' }, { corrects: refOf(wrong) })));
  const row = await outside.row(one.id);
  expect(row.state).toMatchObject({ stage: 'questioning', flags: [] });
  expect(row.state.closedAt).toBeUndefined();
  // The same sitting goes on; the time between belongs to nobody, and what follows is another window.
  expect(row.sittings).toHaveLength(1);
  expect(row.sittings[0]?.to).toBeUndefined();
  expect(row.sittings[0]?.holds).toMatchObject([{ to: ago(50) }, { from: ago(48) }]);
  expect(row.windows).toHaveLength(1);
  expect(row.windows[0]?.window).not.toBe(first?.window);
  const lines = await outside.log(one.id);
  expect(lines.find(({ ref }) => ref === refOf(wrong))).toMatchObject({ retracted: true });

  // Or it was something else: the press beside it.
  const slip = past(20, other.say('hearing.closed', {}));
  await lb.tell(...begin(other, otherRoom, 30), slip);
  await lb.tell(
    past(
      19,
      other.say(
        'hearing.event.corrected',
        { type: 'hearing.recess.started', data: {}, reason: 'tạm nghỉ' },
        { corrects: refOf(slip) },
      ),
    ),
  );
  const recess = await outside.row(other.id);
  expect(recess.state).toMatchObject({ stage: 'recess', stageBefore: 'opening' });
  expect(recess.inForce.map(({ cause }) => cause)).toEqual(['recess']);
  expect(recess.windows).toEqual([]);
  expect((await outside.log(other.id)).find(({ ref }) => ref === refOf(slip))).toMatchObject({
    type: 'hearing.recess.started',
    retracted: false,
  });
});

test('publicity changed in the middle', async () => {
  const [one, room] = [lb.hearing(), nextRoom()];
  await lb.tell(...begin(one, room, 60), past(50, one.note('trước khi đóng cửa')));
  const [before] = (await outside.row(one.id)).windows;
  await lb.tell(
    past(40, one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' })),
    past(35, one.note('sau cánh cửa')),
  );
  expect(await outside.form(one.id)).toBe('masked');
  for (const page of ['log', 'timeline']) {
    expect((await outside.call('GET', `/api/v1/hearings/${one.id}/${page}`)).status).toBe(403);
  }
  expect((await outside.call('GET', `/media/live/${before?.window}/live.m3u8`)).status).toBe(403);
  await lb.tell(
    past(30, one.say('hearing.publicity.changed', { to: 'public' })),
    past(20, one.say('hearing.questioning.started', {})),
  );
  const row = await outside.row(one.id);
  expect(row.state).toMatchObject({ stage: 'questioning', publicity: 'public' });
  expect(row.windows).toHaveLength(1);
  expect(row.windows[0]?.window).not.toBe(before?.window);
  const lines = await outside.log(one.id);
  expect(lines.map(({ data }) => data.text).filter(Boolean)).toEqual(['trước khi đóng cửa']);
  expect(JSON.stringify(lines)).not.toContain('riêng tư');
  // What was taken before is the court's to release.
  expect((await outside.timeline(one.id)).restrictions).toContainEqual(
    expect.objectContaining({ cause: 'in_camera', from: ago(40), to: ago(30), picture: true, sound: true }),
  );
  expect((await outside.call('GET', `/media/live/${before?.window}/live.m3u8`)).status).toBe(403);
});

test('deliberation taken back within five seconds', async () => {
  const [one, room] = [lb.hearing(), nextRoom()];
  await lb.tell(
    ...begin(one, room, 60),
    past(58, one.say('hearing.questioning.started', {})),
    past(55, one.say('hearing.debate.started', {})),
  );
  const [before] = (await outside.row(one.id)).windows;
  const press = past(30, one.say('hearing.deliberation.started', { purpose: 'judgment' }));
  await lb.tell(press);
  expect(await outside.row(one.id)).toMatchObject({ state: { stage: 'deliberation' }, windows: [] });
  expect((await outside.call('GET', `/media/live/${before?.window}/live.m3u8`)).status).toBe(403);
  await lb.tell(past(30 - 3 / 60, one.say('hearing.event.retracted', {}, { corrects: refOf(press) })));
  const row = await outside.row(one.id);
  expect(row.state).toMatchObject({ stage: 'debate', flags: [] });
  // It was a cut all the same: from the press to the retraction, and for live five seconds more.
  expect((await outside.timeline(one.id)).restrictions).toContainEqual(
    expect.objectContaining({
      cause: 'deliberation',
      from: ago(30),
      to: ago(30 - 3 / 60),
      settlesAt: ago(30 - 8 / 60),
    }),
  );
  expect(row.windows).toMatchObject([{ opensAt: ago(30 - 8 / 60) }]);
  expect(row.windows[0]?.window).not.toBe(before?.window);
  expect((await outside.call('GET', `/media/live/${before?.window}/live.m3u8`)).status).toBe(403);
});

test('a court renamed', async () => {
  const cl = theatre.court.cl as SpokenCourt;
  const [old, now] = [cl.hearing(), cl.hearing()];
  const today = dayOf(new Date().toISOString());
  await cl.tell(
    past(YESTERDAY, old.scheduled('cl-1', 'Vụ hôm qua', { start: ago(YESTERDAY) })),
    now.scheduled('cl-1', 'Vụ hôm nay'),
  );
  const names = [
    { name: 'TAND thử nghiệm cl', short: 'CL', validTo: today },
    { name: 'Tòa án nhân dân khu vực 9', short: 'KV9', validFrom: today },
  ];
  const put = await theatre.administrator.call('PUT', '/api/v1/admin/courts/cl', { level: 'district', names });
  expect([put.status, JSON.parse(put.text)]).toMatchObject([200, { code: 'cl', names }]);
  expect(await outside.row(old.id)).toMatchObject({ courtName: 'TAND thử nghiệm cl', courtShort: 'CL' });
  expect(await outside.row(now.id)).toMatchObject({ courtName: 'Tòa án nhân dân khu vực 9', courtShort: 'KV9' });
  expect((await outside.log(old.id))[0]).toMatchObject({ courtShort: 'CL' });
  expect((await outside.log(now.id))[0]).toMatchObject({ courtShort: 'KV9' });
  // It still speaks for its own hearings of before.
  await cl.tell(past(YESTERDAY - 60, old.note('ghi chú muộn')));
  expect(await outside.log(old.id)).toHaveLength(2);
});

test('a hearing that was not on the list', async () => {
  const [found, listed, room] = [lb.hearing(), lb.hearing(), nextRoom()];
  const wall = watch({ http: theatre.province.http, cookie: outside.cookie, scopes: ['wall'] });
  try {
    await wall.live();
    // As a clerk types it: decomposed, with the Ð of another alphabet.
    const caseNumbers = ['9011/2021/TLST-HS'.normalize('NFD'), '15/2021/Q\u00d0XXST-HS', 'số tạm 7'];
    await lb.tell(
      ...pastInTurn(10, found.scheduled(room, 'Phát sinh', { adhoc: true, caseNumbers }), ...found.opened(room)),
    );
    await until('it to stand on the wall', () => wall.store.snapshot().hearings.get(found.id)?.form === 'full');
  } finally {
    wall.close();
  }
  const row = await outside.row(found.id);
  expect(row.state).toMatchObject({ stage: 'opening', adhoc: true });
  expect(row.state.caseNumbers.map(({ normal }) => normal)).toEqual([
    '9011/2021/TLST-HS',
    '15/2021/QĐXXST-HS',
    undefined,
  ]);
  expect(row.state.flags.map(({ code }) => code)).toEqual(['case-number-unmatched']);
  expect(row.windows).toHaveLength(1);
  // The list brings it after all: the double is ended, not merged.
  await lb.tell(
    past(5, listed.scheduled(room, 'Theo lịch')),
    past(4, listed.say('hearing.cancelled', { duplicateOf: found.id })),
  );
  expect((await outside.row(listed.id)).state).toMatchObject({ stage: 'cancelled', duplicateOf: found.id });
  expect((await outside.row(found.id)).windows).toEqual(row.windows);
});
