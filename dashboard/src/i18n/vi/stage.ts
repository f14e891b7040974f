/** The words of the stages, the law's own (`ui.md`). */
import { STAGE_WORDS } from '@giamsat/contract/stage-words';

export const stage = {
  ...STAGE_WORDS,
  delayed: 'Mở muộn',
  in_camera: 'Xét xử kín',
  minor: 'Không truyền hình ảnh',
  'group.sitting': 'Đang xét xử',
  'group.recess': 'Tạm nghỉ',
  'group.deliberation': 'Nghị án',
  'group.upcoming': 'Sắp diễn ra',
  'group.suspended': 'Tạm ngừng',
  'group.closed': 'Đã kết thúc',
  'group.postponed': 'Hoãn, hủy',
  'group.other': 'Đình chỉ, trả hồ sơ',
} as const;
