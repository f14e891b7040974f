/** Hearings 8, 9 and 10, at TAND huyện Cao Lộc: one postponed, one suspended, one settled. */
import { absent, assessor, clerk, clerks, present, presiding, prosecutor } from './people.ts';
import { type HearingScript, note, step } from './script.ts';

const [first, second] = [clerk(clerks['cl-1']), clerk(clerks['cl-2'])];

const goods = {
  panel: [presiding('Nông Văn Đ'), assessor('Hứa Thị B'), assessor('Dương Công Q')],
  prosecutor: prosecutor('Mạc Thị X'),
  participants: [
    present('Vi Văn G', 'defendant'),
    absent('Tô Quang H', 'defender', 'Vắng mặt, chưa rõ lý do'),
    present('Lộc Văn Y', 'witness'),
  ],
};

const hearing8: HearingScript = {
  ...goods,
  n: 8,
  court: 'cl',
  room: 'cl-1',
  clerk: first,
  start: '08:00',
  title: 'Vi Văn G – Buôn bán hàng cấm (190)',
  caseType: 'HS',
  instance: 'ST',
  steps: [
    step('07:44', 'hearing.preparation.started', { room: 'cl-1', clerk: first }),
    step('07:50', 'hearing.attendance.recorded', { participants: goods.participants }),
    step('07:56', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('08:00', 'hearing.opened', (on) => ({
      panel: goods.panel,
      prosecutor: goods.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HS`,
    })),
    note('08:05', 'Thư ký báo cáo: người bào chữa vắng mặt', ['clerk']),
    step('08:08', 'hearing.rights.explained', { to: 'Bị cáo, người làm chứng' }),
    note('08:14', 'Bị cáo đề nghị có mặt người bào chữa', ['defendant', 'presiding']),
    step('08:18', 'hearing.recess.started', (on) => ({
      expectedEnd: on.time('09:13'),
      reason: 'Chờ người bào chữa đến theo yêu cầu của bị cáo',
    })),
    step('09:13', 'hearing.recess.ended', {}),
    note('09:14', 'Người bào chữa vẫn vắng mặt; Kiểm sát viên đề nghị hoãn phiên tòa', ['presiding', 'prosecutor']),
    step('09:18', 'hearing.deliberation.started', (on) => ({
      purpose: 'decision',
      expectedPronouncement: on.time('09:26'),
    })),
    step('09:26', 'hearing.pronouncing.started', { of: 'decision' }),
    step('09:29', 'hearing.postponed', (on) => ({
      reasonCode: 'COUNSEL_ABSENT',
      legalRef: 'Điều 291, Điều 297 BLTTHS',
      absent: ['Tô Quang H'],
      nextStart: on.startAfter(21),
      room: 'cl-1',
      decisionNo: `${on.number}/${on.year}/HSST-QĐ`,
      limitDate: on.dayAfter(30),
    })),
    step('09:40', 'hearing.minutes.signed', { signers: ['Nông Văn Đ', first.name] }),
  ],
};

const land = {
  panel: [presiding('Hoàng Thị Ơ'), assessor('Dương Công Q'), assessor('Lê Thị Ư')],
  participants: [
    present('Ông Lương Văn A', 'plaintiff'),
    present('Bà Nguyễn Thị Ă', 'respondent'),
    present('Trịnh Văn Â', 'protector'),
    present('UBND xã (người đại diện)', 'related_party'),
  ],
};

const hearing9: HearingScript = {
  ...land,
  n: 9,
  court: 'cl',
  room: 'cl-2',
  clerk: second,
  start: '08:30',
  title: 'Tranh chấp quyền sử dụng đất',
  caseType: 'DS',
  instance: 'ST',
  steps: [
    step('08:15', 'hearing.preparation.started', { room: 'cl-2', clerk: second }),
    step('08:20', 'hearing.attendance.recorded', { participants: land.participants }),
    step('08:27', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('08:30', 'hearing.opened', (on) => ({ panel: land.panel, decisionNo: `${on.number}/${on.year}/QĐXXST-DS` })),
    step('08:38', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('08:43', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('08:50', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Ông Lương Văn A' }, [
      'presiding',
      'other',
    ]),
    note('09:08', 'Bị đơn trình bày', ['defendant', 'presiding']),
    step('09:24', 'hearing.evidence.examined', { exhibit: 'Sơ đồ đo vẽ hiện trạng thửa đất' }, [
      'presiding',
      'other',
      'defendant',
    ]),
    note('09:44', 'Các đương sự đề nghị tạm ngừng để tự hòa giải', ['other', 'defendant']),
    step('09:50', 'hearing.deliberation.started', (on) => ({
      purpose: 'decision',
      expectedPronouncement: on.time('09:58'),
    })),
    step('09:58', 'hearing.pronouncing.started', { of: 'decision' }),
    step('10:01', 'hearing.resumed', {}, ['presiding']),
    step('10:01:20', 'hearing.suspended', (on) => ({
      reasonCode: 'SETTLEMENT',
      legalRef: 'Điều 259 BLTTDS',
      until: on.startAfter(20),
      limitDate: on.dayAfter(30),
    })),
    // The demo's next day needs a clean desk; between 10:01 and here it shows the plan's outcome.
    step('17:25', 'hearing.case.terminated', (on) => ({
      reasonCode: 'SETTLEMENT',
      legalRef: 'Điều 217 BLTTDS',
      decisionNo: `${on.number}/${on.year}/QĐST-DS`,
      note: 'Các đương sự tự hòa giải được, nguyên đơn rút đơn khởi kiện',
    })),
  ],
};

const labour = {
  panel: [presiding('Hoàng Thị Ơ'), assessor('Hứa Thị B'), assessor('Lê Thị Ư')],
  participants: [
    present('Anh Phùng Văn C', 'plaintiff'),
    present('Công ty TNHH Một thành viên Z (người đại diện)', 'respondent'),
    present('Trịnh Văn Â', 'protector'),
  ],
};

const hearing10: HearingScript = {
  ...labour,
  n: 10,
  court: 'cl',
  room: 'cl-2',
  clerk: second,
  start: '14:00',
  title: 'Đơn phương chấm dứt hợp đồng lao động',
  caseType: 'LĐ',
  instance: 'ST',
  steps: [
    step('13:46', 'hearing.preparation.started', { room: 'cl-2', clerk: second }),
    step('13:51', 'hearing.attendance.recorded', { participants: labour.participants }),
    step('13:57', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('14:00', 'hearing.opened', (on) => ({ panel: labour.panel, decisionNo: `${on.number}/${on.year}/QĐXXST-LĐ` })),
    step('14:08', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('14:14', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('14:20', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Anh Phùng Văn C' }, [
      'presiding',
      'other',
    ]),
    note('14:45', 'Người đại diện của bị đơn trình bày', ['defendant', 'presiding']),
    note('15:15', 'Các đương sự thỏa thuận được với nhau về việc giải quyết vụ án', ['other', 'defendant']),
    step('15:22', 'hearing.deliberation.started', (on) => ({
      purpose: 'decision',
      expectedPronouncement: on.time('15:40'),
    })),
    step('15:40', 'hearing.pronouncing.started', { of: 'decision' }),
    step('15:44', 'hearing.agreement.recognised', (on) => ({
      text: 'Bị đơn nhận nguyên đơn trở lại làm việc và trả đủ tiền lương những ngày không được làm việc',
      decisionNo: `${on.number}/${on.year}/QĐST-LĐ`,
    })),
    step('15:50', 'hearing.closed', {}),
    step('16:05', 'hearing.minutes.signed', { signers: ['Hoàng Thị Ơ', second.name] }),
  ],
};

export const caoLoc: readonly HearingScript[] = [hearing8, hearing9, hearing10];
