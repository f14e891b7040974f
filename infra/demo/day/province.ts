/** Hearings 1 to 4, at TAND tỉnh Lạng Sơn. */
import { assessor, clerk, clerks, judge, present, presiding, prosecutor } from './people.ts';
import { type HearingScript, note, step } from './script.ts';

const [first, second] = [clerk(clerks['ls-a']), clerk(clerks['ls-b'])];

const drugs = {
  panel: [
    presiding('Nguyễn Đình L'),
    judge('Vũ Thị Kim T'),
    assessor('Hoàng Văn H'),
    assessor('Lương Thị N'),
    assessor('Triệu Văn S'),
  ],
  prosecutor: prosecutor('Đàm Quang V'),
  participants: [
    present('Phạm Văn B', 'defendant'),
    present('Chu Đức T', 'defender'),
    present('Mông Thị Y', 'related_party'),
    present('Điều tra viên Hà Văn Z', 'investigator'),
  ],
};

/** Its deliberation goes on over noon; the room is another hearing's until the pronouncing. */
const hearing1: HearingScript = {
  ...drugs,
  n: 1,
  court: 'ls',
  room: 'ls-a',
  clerk: first,
  start: '08:00',
  title: 'Phạm Văn B – Mua bán trái phép chất ma túy (Điều 251 BLHS)',
  caseType: 'HS',
  instance: 'ST',
  steps: [
    step('07:40', 'hearing.preparation.started', { room: 'ls-a', clerk: first }),
    step('07:46', 'hearing.attendance.recorded', { participants: drugs.participants }),
    note('07:52', 'Thư ký phổ biến nội quy phiên tòa', ['clerk']),
    step('07:56', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('08:00', 'hearing.opened', (on) => ({
      panel: drugs.panel,
      prosecutor: drugs.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HS`,
    })),
    note('08:05', 'Thư ký báo cáo sự có mặt, vắng mặt của những người được triệu tập', ['clerk']),
    step('08:09', 'hearing.rights.explained', { to: 'Bị cáo, người có quyền lợi, nghĩa vụ liên quan' }),
    step('08:14', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('08:20', 'hearing.indictment.read', { indictmentNo: '25/CT-VKSLS' }),
    step('08:34', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Bị cáo Phạm Văn B' }),
    note('08:55', 'Thẩm phán, Hội thẩm nhân dân hỏi bị cáo', ['assessor', 'defendant']),
    note('09:10', 'Kiểm sát viên hỏi bị cáo', ['prosecutor', 'defendant']),
    note('09:28', 'Người bào chữa hỏi bị cáo', ['defender', 'defendant']),
    step('09:40', 'hearing.evidence.examined', { exhibit: 'Biên bản niêm phong và kết luận giám định' }),
    step('09:50', 'hearing.recess.started', (on) => ({ expectedEnd: on.time('10:05'), reason: 'Tạm nghỉ 15 phút' })),
    step('10:05', 'hearing.recess.ended', {}),
    note('10:07', 'Hỏi người có quyền lợi, nghĩa vụ liên quan', ['presiding', 'other']),
    step('10:24', 'hearing.debate.started', {}),
    step('10:24:30', 'hearing.prosecutor.stated', { proposal: 'Luận tội: đề nghị từ 08 đến 09 năm tù' }),
    note('10:38', 'Người bào chữa trình bày', ['defender']),
    note('10:52', 'Kiểm sát viên đối đáp', ['prosecutor', 'defender']),
    step('11:06', 'hearing.last_words.started', { defendant: 'Phạm Văn B' }),
    step('11:10', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('16:30'),
    })),
    step('11:42', 'hearing.sitting.ended', { reason: 'HĐXX tiếp tục nghị án; tuyên án cuối buổi chiều' }),
    step('16:22', 'hearing.sitting.started', { room: 'ls-a', reason: 'Tuyên án' }),
    step('16:30', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('16:44', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HS-ST`,
      results: [{ concerning: 'Bị cáo Phạm Văn B', result: '08 năm tù' }],
      appealDeadlines: [{ who: 'Bị cáo, người có quyền lợi, nghĩa vụ liên quan', until: on.dayAfter(15) }],
    })),
    note('16:50', 'Giải thích quyền kháng cáo (15 ngày)', ['presiding']),
    step('16:53', 'hearing.closed', {}),
    step('17:15', 'hearing.minutes.signed', { signers: ['Nguyễn Đình L', first.name] }),
  ],
};

const injury = {
  panel: [presiding('Vũ Thị Kim T'), judge('Bùi Văn Ê'), judge('Đinh Thị D')],
  prosecutor: prosecutor('Đàm Quang V'),
  participants: [
    present('Hoàng Văn C', 'defendant'),
    present('Lưu Thị G', 'defender'),
    present('Hoàng Thị K', 'victim'),
  ],
};

/** On appeal: no indictment; a judge summarises, the prosecutor states a view (`domain.md` §2). */
const hearing2: HearingScript = {
  ...injury,
  n: 2,
  court: 'ls',
  room: 'ls-b',
  clerk: second,
  start: '08:00',
  title: 'Hoàng Văn C – Cố ý gây thương tích (134)',
  caseType: 'HS',
  instance: 'PT',
  steps: [
    step('07:42', 'hearing.preparation.started', { room: 'ls-b', clerk: second }),
    step('07:48', 'hearing.attendance.recorded', { participants: injury.participants }),
    step('07:55', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('08:00', 'hearing.opened', (on) => ({
      panel: injury.panel,
      prosecutor: injury.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXPT-HS`,
    })),
    step('08:07', 'hearing.rights.explained', { to: 'Bị cáo kháng cáo, bị hại' }),
    step('08:12', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('08:20', 'hearing.questioning.started', { askerRole: 'Thẩm phán tóm tắt vụ án, bản án sơ thẩm, kháng cáo' }, [
      'assessor',
      'presiding',
    ]),
    note('08:34', 'Bị cáo giữ nguyên kháng cáo xin giảm nhẹ hình phạt', ['defendant', 'presiding']),
    note('08:52', 'Kiểm sát viên hỏi bị cáo', ['prosecutor', 'defendant']),
    note('09:06', 'Người bào chữa hỏi bị cáo', ['defender', 'defendant']),
    note('09:20', 'Bị hại trình bày', ['other', 'presiding']),
    step('09:32', 'hearing.debate.started', {}),
    step('09:32:30', 'hearing.prosecutor.stated', {
      proposal: 'Phát biểu quan điểm: đề nghị không chấp nhận kháng cáo, giữ nguyên bản án sơ thẩm',
    }),
    note('09:44', 'Người bào chữa tranh luận', ['defender', 'prosecutor']),
    step('09:56', 'hearing.last_words.started', { defendant: 'Hoàng Văn C' }),
    step('10:00', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('10:30'),
    })),
    step('10:30', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('10:40', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HS-PT`,
      results: [{ concerning: 'Bị cáo Hoàng Văn C', result: 'Không chấp nhận kháng cáo, giữ nguyên bản án sơ thẩm' }],
    })),
    step('10:45', 'hearing.closed', {}),
    step('11:05', 'hearing.minutes.signed', { signers: ['Vũ Thị Kim T', 'Bùi Văn Ê', 'Đinh Thị D', second.name] }),
  ],
};

const recovery = {
  panel: [presiding('Bùi Văn Ê'), assessor('Lương Thị N'), assessor('Triệu Văn S')],
  prosecutor: prosecutor('Đàm Quang V'),
  participants: [
    present('Ông Mông Văn T', 'administrative_claimant'),
    present('Chủ tịch UBND cấp huyện (người đại diện theo ủy quyền)', 'administrative_respondent'),
    present('Lưu Thị G', 'protector'),
  ],
};

const hearing3: HearingScript = {
  ...recovery,
  n: 3,
  court: 'ls',
  room: 'ls-b',
  clerk: second,
  start: '14:00',
  title: 'Khiếu kiện quyết định thu hồi đất',
  caseType: 'HC',
  instance: 'ST',
  steps: [
    step('13:45', 'hearing.preparation.started', { room: 'ls-b', clerk: second }),
    step('13:50', 'hearing.attendance.recorded', { participants: recovery.participants }),
    step('13:56', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('14:00', 'hearing.opened', (on) => ({
      panel: recovery.panel,
      prosecutor: recovery.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HC`,
    })),
    step('14:08', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('14:13', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('14:20', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Người khởi kiện' }, [
      'presiding',
      'other',
    ]),
    note('14:42', 'Người bị kiện trình bày', ['defendant', 'presiding']),
    step('15:02', 'hearing.evidence.examined', { exhibit: 'Hồ sơ trình tự thu hồi đất, phương án bồi thường' }, [
      'presiding',
      'defender',
      'defendant',
    ]),
    step('15:18', 'hearing.debate.started', {}, ['defender', 'other', 'defendant']),
    step('15:36', 'hearing.prosecutor.stated', { proposal: 'Phát biểu ý kiến về việc tuân theo pháp luật tố tụng' }),
    step('15:42', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('16:10'),
    })),
    step('16:10', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('16:20', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HC-ST`,
      results: [{ concerning: 'Yêu cầu hủy quyết định thu hồi đất', result: 'Chấp nhận một phần yêu cầu khởi kiện' }],
      appealDeadlines: [{ who: 'Các đương sự', until: on.dayAfter(15) }],
    })),
    step('16:26', 'hearing.closed', {}),
    step('16:45', 'hearing.minutes.signed', { signers: ['Bùi Văn Ê', second.name] }),
  ],
};

const trade = {
  panel: [presiding('Nguyễn Đình L'), judge('Vũ Thị Kim T'), judge('Đinh Thị D')],
  prosecutor: prosecutor('Kha Thị H'),
  participants: [
    present('Công ty X (người đại diện)', 'plaintiff'),
    present('Công ty Y (người đại diện)', 'respondent'),
    present('Chu Đức T', 'protector'),
  ],
};

const hearing4: HearingScript = {
  ...trade,
  n: 4,
  court: 'ls',
  room: 'ls-a',
  clerk: first,
  start: '14:00',
  title: 'Tranh chấp hợp đồng mua bán hàng hóa: Công ty X – Công ty Y',
  caseType: 'KDTM',
  instance: 'PT',
  steps: [
    step('13:43', 'hearing.preparation.started', { room: 'ls-a', clerk: first }),
    step('13:49', 'hearing.attendance.recorded', { participants: trade.participants }),
    step('13:55', 'hearing.transmission.permitted', { scope: 'whole', ground: 'Chủ tọa cho phép truyền (chỉ xem)' }),
    step('14:00', 'hearing.opened', (on) => ({
      panel: trade.panel,
      prosecutor: trade.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXPT-KDTM`,
    })),
    step('14:07', 'hearing.rights.explained', { to: 'Các đương sự' }, ['presiding', 'other']),
    step('14:12', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('14:18', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Nguyên đơn kháng cáo' }, [
      'presiding',
      'other',
    ]),
    note('14:36', 'Bị đơn trình bày', ['defendant', 'presiding']),
    step('14:54', 'hearing.debate.started', {}, ['defender', 'defendant', 'other']),
    step('15:10', 'hearing.prosecutor.stated', {
      proposal: 'Phát biểu quan điểm: đề nghị sửa một phần bản án sơ thẩm',
    }),
    step('15:16', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('15:40'),
    })),
    step('15:40', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('15:50', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/KDTM-PT`,
      results: [{ concerning: 'Kháng cáo của nguyên đơn', result: 'Chấp nhận một phần kháng cáo, sửa bản án sơ thẩm' }],
    })),
    step('15:55', 'hearing.closed', {}),
    step('16:12', 'hearing.minutes.signed', { signers: ['Nguyễn Đình L', first.name] }),
  ],
};

export const province: readonly HearingScript[] = [hearing1, hearing2, hearing3, hearing4];
