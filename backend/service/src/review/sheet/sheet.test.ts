/** The hearing of `domain.md` §9, no. 11, and others that go another way: what the sheet says of each. */

import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { linesOf } from '@giamsat/contract/log-line';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { GivenAnswer, Sheet } from '@giamsat/contract/wire/sheet';
import { beforeAll, describe, expect, test } from 'vitest';
import { RULES_DIR, readSheetRules, type SheetRules } from '../rules.ts';
import { deadlineText, findingText } from './print.ts';
import { sheetOf } from './sheet.ts';

const PANEL = [
  { name: 'Trần Thị M', role: 'presiding_judge' },
  { name: 'Bế Văn N', role: 'assessor' },
  { name: 'Nông Thị P', role: 'assessor' },
];
const PEOPLE = {
  panel: PANEL,
  prosecutor: { name: 'Ngô Văn R', role: 'prosecutor' },
  clerk: { name: 'Đỗ Thị Q', role: 'clerk' },
};
const NOT_FOUND = 'Không thấy ghi trong diễn biến – đối chiếu biên bản';

let rules: SheetRules;
beforeAll(async () => {
  rules = await readSheetRules(RULES_DIR);
});

const sheetFor = (events: readonly EventEnvelope[], answers: Record<string, Partial<GivenAnswer>> = {}): Sheet => {
  const { state, course } = wholeOf(events);
  const lines = linesOf(course, state.flags).map(
    (line): LogLine => ({ ...line, court: 'lb', courtShort: 'LB', version: 1 }),
  );
  const given = Object.entries(answers).map(([item, answer]): [string, GivenAnswer] => [
    item,
    { version: 1, by: 'Ngô Văn R', at: at('14:00'), ...answer },
  ]);
  return sheetOf(rules, { state, lines }, new Map(given));
};
const itemOf = (sheet: Sheet, id: string) => {
  const item = sheet.sections.flatMap(({ items }) => items).find((one) => one.id === id);
  if (!item) throw new Error(`the sheet has no ${id}`);
  return item;
};
const texts = (sheet: Sheet, id: string): string[] => itemOf(sheet, id).findings.map(findingText);
const states = (sheet: Sheet, id: string): string[] => itemOf(sheet, id).findings.map(({ state }) => state);

/** As the clerk of no. 11 keyed it in. */
function eleven() {
  const enter = createHand();
  const events = {
    scheduled: enter('07:00', 'hearing.scheduled', scheduled(PEOPLE)),
    prepared: enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
    attendance: enter('07:50', 'hearing.attendance.recorded', {
      participants: [
        { name: 'Nguyễn Văn A', role: 'defendant', present: true },
        { name: 'Lê Thị C', role: 'victim', present: true },
        { name: 'Đinh Văn S', role: 'defender', present: true },
        { name: 'Hoàng Văn D', role: 'witness', present: false, absenceReason: 'có đơn xin vắng' },
      ],
    }),
    permitted: enter('07:58', 'hearing.transmission.permitted', { scope: 'whole' }),
    opened: enter('08:00', 'hearing.opened', { panel: PANEL, decisionNo: '9011/2021/QĐXXST-HS' }),
    rights: enter('08:07', 'hearing.rights.explained', { to: 'bị cáo' }),
    indictment: enter('08:18', 'hearing.indictment.read', { indictmentNo: '9025/CT-VKSLB' }),
    questioning: enter('08:26', 'hearing.questioning.started', {}),
    recess: enter('09:20', 'hearing.recess.started', { expectedEnd: at('09:35') }),
    resumed: enter('09:35', 'hearing.recess.ended'),
    debate: enter('09:36', 'hearing.debate.started'),
    stated: enter('09:37', 'hearing.prosecutor.stated', { proposal: 'từ 09 đến 12 tháng tù' }),
    lastWords: enter('10:01', 'hearing.last_words.started', { defendant: 'Nguyễn Văn A' }),
    deliberation: enter('10:04', 'hearing.deliberation.started', {}),
    pronouncing: enter('10:45', 'hearing.pronouncing.started', {}),
    judgment: enter('10:52', 'hearing.judgment.pronounced', {
      judgmentNo: '9011/2021/HS-ST',
      results: [{ concerning: 'Nguyễn Văn A', result: '09 tháng tù' }],
    }),
    closed: enter('10:56', 'hearing.closed'),
    signed: enter('11:20', 'hearing.minutes.signed', { signers: ['Trần Thị M', 'Đỗ Thị Q'] }),
  };
  return { enter, events, list: Object.values(events) };
}

describe('the hearing that ran its usual course', () => {
  test('is told item by item, each finding beside the line that says so', () => {
    const { events, list } = eleven();
    const sheet = sheetFor(list);
    expect(texts(sheet, 'panel')).toEqual([
      'Thẩm phán – Chủ tọa phiên tòa: Trần Thị M',
      'Hội thẩm nhân dân: Bế Văn N',
      'Hội thẩm nhân dân: Nông Thị P',
    ]);
    expect(texts(sheet, 'prosecutor')).toEqual(['Kiểm sát viên Ngô Văn R']);
    expect(texts(sheet, 'attendance')).toEqual([
      'Có mặt 3 người tham gia tố tụng',
      'Người làm chứng Hoàng Văn D: vắng mặt (có đơn xin vắng)',
    ]);
    expect(texts(sheet, 'stages')).toEqual([
      'Thủ tục bắt đầu phiên tòa: 08:00 – 08:26',
      'Xét hỏi: 08:26 – 09:20',
      'Xét hỏi: 09:35 – 09:36',
      'Tranh luận: 09:36 – 10:01',
      'Bị cáo nói lời sau cùng: 10:01 – 10:04',
      'Nghị án: 10:04 – 10:45',
      'Tuyên án: 10:45 – 10:56',
    ]);
    expect(texts(sheet, 'rights')).toEqual(['Giải thích quyền, nghĩa vụ cho bị cáo lúc 08:07 15/04/2021']);
    expect(texts(sheet, 'indictment')).toEqual(['Công bố cáo trạng số 9025/CT-VKSLB lúc 08:18 15/04/2021']);
    expect(texts(sheet, 'last_words')).toEqual(['Bị cáo Nguyễn Văn A nói lời sau cùng lúc 10:01 15/04/2021']);
    expect(texts(sheet, 'recesses')).toEqual([
      'Tạm nghỉ 09:20 – 09:35 (15 phút)',
      'Tổng thời gian tạm nghỉ: 15 phút, 1 lần',
    ]);
    expect(texts(sheet, 'suspensions')).toEqual(['Không có lần tạm ngừng nào được ghi']);
    expect(texts(sheet, 'deliberation')).toEqual(['Nghị án 10:04 – 10:45']);
    expect(texts(sheet, 'result')).toEqual([
      'Kiểm sát viên phát biểu, đề nghị: từ 09 đến 12 tháng tù',
      'Bản án 9011/2021/HS-ST: Nguyễn Văn A: 09 tháng tù',
    ]);
    expect(texts(sheet, 'minutes')).toEqual(['Ký biên bản lúc 11:20 15/04/2021: Trần Thị M, Đỗ Thị Q']);
    const [found] = itemOf(sheet, 'last_words').findings;
    expect(found).toMatchObject({ at: at('10:01'), ref: `${events.lastWords.source}#${events.lastWords.id}` });
    expect(
      sheet.sections
        .flatMap(({ items }) => items)
        .flatMap(({ findings }) => findings)
        .map(({ state }) => state),
    ).not.toContain('check');
  });

  test('what nobody keyed in is not found there, and is called nothing worse', () => {
    const { events } = eleven();
    const { rights: _r, lastWords: _l, signed: _s, stated: _p, ...rest } = events;
    const sheet = sheetFor(Object.values(rest));
    for (const item of ['challenges', 'rights', 'last_words', 'minutes'])
      expect(texts(sheet, item)).toEqual([NOT_FOUND]);
    expect(texts(sheet, 'result')[0]).toBe(`Phát biểu, đề nghị của Kiểm sát viên: ${NOT_FOUND}`);
    expect(texts(sheet, 'stages')).toContain(`Bị cáo nói lời sau cùng: ${NOT_FOUND}`);
    expect(JSON.stringify(sheet)).not.toMatch(/vi phạm|breach|violation/i);
  });

  test('while it lasts, what is not there may still come', () => {
    const { events } = eleven();
    const sheet = sheetFor([events.scheduled, events.prepared, events.opened, events.questioning]);
    expect(states(sheet, 'last_words')).toEqual(['pending']);
    expect(texts(sheet, 'minutes')).toEqual(['Chưa ghi đến lúc này']);
    expect(texts(sheet, 'stages').slice(0, 2)).toEqual([
      'Thủ tục bắt đầu phiên tòa: 08:00 – 08:26',
      'Xét hỏi: từ 08:26 15/04/2021',
    ]);
    expect(sheet.deadlines).toEqual([]);
  });

  test('a correction and a retraction change it', () => {
    const { enter, events, list } = eleven();
    const corrected = enter('11:30', 'hearing.event.corrected', { time: at('10:02') }, { corrects: events.lastWords });
    const retracted = enter('11:31', 'hearing.event.retracted', {}, { corrects: events.rights });
    const sheet = sheetFor([...list, corrected, retracted]);
    expect(texts(sheet, 'last_words')).toEqual(['Bị cáo Nguyễn Văn A nói lời sau cùng lúc 10:02 15/04/2021']);
    expect(texts(sheet, 'rights')).toEqual([NOT_FOUND]);
    expect(texts(sheet, 'stages')).toContain('Bị cáo nói lời sau cùng: 10:02 – 10:04');
  });
});

describe('what a person should look at', () => {
  test('a panel that differs from the schedule, on both sides, and one of an unusual size', () => {
    const enter = createHand();
    const other = [PANEL[0], { name: 'Vi Thị T', role: 'assessor' }];
    const sheet = sheetFor([
      enter('07:00', 'hearing.scheduled', scheduled(PEOPLE)),
      enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
      enter('08:00', 'hearing.opened', { panel: other }),
      enter('08:30', 'hearing.panel.changed', { panel: PANEL, decisionNo: '9001/QĐ-TA' }),
    ]);
    expect(texts(sheet, 'panel')).toEqual([
      'Thẩm phán – Chủ tọa phiên tòa: Trần Thị M',
      'Hội thẩm nhân dân: Vi Thị T – khác thành phần đã ghi khi lên lịch, đối chiếu quyết định',
      'Hội thẩm nhân dân: Bế Văn N – có trong lịch, không thấy khi khai mạc, đối chiếu quyết định',
      'Hội thẩm nhân dân: Nông Thị P – có trong lịch, không thấy khi khai mạc, đối chiếu quyết định',
      'Thay đổi thành phần lúc 08:30 15/04/2021, quyết định 9001/QĐ-TA',
      'Ghi nhận 1 Thẩm phán, 1 Hội thẩm – đối chiếu thành phần theo luật',
    ]);
  });

  test('a stage out of its order', () => {
    const enter = createHand();
    const sheet = sheetFor([
      enter('07:00', 'hearing.scheduled', scheduled(PEOPLE)),
      enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
      enter('08:00', 'hearing.opened'),
      enter('08:30', 'hearing.debate.started'),
      enter('08:40', 'hearing.last_words.started'),
    ]);
    expect(texts(sheet, 'stages')[1]).toBe('Tranh luận: 08:30 – 08:40, trình tự cần kiểm tra');
    expect(states(sheet, 'stages')[1]).toBe('check');
  });

  const suspended = (caseType: string, until: string) => {
    const enter = createHand();
    return sheetFor([
      enter('07:00', 'hearing.scheduled', scheduled({ ...PEOPLE, caseType })),
      enter('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
      enter('08:00', 'hearing.opened'),
      enter('09:00', 'hearing.suspended', { reasonCode: 'HEALTH_FORCE_MAJEURE' }),
      enter('08:00', 'hearing.resumed', { room: 'lb-1' }, { day: until }),
    ]);
  };
  test.each([
    ['HS', '2021-04-20', 'recorded', 'thời hạn đến 20/04/2021'],
    ['HS', '2021-04-22', 'check', 'qua ngày 20/04/2021'],
    ['DS', '2021-05-14', 'recorded', 'thời hạn đến 17/05/2021'],
    ['DS', '2021-05-18', 'check', 'qua ngày 17/05/2021'],
    ['HC', '2021-05-17', 'recorded', 'thời hạn đến 17/05/2021'],
  ])('a suspension of %s until %s: %s, %s', (caseType, until, state, text) => {
    const sheet = suspended(caseType, until);
    expect(states(sheet, 'suspensions')[0]).toBe(state);
    expect(texts(sheet, 'suspensions')[0]).toContain(text);
    expect(texts(sheet, 'suspensions')[1]).toBe('Lý do tạm ngừng: Lý do sức khỏe, bất khả kháng');
  });

  test('a recess overnight in a criminal case, which goes on without a break; in a civil one it is a recess', () => {
    const night = (caseType: string) => {
      const enter = createHand();
      return sheetFor([
        enter('07:00', 'hearing.scheduled', scheduled({ ...PEOPLE, caseType })),
        enter('08:00', 'hearing.opened'),
        enter('17:00', 'hearing.recess.started'),
        enter('08:00', 'hearing.recess.ended', {}, { day: '2021-04-16' }),
      ]);
    };
    expect(states(night('HS'), 'recesses')[0]).toBe('check');
    expect(states(night('DS'), 'recesses')[0]).toBe('recorded');
  });

  test('a hearing that is opened again after the limit of its postponement', () => {
    const enter = createHand();
    const postponed = (nextStart: string) =>
      sheetFor([
        enter('07:00', 'hearing.scheduled', scheduled(PEOPLE)),
        enter('08:00', 'hearing.opened'),
        enter('08:20', 'hearing.postponed', { reasonCode: 'COUNSEL_ABSENT', nextStart }),
      ]);
    expect(texts(postponed(at('08:00', '2021-05-06')), 'postponement')).toEqual([
      'Hoãn lúc 08:20 15/04/2021: Vắng mặt người bào chữa',
      'Mở lại 06/05/2021; thời hạn đến 17/05/2021 (BLTTHS 2015, Điều 297)',
    ]);
    const late = postponed(at('08:00', '2021-05-18'));
    expect(states(late, 'postponement')).toEqual(['recorded', 'check']);
    // Of what it did not come to nothing is missing; who was there is.
    expect(states(late, 'last_words')).toEqual(['not_reached']);
    expect(states(late, 'attendance')).toEqual(['missing']);
  });
});

describe('deadlines of protest', () => {
  const judged = (over: Record<string, unknown>, answers: Record<string, Partial<GivenAnswer>> = {}) => {
    const enter = createHand();
    return sheetFor(
      [
        enter('07:00', 'hearing.scheduled', scheduled({ panel: PANEL, ...over })),
        enter('08:00', 'hearing.opened'),
        enter('10:45', 'hearing.pronouncing.started'),
        enter('10:52', 'hearing.judgment.pronounced', { judgmentNo: '9011/2021/HS-ST' }),
        enter('10:56', 'hearing.closed'),
      ],
      answers,
    );
  };
  const days = (sheet: Sheet) => sheet.deadlines.map(({ id, until, moved }) => [id, until, moved]);

  test('criminal: 15 and 30 days from the day after, a day off rolls on (Điều 337)', () => {
    const sheet = judged({ prosecutor: PEOPLE.prosecutor });
    // 30/04/2021 is a holiday, 01/05 another and a Saturday, 02/05 a Sunday; 15/05 is a Saturday.
    expect(days(sheet)).toEqual([
      ['protest_same', '2021-05-03', '2021-04-30'],
      ['protest_higher', '2021-05-17', '2021-05-15'],
      ['judgment_sent', '2021-04-26', '2021-04-25'],
    ]);
    expect(sheet.deadlines[0] && deadlineText(sheet.deadlines[0])).toBe(
      '03/05/2021 (dự kiến; ngày cuối 30/04/2021 là ngày nghỉ): 15 ngày kể từ 15/04/2021 (BLTTHS 2015, Điều 337; chưa có lịch nghỉ lễ của năm này, mới trừ thứ Bảy, Chủ nhật và các ngày lễ cố định)',
    );
    expect(sheet.deadlines.map(({ title }) => title.vi).slice(0, 2)).toEqual([
      'Kháng nghị – VKS cùng cấp',
      'Kháng nghị – VKS cấp trên trực tiếp',
    ]);
  });

  test('civil: one month at the level above; without a prosecutor from the receipt, which a person enters', () => {
    expect(days(judged({ caseType: 'DS', prosecutor: PEOPLE.prosecutor }))).toEqual([
      ['protest_same', '2021-05-03', '2021-04-30'],
      ['protest_higher', '2021-05-17', '2021-05-15'],
    ]);
    const without = judged({ caseType: 'DS' });
    expect(days(without)).toEqual([
      ['protest_same', undefined, undefined],
      ['protest_higher', undefined, undefined],
    ]);
    expect(without.deadlines[0] && deadlineText(without.deadlines[0])).toContain('Chưa tính được');
    const received = judged({ caseType: 'DS' }, { judgment_received: { value: '2021-04-20' } });
    expect(days(received)).toEqual([
      ['protest_same', '2021-05-05', undefined],
      ['protest_higher', '2021-05-20', undefined],
    ]);
  });

  test('a decision to stay has shorter ones; a judgment on appeal has none, it is in force', () => {
    const enter = createHand();
    const stayed = sheetFor([
      enter('07:00', 'hearing.scheduled', scheduled(PEOPLE)),
      enter('08:00', 'hearing.opened'),
      enter('08:30', 'hearing.case.stayed', { reasonCode: 'HEALTH_FORCE_MAJEURE' }),
    ]);
    expect(days(stayed)).toEqual([
      ['protest_same', '2021-04-22', undefined],
      ['protest_higher', '2021-05-03', '2021-04-30'],
    ]);
    expect(judged({ instance: 'PT' }).deadlines).toEqual([]);
  });

  test('before the code was in force no rule is made up', () => {
    const enter = createHand(undefined, undefined, '2015-04-15');
    const old = sheetFor([
      enter('07:00', 'hearing.scheduled', scheduled({ ...PEOPLE, start: at('08:00', '2015-04-15') })),
      enter('08:00', 'hearing.opened'),
      enter('10:52', 'hearing.judgment.pronounced', {}),
      enter('10:56', 'hearing.closed'),
    ]);
    expect(old.deadlines).toEqual([]);
  });
});

describe('the template', () => {
  test('asks a civil hearing for no indictment and no last words', () => {
    const enter = createHand();
    const ids = sheetFor([enter('07:00', 'hearing.scheduled', scheduled({ ...PEOPLE, caseType: 'DS' }))])
      .sections.flatMap(({ items }) => items)
      .map(({ id }) => id);
    expect(ids).toContain('rights');
    expect(ids).not.toContain('indictment');
    expect(ids).not.toContain('last_words');
  });

  test('an answer stands at its item, with who and when', () => {
    const sheet = sheetFor(eleven().list, { debating: { value: 'yes', note: 'đối đáp đầy đủ' } });
    expect(itemOf(sheet, 'debating')).toMatchObject({
      kind: 'choice',
      answer: { value: 'yes', note: 'đối đáp đầy đủ', by: 'Ngô Văn R', at: at('14:00') },
    });
  });

  test('a file that is wrong is named, with the place', async () => {
    await expect(readSheetRules('/nowhere')).rejects.toThrow('/nowhere/');
  });
});
