/** The prosecutors' review sheet; what it shares with the printed form stands in the contract. */
import { SHEET_WORDS } from '@giamsat/contract/sheet-words';

export const sheet = {
  ...SHEET_WORDS,
  print: 'In phiếu (PDF)',
  printNotes: 'Kèm ghi chú của cơ quan',
  printed: 'Đã tải phiếu. Việc in được ghi vào nhật ký truy cập.',
  jump: 'Xem từ {{time}}',
  answer: 'Đánh giá',
  note: 'Nhận xét',
  day: 'Ngày',
  save: 'Lưu nhận xét',
  clear: 'Bỏ đánh giá',
  intro: 'Phần có giờ do diễn biến trả lời; phần còn lại Kiểm sát viên đánh giá.',
} as const;
