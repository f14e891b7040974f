/** What is said in the demo's courtrooms: invented, neutral, of no real case. */
import type { Speaker } from '../courtroom/moment.ts';

export type Voiced = Exclude<Speaker, 'nobody' | 'waiting' | 'empty'>;

export const sentences: Readonly<Record<Voiced, readonly string[]>> = {
  presiding: [
    'Hội đồng xét xử tiếp tục phiên tòa. Đề nghị mọi người giữ trật tự.',
    'Bị cáo nghe rõ câu hỏi rồi trả lời trước Hội đồng xét xử.',
    'Hội đồng xét xử đã xem xét tài liệu có trong hồ sơ vụ án.',
    'Mời những người tham gia tố tụng trình bày ý kiến của mình.',
    'Ý kiến vừa rồi đã được thư ký ghi vào biên bản phiên tòa.',
  ],
  assessor: [
    'Hội thẩm nhân dân hỏi thêm về thời gian và địa điểm.',
    'Ông cho biết lúc đó có những ai cùng có mặt tại nhà.',
    'Bà trình bày rõ hơn về giấy tờ đã giao nhận giữa hai bên.',
  ],
  prosecutor: [
    'Thưa Hội đồng xét xử, Viện kiểm sát trình bày quan điểm như sau.',
    'Các tài liệu, chứng cứ đã được thu thập theo đúng trình tự.',
    'Kiểm sát viên hỏi: việc này diễn ra vào khoảng mấy giờ.',
    'Đề nghị Hội đồng xét xử xem xét lời khai tại bút lục đã công bố.',
  ],
  defender: [
    'Thưa Hội đồng xét xử, người bào chữa xin trình bày thêm.',
    'Đề nghị Hội đồng xét xử xem xét hoàn cảnh gia đình và thái độ hợp tác.',
    'Chúng tôi xin nộp bổ sung tài liệu để Hội đồng xét xử tham khảo.',
  ],
  defendant: [
    'Thưa Hội đồng xét xử, tôi xin trả lời ạ.',
    'Hôm đó khoảng bảy giờ tối tôi đi làm về rồi ở nhà.',
    'Tôi đã nghe rõ và không có ý kiến gì thêm.',
    'Tôi xin trình bày đúng như những gì tôi còn nhớ.',
  ],
  other: [
    'Thưa Hội đồng xét xử, tôi xin trình bày sự việc như sau.',
    'Sáng hôm sau tôi mới biết và đã báo với trưởng thôn.',
    'Tôi giữ nguyên ý kiến đã nêu trong đơn gửi Tòa án.',
  ],
  clerk: [
    'Thư ký xin báo cáo sự có mặt của những người được triệu tập.',
    'Đề nghị mọi người tắt điện thoại và giữ trật tự trong phòng xử án.',
    'Mời tất cả mọi người đứng dậy.',
  ],
};

/** How each voice sounds in espeak-ng: variant, pitch (0–99), words a minute. Two of each, chosen by the room. */
export const timbres: Readonly<Record<Voiced, readonly (readonly [variant: string, pitch: number, speed: number])[]>> =
  {
    presiding: [
      ['f2', 44, 150],
      ['m3', 38, 148],
    ],
    assessor: [
      ['m7', 46, 158],
      ['f4', 50, 156],
    ],
    prosecutor: [
      ['m1', 42, 162],
      ['f3', 48, 160],
    ],
    defender: [
      ['m4', 50, 165],
      ['m2', 36, 160],
    ],
    defendant: [
      ['m5', 34, 145],
      ['m6', 44, 150],
    ],
    other: [
      ['f1', 52, 150],
      ['m8', 40, 148],
    ],
    clerk: [
      ['f5', 56, 160],
      ['f2', 60, 162],
    ],
  };
