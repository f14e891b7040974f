/** What a verifier found, in the words of a court. */
import type { Finding, FindingCode } from './findings.ts';
import type { Verdict } from './verify.ts';

export type Language = 'vi' | 'en';
type Words = {
  findings: Record<FindingCode, string>;
  title: { ok: string; broken: string; noPackage: string };
  line: (n: number) => string;
  record: (n: number) => string;
  camera: string;
  count: (verdict: Verdict) => string[];
  compared: string;
  toCompare: string;
};

const dayFrom = (day: string): string => day.split('-').reverse().join('/');
const dayText = (time: string): string => localTime(time).slice(13);
const stretchText = ({ from, to }: { from: string; to: string }): string => `${localTime(from)} – ${localTime(to)}`;
const seconds = (ms: number): string => String(Math.round(ms / 1000));

const vi: Words = {
  findings: {
    'archive-truncated': 'Tệp nén bị cắt cụt hoặc không phải là tệp nén',
    'archive-form': 'Cấu trúc tệp nén đã bị thay đổi',
    'file-compressed': 'Có tệp bị nén lại, không đọc',
    'file-twice': 'Có hai tệp cùng tên',
    'file-missing': 'Thiếu tệp',
    'file-added': 'Có tệp lạ được thêm vào',
    'file-moved': 'Thứ tự tệp đã bị đổi',
    'file-changed': 'Tệp đã bị thay đổi',
    'manifest-unreadable': 'Bản kê không đọc được',
    'statement-unreadable': 'Lời chứng thực không đọc được',
    'statement-differs': 'Bản kê không phải là bản đã được chứng thực',
    'statement-unsigned': 'Chữ ký của lời chứng thực không đúng',
    'keys-broken': 'Lịch sử khóa niêm phong không đúng',
    'key-unknown': 'Khóa niêm phong không phải là khóa đã đối chiếu',
    'checkpoint-unsigned': 'Chữ ký của dấu niêm phong không đúng',
    'line-changed': 'Dòng diễn biến đã bị thay đổi',
    'line-missing': 'Thiếu dòng diễn biến',
    'line-added': 'Có dòng diễn biến lạ được thêm vào',
    'line-twice': 'Dòng diễn biến bị lặp lại',
    'line-moved': 'Dòng diễn biến bị đổi chỗ',
    'line-unsealed': 'Dòng diễn biến không nằm trong dấu niêm phong',
    'init-changed': 'Phần mở đầu của hình đã bị thay đổi',
    'index-changed': 'Bảng tua của hình đã bị thay đổi',
    'segment-changed': 'Đoạn hình đã bị thay đổi',
    'segment-missing': 'Thiếu đoạn hình',
    'segment-added': 'Có dữ liệu lạ được chèn vào hình',
    'segment-twice': 'Đoạn hình bị lặp lại',
    'segment-moved': 'Đoạn hình bị đổi chỗ',
    'segment-unlike-stated': 'Đoạn hình khác với đoạn mà tòa án đã xác nhận',
  },
  title: { ok: 'NGUYÊN VẸN', broken: 'CÓ THAY ĐỔI', noPackage: 'KHÔNG PHẢI GÓI CHỨNG THỰC' },
  line: (n) => `dòng ${n}`,
  record: (n) => `bản ghi số ${n}`,
  camera: 'camera',
  count: ({ lines, pictures, removed, seal }) => [
    `Diễn biến: ${lines.told} bản ghi, ${lines.sealed} đã niêm phong, ${lines.withheld} không công bố nội dung`,
    `Hình: ${pictures.segments} đoạn, ${seconds(pictures.durationMs)} giây${pictures.unstated ? `; ${pictures.unstated} đoạn tòa án chưa xác nhận` : ''}`,
    ...removed.map(
      (one) =>
        `Đã xóa ngày ${dayText(one.at)}, theo quyết định ${one.decisionNo} ngày ${dayFrom(one.decidedOn)}: ${one.segments} đoạn hình, camera ${one.feed}, ${stretchText(one)}`,
    ),
    ...(seal
      ? [
          `Dấu niêm phong đến số ${seal.size}${seal.cosigners.length ? `, đối chứng: ${seal.cosigners.join(', ')}` : ''}`,
        ]
      : []),
  ],
  compared: 'Khóa niêm phong đã đối chiếu',
  toCompare: 'Hãy đối chiếu khóa niêm phong này với khóa mà tòa án công bố',
};

const en: Words = {
  findings: {
    'archive-truncated': 'The archive is cut short, or is none',
    'archive-form': 'The form of the archive was changed',
    'file-compressed': 'A file was compressed anew; it is not read',
    'file-twice': 'Two files have one name',
    'file-missing': 'A file is missing',
    'file-added': 'A file was added',
    'file-moved': 'The order of the files was changed',
    'file-changed': 'A file was changed',
    'manifest-unreadable': 'The manifest cannot be read',
    'statement-unreadable': 'The statement cannot be read',
    'statement-differs': 'The manifest is not the one that was stated',
    'statement-unsigned': 'The signature of the statement is wrong',
    'keys-broken': 'The history of the sealing keys is wrong',
    'key-unknown': 'The sealing key is not the one that was compared',
    'checkpoint-unsigned': 'The signature of the seal is wrong',
    'line-changed': 'A line of the log was changed',
    'line-missing': 'A line of the log is missing',
    'line-added': 'A line of the log was added',
    'line-twice': 'A line of the log stands twice',
    'line-moved': 'A line of the log was moved',
    'line-unsealed': 'A line of the log is not in the seal',
    'init-changed': 'The beginning of the picture was changed',
    'index-changed': 'The seek table of the picture was changed',
    'segment-changed': 'A segment of the picture was changed',
    'segment-missing': 'A segment of the picture is missing',
    'segment-added': 'Something was put into the picture',
    'segment-twice': 'A segment of the picture stands twice',
    'segment-moved': 'A segment of the picture was moved',
    'segment-unlike-stated': 'A segment is not the one that the court stated',
  },
  title: { ok: 'INTACT', broken: 'CHANGED', noPackage: 'NOT A CERTIFIED EXPORT' },
  line: (n) => `line ${n}`,
  record: (n) => `record ${n}`,
  camera: 'camera',
  count: ({ lines, pictures, removed, seal }) => [
    `Log: ${lines.told} records, ${lines.sealed} sealed, ${lines.withheld} with their content withheld`,
    `Picture: ${pictures.segments} segments, ${seconds(pictures.durationMs)} s${pictures.unstated ? `; ${pictures.unstated} not stated by the court yet` : ''}`,
    ...removed.map(
      (one) =>
        `Removed on ${dayText(one.at)}, by decision ${one.decisionNo} of ${dayFrom(one.decidedOn)}: ${one.segments} segments, camera ${one.feed}, ${stretchText(one)}`,
    ),
    ...(seal
      ? [
          `Sealed up to number ${seal.size}${seal.cosigners.length ? `, countersigned: ${seal.cosigners.join(', ')}` : ''}`,
        ]
      : []),
  ],
  compared: 'The sealing key was compared',
  toCompare: 'Compare this sealing key with the one that the court publishes',
};

export const VERIFIER_WORDS: Record<Language, Words> = { vi, en };

/** Everything is told in the time of Viet Nam, which has no daylight saving: UTC+7. */
export const localTime = (time: string): string => {
  const ms = Date.parse(time);
  if (!Number.isFinite(ms)) return time;
  const at = new Date(ms + 7 * 3_600_000).toISOString();
  return `${at.slice(11, 23)} ${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)}`;
};

/** @param eventWord what an event is called. */
export function findingText(
  one: Finding,
  language: Language,
  eventWord: (type: string) => string = (type) => type,
): string {
  const words = VERIFIER_WORDS[language];
  const where = [
    one.path,
    one.line === undefined ? undefined : words.line(one.line),
    one.seq === undefined ? undefined : words.record(one.seq),
    one.type === undefined ? undefined : eventWord(one.type),
    one.time === undefined ? undefined : localTime(one.time),
    one.feed === undefined ? undefined : `${words.camera} ${one.feed}`,
    one.from === undefined ? undefined : `${localTime(one.from).slice(0, 12)} – ${localTime(one.to ?? one.from)}`,
  ].filter((part) => part !== undefined);
  return [words.findings[one.code], where.join(', ')].filter(Boolean).join(': ');
}
