/** What leaves of a hearing, on each side, in every kind of closing: searched as text, so that a new field cannot slip through. */
import { closedCause } from '@giamsat/contract/hearing/doors';
import { initialHearing } from '@giamsat/contract/hearing/initial';
import type { HearingState, Restriction } from '@giamsat/contract/hearing/model';
import type { LiveWindow, LogLine } from '@giamsat/contract/wire/live';
import { describe, expect, test } from 'vitest';
import { closingMoments, factsOf, type Redactable, redactLine, redactRow, withoutWindows } from './redact.ts';

const ID = '019171b1-0000-7000-8000-000000000006';
const at = (minutes: string) => `2021-04-15T0${minutes}.000Z`;
const SECRETS = [
  'N.T.E',
  'Trần Thị M',
  'Ngô Văn R',
  'Đỗ Thị Q',
  'Lê Thị C',
  '9006',
  'HNGĐ',
  'nuôi con',
  'questioning',
  '15/QĐ',
];
const state: HearingState = {
  ...initialHearing(ID),
  court: 'tp',
  room: 'tp-2',
  start: at('2:30:00'),
  day: '2021-04-15',
  title: 'Ly hôn, nuôi con: chị N.T.E – anh T.V.F',
  caseNumbers: [{ raw: '9006/2021/TLST-HNGĐ', normal: '9006/2021/TLST-HNGĐ', kind: 'accepted' }],
  caseType: 'HNGĐ',
  stage: 'questioning',
  panel: [{ name: 'Trần Thị M', role: 'presiding_judge' }],
  prosecutor: { name: 'Ngô Văn R', role: 'prosecutor' },
  clerk: { name: 'Đỗ Thị Q', role: 'clerk' },
  participants: [{ name: 'Lê Thị C', role: 'witness' }],
  outcome: { kind: 'suspended', decisionNo: '15/QĐ' },
};
const window: LiveWindow = {
  window: '019171b1-0000-8000-8000-000000000001',
  feed: 'tp-2-1',
  feedName: 'Hội đồng xét xử',
  feedRole: 'panel',
  opensAt: at('3:00:05'),
  picture: true,
  sound: true,
};
const context = { courtName: 'TAND thành phố Lạng Sơn', courtShort: 'TP', roomName: 'Phòng 2', windows: [window] };
const hearing = (more: Partial<HearingState> = {}, restrictions: Restriction[] = []): Redactable => ({
  id: ID,
  court: 'tp',
  room: 'tp-2',
  day: '2021-04-15',
  state: { ...state, ...more },
  sittings: [],
  restrictions,
  insideVersion: 20,
  outsideVersion: 12,
});
const closing = (from: string, to?: string, settlesAt?: string): Restriction => ({
  cause: 'in_camera',
  picture: true,
  sound: true,
  from,
  ...(to === undefined ? {} : { to, settlesAt: settlesAt ?? to }),
});
const NOW = at('3:00:00');
const leaks = (value: unknown): string[] => SECRETS.filter((secret) => JSON.stringify(value).includes(secret));

describe('the row', () => {
  test('of a public hearing is whole on both sides', () => {
    const row = redactRow(hearing(), context, 'outside', NOW);
    expect(row).toMatchObject({ form: 'full', version: 12, inside: false, windows: [window] });
    expect(leaks(row)).toEqual(SECRETS);
    expect(redactRow(hearing(), context, 'inside', NOW)).toEqual({ ...row, version: 20 });
  });

  for (const [name, closed] of Object.entries({
    'in camera': hearing({ publicity: 'in_camera' }),
    'with a minor': hearing({ minor: true }),
    both: hearing({ publicity: 'in_camera', minor: true }),
    'in camera by its restriction alone': hearing({}, [closing(at('2:31:00'))]),
    'opened again, not yet settled': hearing({}, [closing(at('2:31:00'), at('2:59:58'), at('3:00:03'))]),
  })) {
    test(`${name} tells outsiders the place and that it is closed, and nothing else`, () => {
      const row = redactRow(closed, { ...context, windows: [] }, 'outside', NOW);
      expect(leaks(row)).toEqual([]);
      expect(row).toEqual({
        form: 'masked',
        id: ID,
        version: 12,
        court: 'tp',
        courtName: 'TAND thành phố Lạng Sơn',
        courtShort: 'TP',
        room: 'tp-2',
        roomName: 'Phòng 2',
        day: '2021-04-15',
        cause: name === 'with a minor' ? 'minor' : 'in_camera',
      });
      expect(redactRow(closed, context, 'inside', NOW)).toMatchObject({ form: 'full', inside: true, version: 20 });
    });
  }

  test('once settled it is whole again; the moment enters the scope epoch', () => {
    const closedFor = [closing(at('2:31:00'), at('2:59:58'), at('3:00:03'))];
    const opened = { ...hearing({}, closedFor), stateOutside: { ...state, participants: [] } };
    expect(redactRow(opened, context, 'outside', at('3:00:03'))).toMatchObject({ state: { participants: [] } });
    expect(redactRow(opened, context, 'outside', at('3:00:02')).form).toBe('masked');
    expect(redactRow(opened, context, 'outside', at('3:00:03')).form).toBe('full');
    expect(closingMoments(opened, at('3:00:02'))).toEqual([]);
    expect(closingMoments(opened, at('3:00:03'))).toEqual([at('3:00:03')]);
  });

  test('a stretch that the court opened to the public shows its window and still no name', () => {
    const pronouncing = hearing({ publicity: 'in_camera', stage: 'pronouncing' }, [
      closing(at('2:31:00'), at('2:50:00'), at('2:50:05')),
      closing(at('3:10:00')),
    ]);
    const row = redactRow(pronouncing, context, 'outside', NOW);
    expect(row).toMatchObject({ form: 'masked', windows: [window] });
    expect(leaks(row)).toEqual([]);
    expect(closingMoments(pronouncing, at('3:09:59'))).toEqual([at('2:50:05')]);
    expect(closingMoments(pronouncing, at('3:10:00'))).toEqual([at('2:50:05'), at('3:10:00')]);
    expect(withoutWindows(row)).not.toHaveProperty('windows');
    expect(closedCause(pronouncing, NOW)).toBe('in_camera');
  });

  test('names what is in force gravest first, and leaves out what is settled', () => {
    const row = redactRow(
      hearing({}, [
        { cause: 'recess', picture: true, sound: true, from: at('2:40:00') },
        { cause: 'deliberation', picture: true, sound: true, from: at('2:50:00') },
        {
          cause: 'not_open',
          picture: true,
          sound: true,
          from: at('2:00:00'),
          to: at('2:30:00'),
          settlesAt: at('2:30:05'),
        },
      ]),
      context,
      'outside',
      NOW,
    );
    expect(row.form === 'full' && row.inForce.map((one) => one.cause)).toEqual(['deliberation', 'recess']);
  });
});

describe('a line', () => {
  const line = (time: string, more: Partial<LogLine> = {}): LogLine => ({
    ref: '/courts/tp/agents/tp-1#a',
    hearing: ID,
    court: 'tp',
    courtShort: 'TP',
    type: 'hearing.note.recorded',
    time,
    recordedtime: time,
    recordedby: 'thu.ky',
    data: { text: 'Lê Thị C' },
    correctedBy: [],
    retracted: false,
    flags: [],
    version: 9,
    ...more,
  });
  const reopened = hearing({}, [closing(at('2:31:00'), at('2:50:00'), at('2:50:05'))]);

  test('of a closed hearing stays inside, the earlier ones included', () => {
    for (const closed of [hearing({ publicity: 'in_camera' }), hearing({ minor: true })]) {
      expect(redactLine(line(at('2:00:00')), closed, 'outside', NOW)).toBeUndefined();
      expect(redactLine(line(at('2:00:00')), closed, 'inside', NOW)).toEqual(line(at('2:00:00')));
    }
  });

  test('from behind closed doors stays there after they were opened', () => {
    expect(redactLine(line(at('2:40:00')), reopened, 'outside', NOW)).toBeUndefined();
    expect(redactLine(line(at('2:40:00'), { recordedtime: at('2:55:00') }), reopened, 'outside', NOW)).toBeUndefined();
    expect(redactLine(line(at('2:55:00'), { recordedtime: at('2:40:00') }), reopened, 'outside', NOW)).toBeUndefined();
    expect(redactLine(line(at('2:20:00')), reopened, 'outside', NOW)).toBeDefined();
    expect(redactLine(line(at('2:50:00')), reopened, 'outside', NOW)).toBeDefined();
  });

  test('that the doors were closed is public, why is not', () => {
    const change = line(at('2:31:00'), {
      type: 'hearing.publicity.changed',
      data: { to: 'in_camera', ground: 'Lê Thị C' },
    });
    expect(redactLine(change, reopened, 'outside', NOW)?.data).toEqual({ to: 'in_camera' });
  });

  test('does not tell outsiders who keyed it in', () => {
    expect(redactLine(line(at('2:00:00')), hearing(), 'outside', NOW)).not.toHaveProperty('recordedby');
  });
});

test('the policy’s facts name who belongs inside', () => {
  expect(factsOf(hearing({ publicity: 'in_camera' }), NOW)).toEqual({
    id: ID,
    court: 'tp',
    room: 'tp-2',
    caseType: 'HNGĐ',
    closed: 'in_camera',
    ended: false,
    panel: ['Trần Thị M'],
    clerk: 'Đỗ Thị Q',
    prosecutor: 'Ngô Văn R',
  });
});
