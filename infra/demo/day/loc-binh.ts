/** Hearings 11 and 12, at TAND huyện Lộc Bình; the log of 11 stands in `domain.md` §9. */
import { absent, assessor, clerk, clerks, present, presiding, prosecutor } from './people.ts';
import { type HearingScript, note, step } from './script.ts';

const secretary = clerk(clerks['lb-1']);
const house = { court: 'lb', room: 'lb-1', clerk: secretary } as const;

const theft = {
  panel: [presiding('Trần Thị M'), assessor('Bế Văn N'), assessor('Nông Thị P')],
  prosecutor: prosecutor('Ngô Văn R'),
  participants: [
    present('Nguyễn Văn A', 'defendant'),
    present('Lê Thị C', 'victim'),
    present('Đinh Văn S', 'defender'),
    absent('Hoàng Văn D', 'witness', 'Vắng mặt có lý do'),
  ],
};

const hearing11: HearingScript = {
  ...house,
  ...theft,
  n: 11,
  start: '08:00',
  title: 'Nguyễn Văn A – Trộm cắp tài sản (173)',
  caseType: 'HS',
  instance: 'ST',
  steps: [
    step('07:45', 'hearing.preparation.started', { room: 'lb-1', clerk: secretary }),
    step('07:50', 'hearing.attendance.recorded', { participants: theft.participants }),
    note('07:55', 'Thư ký phổ biến nội quy phiên tòa', ['clerk']),
    step('07:58', 'hearing.transmission.permitted', {
      scope: 'whole',
      ground: 'Chủ tọa cho phép truyền hình, tiếng (chỉ xem)',
    }),
    step('08:00', 'hearing.opened', (on) => ({
      panel: theft.panel,
      prosecutor: theft.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HS`,
    })),
    note('08:04', 'Thư ký báo cáo sự có mặt, vắng mặt của những người được triệu tập', ['clerk']),
    step('08:07', 'hearing.rights.explained', { to: 'Kiểm tra lý lịch bị cáo; giải thích quyền, nghĩa vụ' }),
    step('08:12', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Giới thiệu Hội đồng xét xử; không ai đề nghị thay đổi',
    }),
    note('08:15', 'HĐXX quyết định tiếp tục, công bố lời khai người vắng mặt sau', ['presiding']),
    step('08:18', 'hearing.indictment.read', { indictmentNo: '11/CT-VKSLB' }),
    step('08:26', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Bị cáo Nguyễn Văn A' }),
    note('08:41', 'Hội thẩm nhân dân hỏi bị cáo', ['assessor', 'defendant']),
    note('08:47', 'Kiểm sát viên hỏi bị cáo', ['prosecutor', 'defendant']),
    note('08:58', 'Người bào chữa hỏi bị cáo', ['defender', 'defendant']),
    note('09:05', 'Hỏi bị hại về thiệt hại, yêu cầu bồi thường', ['presiding', 'other']),
    note('09:12', 'Công bố lời khai người làm chứng vắng mặt', ['presiding']),
    step('09:16', 'hearing.evidence.examined', { exhibit: 'Xem xét vật chứng' }),
    step('09:20', 'hearing.recess.started', (on) => ({ expectedEnd: on.time('09:35'), reason: 'Tạm nghỉ 15 phút' })),
    step('09:35', 'hearing.recess.ended', {}),
    note('09:35:30', 'Tiếp tục phiên tòa; kết thúc xét hỏi', ['presiding']),
    step('09:36', 'hearing.debate.started', {}),
    step('09:36:30', 'hearing.prosecutor.stated', {
      proposal: 'Luận tội: giữ nguyên quyết định truy tố; đề nghị từ 09 đến 12 tháng tù, buộc bồi thường thiệt hại',
    }),
    note('09:45', 'Người bào chữa trình bày', ['defender']),
    note('09:52', 'Bị hại phát biểu; Kiểm sát viên đối đáp', ['other', 'prosecutor']),
    step('10:01', 'hearing.last_words.started', { defendant: 'Nguyễn Văn A' }),
    step('10:04', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('10:45'),
    })),
    step('10:45', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('10:52', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HS-ST`,
      results: [{ concerning: 'Bị cáo Nguyễn Văn A', result: '09 tháng tù' }],
      appealDeadlines: [{ who: 'Bị cáo, bị hại', until: on.dayAfter(15) }],
    })),
    note('10:55', 'Giải thích quyền kháng cáo (15 ngày)', ['presiding']),
    step('10:56', 'hearing.closed', {}),
    step('11:20', 'hearing.minutes.signed', { signers: ['Trần Thị M', secretary.name] }),
  ],
};

const closed = {
  panel: [presiding('Trần Thị M'), assessor('Nông Thị P'), assessor('Lành Văn U')],
  prosecutor: prosecutor('Ngô Văn R'),
  participants: [
    present('H.V.K', 'defendant'),
    present('Đ.T.N', 'victim'),
    present('Người đại diện của bị hại', 'representative'),
    present('Bành Thị V', 'defender'),
  ],
};

/** In camera and with a minor: whatever happens, no picture and no sound leave the room (`domain.md` §4). */
const hearing12: HearingScript = {
  ...house,
  ...closed,
  n: 12,
  start: '14:00',
  title: 'Bị cáo H.V.K – tội theo Điều 142 BLHS',
  caseType: 'HS',
  instance: 'ST',
  publicity: 'in_camera',
  minor: true,
  steps: [
    step('13:44', 'hearing.preparation.started', { room: 'lb-1', clerk: secretary }),
    step('13:50', 'hearing.attendance.recorded', { participants: closed.participants }),
    note('13:55', 'Chỉ những người được triệu tập ở lại phòng xử án', ['clerk']),
    step('14:00', 'hearing.opened', (on) => ({
      panel: closed.panel,
      prosecutor: closed.prosecutor,
      decisionNo: `${on.number}/${on.year}/QĐXXST-HS`,
    })),
    step('14:08', 'hearing.rights.explained', { to: 'Bị cáo, bị hại, người đại diện' }),
    step('14:13', 'hearing.challenge.resolved', {
      target: 'Hội đồng xét xử, Kiểm sát viên, Thư ký phiên tòa',
      result: 'Không ai đề nghị thay đổi',
    }),
    step('14:18', 'hearing.indictment.read', { indictmentNo: '14/CT-VKSLB' }),
    step('14:26', 'hearing.questioning.started', { askerRole: 'Chủ tọa', respondent: 'Bị cáo H.V.K' }),
    note('14:50', 'Kiểm sát viên, người bào chữa hỏi', ['prosecutor', 'defender', 'defendant']),
    step('15:10', 'hearing.debate.started', {}),
    step('15:11', 'hearing.prosecutor.stated', { proposal: 'Luận tội' }),
    note('15:22', 'Người bào chữa trình bày', ['defender']),
    step('15:32', 'hearing.last_words.started', { defendant: 'H.V.K' }),
    step('15:35', 'hearing.deliberation.started', (on) => ({
      purpose: 'judgment',
      expectedPronouncement: on.time('16:10'),
    })),
    step('16:10', 'hearing.pronouncing.started', { of: 'judgment' }),
    step('16:16', 'hearing.judgment.pronounced', (on) => ({
      judgmentNo: `${on.number}/${on.year}/HS-ST`,
      results: [{ concerning: 'Bị cáo H.V.K', result: '07 năm tù' }],
      appealDeadlines: [{ who: 'Bị cáo, bị hại', until: on.dayAfter(15) }],
    })),
    step('16:20', 'hearing.closed', {}),
    step('16:40', 'hearing.minutes.signed', { signers: ['Trần Thị M', secretary.name] }),
  ],
};

export const locBinh: readonly HearingScript[] = [hearing11, hearing12];
