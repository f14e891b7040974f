/** The people of a hearing (`domain.md` §3). */
import { LINE_WORDS, ROLE_WORDS } from '@giamsat/contract/line-words';

export const people = {
  ...ROLE_WORDS,
  'panel.title': 'Hội đồng xét xử',
  'officials.title': 'Người tiến hành tố tụng khác',
  'participants.title': 'Người tham gia tố tụng',
  present: LINE_WORDS.present,
  absent: LINE_WORDS.absent,
  unknown: 'Chưa ghi nhận',
  none: 'Chưa ghi nhận người nào.',
} as const;
