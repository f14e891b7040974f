/** The Vietnamese words of the stages, the law's own: pages and printed sheets take them from here. */
import type { CaseType, Stage } from './stage.ts';

export const STAGE_WORDS = {
  scheduled: 'Sắp diễn ra',
  preparing: 'Chuẩn bị khai mạc',
  opening: 'Thủ tục bắt đầu phiên tòa',
  questioning: 'Xét hỏi',
  /** Civil and administrative cases. */
  questioning_civil: 'Hỏi',
  debate: 'Tranh luận',
  last_words: 'Bị cáo nói lời sau cùng',
  deliberation: 'Nghị án',
  pronouncing: 'Tuyên án',
  recess: 'Tạm nghỉ',
  suspended: 'Tạm ngừng',
  postponed: 'Hoãn',
  stayed: 'Tạm đình chỉ',
  terminated: 'Đình chỉ',
  returned: 'Trả hồ sơ để điều tra bổ sung',
  cancelled: 'Hủy lịch',
  closed: 'Đã kết thúc',
} as const satisfies Record<Stage | 'questioning_civil', string>;

/** What the types of cases are called (`domain.md` §1). */
export const CASE_TYPE_WORDS = {
  HS: 'Hình sự',
  DS: 'Dân sự',
  HNGĐ: 'Hôn nhân và gia đình',
  KDTM: 'Kinh doanh, thương mại',
  LĐ: 'Lao động',
  HC: 'Hành chính',
  PS: 'Phá sản',
} as const satisfies Record<CaseType, string>;
