/** Hearings 5, 6 and 7, at TAND thành phố Lạng Sơn. */
import { assessor, clerk, clerks, present, presiding, prosecutor } from './people.ts';
import { type HearingScript, note, step } from './script.ts';

const [first, second] = [clerk(clerks['tp-1']), clerk(clerks['tp-2'])];

const border = {
  panel: [presiding('Đặng Văn O'), assessor('Tạ Thị Ô'), assessor('Hoàng Đức P')],
  prosecutor: prosecutor('Vương Thị T'),
  participants: [
    present('Lý Văn D', 'defendant'),
    present('Phùng Thị Q', 'defender'),
    present('Chu Văn R', 'witness'),
    present('Nông Thị S', 'related_party'),
  ],
};

/** In the afternoon its room is another hearing's, and it goes on after that one. */
const hearing5: HearingScript = {
  ...border,
  n: 5,
  court: 'tp',
  room: 'tp-1',
  clerk: first,
  start: '08:00',
  title: 'Lý Văn D – Tổ chức cho người khác nhập cảnh trái phép (348)',
  caseType: 'HS',
  instance: 'ST',
  steps: [
    step('07:43', 'hearing.preparation.started', { room: 'tp-1', clerk: first }),
    step('07:49', 'hearing.attendance.recorded', { participants: border.participants }),
    note('07:54', 'Thư ký phổ biến nội quy phiên tòa', ['clerk']),
    step('07:57', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('08:00', 'hearing.opened', (on) => ({
      panel: border.panel,
      prosecutor: border.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HS`,
    })),
    step('08:08', 'hearing.rights.explained', { to: 'Bị cáo, người làm chứng, người có quyền lợi liên quan' }),
    step('08:14', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('08:20', 'hearing.indictment.read', { indictmentNo: '31/CT-VKSTP' }),
    step('08:31', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Bị cáo Lý Văn D' }),
    note('09:00', 'Hội thẩm nhân dân hỏi bị cáo', ['assessor', 'defendant']),
    note('09:18', 'Kiểm sát viên hỏi bị cáo', ['prosecutor', 'defendant']),
    note('09:42', 'Hỏi người làm chứng Chu Văn R', ['presiding', 'other']),
    step('10:00', 'hearing.recess.started', (on) => ({ expectedEnd: on.time('10:15'), reason: 'Tạm nghỉ 15 phút' })),
    step('10:15', 'hearing.recess.ended', {}),
    note('10:16', 'Người bào chữa hỏi bị cáo', ['defender', 'defendant']),
    step('10:40', 'hearing.evidence.examined', { exhibit: 'Dữ liệu tin nhắn trích từ điện thoại' }),
    note('11:05', 'Hỏi người có quyền lợi, nghĩa vụ liên quan', ['presiding', 'other']),
    note('11:28', 'Chủ tọa hỏi bổ sung', ['presiding', 'defendant']),
    step('11:44', 'hearing.sitting.ended', { reason: 'Hết giờ buổi sáng; tiếp tục xét hỏi trong buổi chiều' }),
    step('15:58', 'hearing.sitting.started', { room: 'tp-1', reason: 'Phiên tòa tiếp tục buổi chiều' }),
    step('16:03', 'hearing.resumed', { room: 'tp-1' }),
    note('16:04', 'Kết thúc xét hỏi', ['presiding']),
    step('16:08', 'hearing.debate.started', {}),
    step('16:08:30', 'hearing.prosecutor.stated', { proposal: 'Luận tội: đề nghị từ 05 đến 06 năm tù' }),
    note('16:18', 'Người bào chữa trình bày; Kiểm sát viên đối đáp', ['defender', 'prosecutor']),
    step('16:30', 'hearing.last_words.started', { defendant: 'Lý Văn D' }),
    step('16:33', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('16:58'),
    })),
    step('16:58', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('17:06', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HS-ST`,
      results: [{ concerning: 'Bị cáo Lý Văn D', result: '05 năm tù' }],
      appealDeadlines: [{ who: 'Bị cáo', until: on.dayAfter(15) }],
    })),
    step('17:10', 'hearing.closed', {}),
    step('17:22', 'hearing.minutes.signed', { signers: ['Đặng Văn O', first.name] }),
  ],
};

const divorce = {
  panel: [presiding('Lò Thị U'), assessor('Tạ Thị Ô'), assessor('Âu Văn V')],
  participants: [present('N.T.E', 'plaintiff'), present('T.V.F', 'respondent')],
};

/** In camera at the parties' justified request: nobody permits a transmission, none leaves. */
const hearing6: HearingScript = {
  ...divorce,
  n: 6,
  court: 'tp',
  room: 'tp-2',
  clerk: second,
  start: '09:30',
  title: 'Ly hôn, nuôi con: chị N.T.E – anh T.V.F',
  caseType: 'HNGĐ',
  instance: 'ST',
  publicity: 'in_camera',
  steps: [
    step('09:15', 'hearing.preparation.started', { room: 'tp-2', clerk: second }),
    step('09:20', 'hearing.attendance.recorded', { participants: divorce.participants }),
    step('09:30', 'hearing.opened', (on) => ({
      panel: divorce.panel,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HNGĐ`,
    })),
    step('09:37', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('09:42', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('09:48', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Nguyên đơn' }, [
      'presiding',
      'other',
    ]),
    note('10:06', 'Bị đơn trình bày', ['defendant', 'presiding']),
    step('10:24', 'hearing.debate.started', {}, ['other', 'defendant']),
    step('10:36', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('11:00'),
    })),
    step('11:00', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('11:06', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HNGĐ-ST`,
      results: [{ concerning: 'Quan hệ hôn nhân, con chung', result: 'Chấp nhận yêu cầu của nguyên đơn' }],
      appealDeadlines: [{ who: 'Các đương sự', until: on.dayAfter(15) }],
    })),
    step('11:10', 'hearing.closed', {}),
    step('11:30', 'hearing.minutes.signed', { signers: ['Lò Thị U', second.name] }),
  ],
};

const loan = {
  panel: [presiding('Đặng Văn O'), assessor('Hoàng Đức P'), assessor('Âu Văn V')],
  participants: [
    present('Bà Đoàn Thị W', 'plaintiff'),
    present('Ông Quách Văn X', 'respondent'),
    present('Phùng Thị Q', 'protector'),
  ],
};

const hearing7: HearingScript = {
  ...loan,
  n: 7,
  court: 'tp',
  room: 'tp-1',
  clerk: first,
  start: '14:00',
  title: 'Tranh chấp hợp đồng vay tài sản',
  caseType: 'DS',
  instance: 'ST',
  steps: [
    step('13:47', 'hearing.preparation.started', { room: 'tp-1', clerk: first }),
    step('13:52', 'hearing.attendance.recorded', { participants: loan.participants }),
    step('13:57', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('14:00', 'hearing.opened', (on) => ({ panel: loan.panel, decisionNo: `${on.number}/${on.year}/QĐXXST-DS` })),
    step('14:07', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('14:12', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('14:17', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Bà Đoàn Thị W' }, [
      'presiding',
      'other',
    ]),
    note('14:36', 'Bị đơn trình bày', ['defendant', 'presiding']),
    step('14:50', 'hearing.evidence.examined', { exhibit: 'Giấy vay tiền và sao kê tài khoản' }, [
      'presiding',
      'other',
    ]),
    step('15:00', 'hearing.debate.started', {}, ['defender', 'defendant', 'other']),
    step('15:16', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('15:34'),
    })),
    step('15:34', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('15:41', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/DS-ST`,
      results: [{ concerning: 'Yêu cầu trả nợ gốc và lãi', result: 'Chấp nhận yêu cầu khởi kiện' }],
      appealDeadlines: [{ who: 'Các đương sự', until: on.dayAfter(15) }],
    })),
    step('15:46', 'hearing.closed', {}),
    step('15:56', 'hearing.minutes.signed', { signers: ['Đặng Văn O', first.name] }),
  ],
};

export const city: readonly HearingScript[] = [hearing5, hearing6, hearing7];
