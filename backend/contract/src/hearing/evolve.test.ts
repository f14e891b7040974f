import { describe, expect, test } from 'vitest';
import { at, createHand, HEARING, scheduled } from '../testing/build.ts';
import { nextSteps } from './transitions.ts';
import { hearingOf } from './whole.ts';

/** The usual course of a criminal hearing up to a stage. */
function usual(until: string, over: Record<string, unknown> = {}) {
  const enter = createHand();
  const all: [string, string, Record<string, unknown>?][] = [
    ['07:00', 'hearing.scheduled', scheduled(over)],
    ['07:45', 'hearing.preparation.started', { room: 'lb-1' }],
    ['07:58', 'hearing.transmission.permitted', { scope: 'whole' }],
    ['08:00', 'hearing.opened'],
    ['08:26', 'hearing.questioning.started'],
    ['09:36', 'hearing.debate.started'],
    ['10:01', 'hearing.last_words.started'],
    ['10:04', 'hearing.deliberation.started', { purpose: 'judgment' }],
    ['10:45', 'hearing.pronouncing.started', { of: 'judgment' }],
    [
      '10:52',
      'hearing.judgment.pronounced',
      { judgmentNo: '9011/2021/HS-ST', results: [{ concerning: 'Nguyễn Văn A', result: '09 tháng tù' }] },
    ],
    ['10:56', 'hearing.closed'],
    ['11:20', 'hearing.minutes.signed', { signers: ['Trần Thị M'] }],
  ];
  const end = all.findIndex(([, type]) => type === until);
  return { enter, events: all.slice(0, end + 1).map(([clock, type, data]) => enter(clock, type, data)) };
}
const codes = (events: Parameters<typeof hearingOf>[0]) => hearingOf(events).flags.map((f) => f.code);

test('a whole criminal hearing in its usual order raises no flag', () => {
  const { events } = usual('hearing.minutes.signed');
  expect(hearingOf(events)).toMatchObject({
    id: HEARING,
    court: 'lb',
    room: 'lb-1',
    day: '2021-04-15',
    caseNumbers: [{ normal: '9011/2021/TLST-HS', kind: 'accepted' }],
    stage: 'closed',
    stageSince: at('10:56'),
    openedAt: at('08:00'),
    closedAt: at('10:56'),
    minutesSignedAt: at('11:20'),
    outcome: { kind: 'judgment', judgmentNo: '9011/2021/HS-ST', result: 'Nguyễn Văn A: 09 tháng tù' },
    permission: { scope: 'whole' },
    flags: [],
  });
});

test('a late event is shown where it belongs without moving the stage backwards', () => {
  const { enter, events } = usual('hearing.debate.started');
  events.push(enter('08:30', 'hearing.recess.started', {}, { recorded: '09:50' }));
  events.push(enter('08:40', 'hearing.recess.ended', {}, { recorded: '09:51' }));
  expect(hearingOf(events)).toMatchObject({
    stage: 'debate',
    stageSince: at('09:36'),
    flags: [{ code: 'shown-before-known' }],
  });
});

describe('the court decides: unusual steps are recorded and flagged', () => {
  test('debate before anything else', () => {
    const { enter, events } = usual('hearing.scheduled');
    events.push(enter('08:00', 'hearing.debate.started'));
    expect(hearingOf(events)).toMatchObject({
      stage: 'debate',
      flags: [{ code: 'unusual-order', detail: 'scheduled' }],
    });
  });
  test('last words in a civil hearing', () => {
    const { enter, events } = usual('hearing.debate.started', { caseType: 'DS' });
    events.push(enter('10:01', 'hearing.last_words.started'));
    expect(codes(events)).toEqual(['unusual-order']);
    const civil = usual('hearing.debate.started', { caseType: 'DS' });
    civil.events.push(civil.enter('10:04', 'hearing.deliberation.started'));
    expect(codes(civil.events)).toEqual([]);
  });
  test('a resumption of what was not interrupted', () => {
    const { enter, events } = usual('hearing.questioning.started');
    events.push(enter('09:00', 'hearing.resumed'));
    expect(hearingOf(events)).toMatchObject({ stage: 'questioning', flags: [{ code: 'unusual-order' }] });
  });
});

test('postponed during the opening', () => {
  const { enter, events } = usual('hearing.opened');
  const successorId = '01890000-0000-7000-8000-000000000001';
  events.push(
    enter('08:15', 'hearing.postponed', {
      reasonCode: 'COUNSEL_ABSENT',
      nextStart: at('08:00', '2021-05-06'),
      limitDate: '2021-05-15',
      successorId,
    }),
  );
  expect(hearingOf(events)).toMatchObject({
    stage: 'postponed',
    successorId,
    outcome: { kind: 'postponed', reasonCode: 'COUNSEL_ABSENT', nextStart: at('08:00', '2021-05-06') },
    flags: [],
  });
});

test('a date past its limit raises a flag only', () => {
  const { enter, events } = usual('hearing.questioning.started');
  events.push(
    enter('09:00', 'hearing.suspended', {
      reasonCode: 'SETTLEMENT',
      until: at('08:00', '2021-05-20'),
      limitDate: '2021-05-15',
    }),
  );
  expect(hearingOf(events)).toMatchObject({
    stage: 'suspended',
    flags: [{ code: 'past-limit', detail: '2021-05-15' }],
  });
});

test('a hearing over two days: the stage stays, and is resumed in a sitting of its own', () => {
  const { enter, events } = usual('hearing.questioning.started');
  events.push(
    enter('17:00', 'hearing.sitting.ended', { reason: 'hết giờ' }),
    enter('08:00', 'hearing.sitting.started', { room: 'lb-1' }, { day: '2021-04-16' }),
  );
  expect(hearingOf(events)).toMatchObject({ stage: 'questioning', sitting: { open: false } });
  expect(nextSteps(hearingOf(events))[0]).toBe('hearing.resumed');
  events.push(enter('08:05', 'hearing.resumed', {}, { day: '2021-04-16' }));
  expect(hearingOf(events)).toMatchObject({ stage: 'questioning', sitting: { open: true }, flags: [] });
});

test('a recess within a deliberation within a decision finds its way back', () => {
  const { enter, events } = usual('hearing.questioning.started');
  events.push(enter('09:00', 'hearing.deliberation.started', { purpose: 'decision' }));
  events.push(enter('09:10', 'hearing.recess.started'), enter('09:15', 'hearing.recess.ended'));
  expect(hearingOf(events)).toMatchObject({ stage: 'deliberation', decisionFrom: 'questioning' });
  events.push(enter('09:20', 'hearing.pronouncing.started', { of: 'decision' }));
  events.push(enter('09:25', 'hearing.resumed'));
  expect(hearingOf(events)).toMatchObject({ stage: 'questioning', flags: [] });
});

test('a wrong hearing.closed, retracted, leaves the hearing where it was', () => {
  const { enter, events } = usual('hearing.questioning.started');
  const wrong = enter('09:00', 'hearing.closed');
  events.push(wrong);
  expect(hearingOf(events)).toMatchObject({ stage: 'closed', closedAt: at('09:00') });
  events.push(enter('09:01', 'hearing.event.retracted', {}, { corrects: wrong }));
  const state = hearingOf(events);
  expect(state.stage).toBe('questioning');
  expect(state.closedAt).toBeUndefined();
  expect(state.flags).toEqual([]);
});

test('a hearing known only by later events begins with the first of them', () => {
  const enter = createHand();
  expect(hearingOf([enter('08:00', 'hearing.opened')])).toMatchObject({
    court: 'lb',
    start: at('08:00'),
    day: '2021-04-15',
    stage: 'opening',
  });
});

test('attendance is told of the participants that are known; a number that does not match is kept and flagged', () => {
  const { enter, events } = usual('hearing.preparation.started', {
    caseNumbers: ['số bảy'],
    participants: [{ name: 'Nguyễn Văn A', role: 'defendant' }],
  });
  events.push(
    enter('07:50', 'hearing.attendance.recorded', {
      participants: [
        { name: 'Nguyễn Văn A', role: 'defendant', present: true },
        { name: 'Hoàng Văn D', role: 'witness', present: false, absenceReason: 'có lý do' },
      ],
    }),
  );
  expect(hearingOf(events)).toMatchObject({
    caseNumbers: [{ raw: 'số bảy' }],
    participants: [
      { name: 'Nguyễn Văn A', present: true },
      { name: 'Hoàng Văn D', present: false, absenceReason: 'có lý do' },
    ],
    flags: [{ code: 'case-number-unmatched', detail: 'số bảy' }],
  });
});

test('a schedule that comes again never makes a hearing public', () => {
  const { enter, events } = usual('hearing.scheduled');
  events.push(enter('07:10', 'hearing.publicity.changed', { to: 'in_camera' }));
  events.push(enter('07:20', 'hearing.scheduled', scheduled({ publicity: 'public' })));
  expect(hearingOf(events).publicity).toBe('in_camera');
});

describe('the console’s next steps, likeliest first', () => {
  test.each([
    ['hearing.scheduled', {}, 'hearing.preparation.started'],
    ['hearing.preparation.started', {}, 'hearing.attendance.recorded'],
    ['hearing.debate.started', {}, 'hearing.last_words.started'],
    ['hearing.debate.started', { caseType: 'HC' }, 'hearing.deliberation.started'],
    ['hearing.deliberation.started', {}, 'hearing.pronouncing.started'],
    ['hearing.pronouncing.started', {}, 'hearing.judgment.pronounced'],
    ['hearing.closed', {}, 'hearing.minutes.signed'],
  ])('after %s %j: %s', (until, over, first) => {
    expect(nextSteps(hearingOf(usual(until, over).events))[0]).toBe(first);
  });
  test('no last words outside criminal hearings, no indictment in an appeal', () => {
    expect(nextSteps(hearingOf(usual('hearing.debate.started', { caseType: 'DS' }).events))).not.toContain(
      'hearing.last_words.started',
    );
    expect(nextSteps(hearingOf(usual('hearing.opened', { instance: 'PT' }).events))).not.toContain(
      'hearing.indictment.read',
    );
  });
});

test('a damaged recording is flagged once for each camera, and moves nothing', () => {
  const { enter, events } = usual('hearing.debate.started');
  const damaged = (feed: string, number: number) =>
    enter('15:00', 'recording.damaged', { feed, numbers: [number] }, { source: '/service', id: `damaged-${number}` });
  const all = [...events, damaged('lb-1-1', 1), damaged('lb-1-1', 9), damaged('lb-1-2', 3)];
  expect(hearingOf(all).flags).toMatchObject([
    { code: 'recording-damaged', detail: 'lb-1-1' },
    { code: 'recording-damaged', detail: 'lb-1-2' },
  ]);
  expect(hearingOf(all).stage).toBe('debate');
});
