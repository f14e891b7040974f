/** Why a hearing list, or a line of it, is not imported, in Vietnamese: pages and the reports beside files take the words from here. */
import type { LineFault, ListRefusal } from './wire/schedule.ts';

export const LIST_REFUSAL_WORDS = {
  empty: 'Tệp không có gì.',
  'too-large': 'Tệp giải nén ra quá lớn nên không được đọc.',
  'too-many-lines': 'Danh sách có hơn 10.000 dòng. Hãy chia thành nhiều tệp, ví dụ theo tháng.',
  'old-format': 'Đây là tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel và lưu lại thành .xlsx.',
  locked: 'Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi chọn lại.',
  macros: 'Tệp có macro nên không được nhận. Hãy lưu lại thành .xlsx (không macro).',
  damaged: 'Tệp bị hỏng hoặc không phải danh sách Excel hay CSV.',
  'old-letters':
    'Chữ trong tệp theo bảng mã cũ TCVN3 (phông .VnTime). Hãy chuyển sang Unicode rồi chọn lại, để không nhập sai tên.',
  encoding: 'Không nhận ra bảng mã chữ của tệp. Hãy lưu lại thành CSV UTF-8 hoặc .xlsx.',
  'no-headings': 'Không tìm thấy dòng tiêu đề có ít nhất cột số thụ lý và cột ngày (hoặc thời gian) xét xử.',
  'heading-twice': 'Có hai cột khác nhau mang cùng một tiêu đề. Hãy sửa tiêu đề rồi chọn lại.',
} as const satisfies Record<ListRefusal, string>;

/** `{{value}}`: what stands there. */
export const LINE_FAULT_WORDS = {
  'number-missing': 'Thiếu số thụ lý',
  'number-twice': 'Cùng số thụ lý, cùng ngày với dòng {{value}}',
  'number-ambiguous': 'Vụ án có nhiều phiên tòa đang chờ: không rõ dòng này là phiên nào',
  'type-missing': 'Không rõ loại án hoặc cấp xét xử',
  'day-missing': 'Thiếu ngày',
  'day-unclear': 'Không đọc được ngày: {{value}}',
  'no-such-day': 'Không có ngày này: {{value}}',
  'day-past': 'Ngày đã qua',
  'day-far': 'Ngày quá xa: hơn một năm nữa',
  'time-missing': 'Thiếu giờ',
  'time-unclear': 'Không đọc được giờ: {{value}}',
  'no-such-time': 'Không có giờ này: {{value}}',
  'title-missing': 'Thiếu nội dung vụ án',
  'too-long': 'Ô quá dài: {{value}}…',
  'no-value': 'Ô có công thức lỗi hoặc chưa tính',
  'room-unknown': 'Tòa án không có phòng này: {{value}}',
  'status-unclear': 'Không hiểu trạng thái: {{value}}. Hoãn, tạm đình chỉ do Thư ký ghi kèm lý do',
  'nothing-to-cancel': 'Không có phiên tòa nào để hủy',
  begun: 'Phiên tòa đã bắt đầu hoặc đã kết thúc nên không đổi theo danh sách',
} as const satisfies Record<LineFault, string>;
