/** Words of the package's page, beside those of events and of the verifier. */
import type { Language } from '@giamsat/proof/package/words';

const vi = {
  title: 'Diễn biến phiên tòa',
  notMinutes: 'Bản ghi để tiện theo dõi, không phải biên bản phiên tòa',
  madeBy: 'Người xuất',
  authorisation: 'Theo văn bản',
  madeAt: 'Lúc',
  byOffice: 'Theo chức trách',
  lines: 'Diễn biến',
  pictures: 'Hình và tiếng',
  noPictures: 'Gói này không có hình.',
  noPictureThen: 'Không có hình vào lúc này.',
  camera: 'Camera',
  retracted: 'đã rút lại',
  corrected: 'đã đính chính',
  verify: 'Kiểm tra tính nguyên vẹn',
  verifyHelp:
    'Kéo tệp .zip vào đây, hoặc chọn tệp. Máy không gửi gì ra ngoài. Không có trình duyệt: node verify.js TỆP.zip',
  choose: 'Chọn tệp .zip',
  key: 'Khóa niêm phong do tòa án công bố (để đối chiếu)',
  checking: 'Đang kiểm tra',
  unreadable: 'Không đọc được tệp này.',
  language: 'English',
};
export type PageWords = Record<keyof typeof vi, string>;
const en: PageWords = {
  title: 'Course of the hearing',
  notMinutes: 'A convenience record, not the minutes of the hearing',
  madeBy: 'Exported by',
  authorisation: 'By document',
  madeAt: 'At',
  byOffice: 'By office',
  lines: 'Course',
  pictures: 'Picture and sound',
  noPictures: 'There is no picture in this package.',
  noPictureThen: 'There is no picture of this moment.',
  camera: 'Camera',
  retracted: 'retracted',
  corrected: 'corrected',
  verify: 'Check that it is intact',
  verifyHelp: 'Drop the .zip here, or choose it. Nothing is sent anywhere. Without a browser: node verify.js FILE.zip',
  choose: 'Choose the .zip',
  key: 'The sealing key that the court publishes (to compare)',
  checking: 'Checking',
  unreadable: 'This file cannot be read.',
  language: 'Tiếng Việt',
};
export const PAGE_WORDS: Record<Language, PageWords> = { vi, en };
