/**
 * Every figure, in one place: its name, how it is made in words ("cách tính") and as SQL (`domain.md` §7). Pages, reports and exports
 * read them from here; a figure that does not stand here does not exist.
 */
import type { FIGURE_UNITS } from '@giamsat/contract/wire/statistics';

type Words = { vi: string; en: string };
type Base = {
  id: string;
  name: Words;
  how: Words;
  unit: (typeof FIGURE_UNITS)[number];
  /** Which way a target is met. */
  better?: 'more' | 'less';
  /** One number out of all rows of a group. */
  sql: string;
};
/** Over `f` of `hearing-figures.ts`, one row a hearing. `rows`: which hearings are behind the figure, where they can be listed. */
type HearingFigure = Base & { rows?: string };
/** Over `b` of `case-book-figures.ts`, one row a month of a court, a type and an instance. */
type CaseBookFigure = Base;

const number = (sql: string): string => `(${sql})::float8`;
const count = (rows: string): string => `count(*) filter (where ${rows})`;
const share = (of: string, per: string): string => number(`100.0 * ${of} / nullif(${per}, 0)`);

/** Doors never closed: of the others outsiders are told that they are there, and nothing else (decision 82). */
const TOLD = 'told';
const LISTED = "told and stage <> 'cancelled'";
const HELD = 'told and opened_at is not null';
const POSTPONED = "told and stage = 'postponed'";
const LATE = "told and opened_at > start_at + interval '10 minutes'";
const ENDED = "told and stage = 'closed' and minutes > 0";

const counted = (rows: string) => ({ unit: 'count' as const, sql: number(count(rows)), rows });

export const HEARING_FIGURES: readonly HearingFigure[] = [
  {
    id: 'scheduled',
    name: { vi: 'Phiên tòa đã lên lịch', en: 'Hearings scheduled' },
    how: {
      vi: 'Số phiên tòa có ngày xét xử trong kỳ, không tính phiên đã hủy lịch; gồm cả phiên xét xử kín. Phiên hoãn và phiên mở lại là hai phiên.',
      en: 'Hearings whose day is in the period, less those cancelled; those in camera are among them. A postponed hearing and its successor are two.',
    },
    unit: 'count',
    sql: number(count(`not told or stage <> 'cancelled'`)),
    rows: LISTED,
  },
  {
    id: 'held',
    name: { vi: 'Phiên tòa đã mở', en: 'Hearings opened' },
    how: { vi: 'Số phiên tòa có ghi sự kiện khai mạc.', en: 'Hearings with an opening on record.' },
    ...counted(HELD),
  },
  {
    id: 'judgments',
    name: { vi: 'Bản án đã tuyên', en: 'Judgments pronounced' },
    how: { vi: 'Số phiên tòa có ghi việc tuyên án.', en: 'Hearings with a pronounced judgment on record.' },
    ...counted("told and outcome = 'judgment'"),
  },
  {
    id: 'postponed',
    name: { vi: 'Phiên tòa hoãn', en: 'Hearings postponed' },
    how: {
      vi: 'Số phiên tòa kết thúc bằng quyết định hoãn, kể cả hoãn trước ngày xét xử.',
      en: 'Hearings that ended by being postponed, also before their day.',
    },
    ...counted(POSTPONED),
  },
  {
    id: 'postponed-rate',
    name: { vi: 'Tỷ lệ hoãn', en: 'Rate of postponement' },
    how: {
      vi: 'Phiên tòa hoãn ÷ phiên tòa đã lên lịch × 100, không tính phiên đã hủy lịch và phiên xét xử kín.',
      en: 'Hearings postponed ÷ hearings scheduled × 100, less those cancelled and those in camera.',
    },
    unit: 'percent',
    better: 'less',
    sql: share(count(POSTPONED), count(LISTED)),
    rows: POSTPONED,
  },
  {
    id: 'suspended',
    name: { vi: 'Đang tạm ngừng', en: 'Suspended now' },
    how: {
      vi: 'Số phiên tòa trong kỳ hiện đang tạm ngừng, chưa tiếp tục.',
      en: 'Hearings of the period that stand suspended.',
    },
    ...counted("told and stage = 'suspended'"),
  },
  {
    id: 'stayed-terminated',
    name: { vi: 'Tạm đình chỉ, đình chỉ', en: 'Stayed, terminated' },
    how: {
      vi: 'Số phiên tòa kết thúc bằng quyết định tạm đình chỉ hoặc đình chỉ.',
      en: 'Hearings that ended by a stay or a termination of the case.',
    },
    ...counted("told and stage in ('stayed', 'terminated')"),
  },
  {
    id: 'returned',
    name: { vi: 'Trả hồ sơ để điều tra bổ sung', en: 'Files returned' },
    how: {
      vi: 'Số phiên tòa kết thúc bằng quyết định trả hồ sơ để điều tra bổ sung.',
      en: 'Hearings that ended by the file being returned for further investigation.',
    },
    ...counted("told and stage = 'returned'"),
  },
  {
    id: 'late-rate',
    name: { vi: 'Tỷ lệ mở muộn', en: 'Opened late' },
    how: {
      vi: 'Phiên tòa khai mạc muộn hơn giờ đã lên lịch trên 10 phút ÷ phiên tòa đã mở × 100.',
      en: 'Hearings opened more than 10 minutes after their time ÷ hearings opened × 100.',
    },
    unit: 'percent',
    better: 'less',
    sql: share(count(LATE), count(HELD)),
    rows: LATE,
  },
  {
    id: 'length-average',
    name: { vi: 'Thời lượng trung bình', en: 'Average length' },
    how: {
      vi: 'Trung bình cộng của thời gian từ khai mạc đến hết các buổi của mỗi phiên tòa đã kết thúc; không tính thời gian giữa các buổi.',
      en: 'Mean of the time from opening to the end of all sittings of each hearing that is closed; the time between sittings is not counted.',
    },
    unit: 'minutes',
    sql: number(`avg(minutes) filter (where ${ENDED})`),
    rows: ENDED,
  },
  {
    id: 'length-median',
    name: { vi: 'Thời lượng trung vị', en: 'Median length' },
    how: {
      vi: 'Một nửa số phiên tòa đã kết thúc ngắn hơn, một nửa dài hơn; tính như thời lượng trung bình.',
      en: 'Half of the closed hearings are shorter, half are longer; counted as the average is.',
    },
    unit: 'minutes',
    sql: number(`percentile_cont(0.5) within group (order by minutes) filter (where ${ENDED})`),
    rows: ENDED,
  },
  {
    id: 'online',
    name: { vi: 'Phiên tòa trực tuyến', en: 'Online hearings' },
    how: {
      vi: 'Số phiên tòa được lên lịch xét xử trực tuyến theo Nghị quyết 33/2021/QH15. Việc giám sát từ xa không phải là xét xử trực tuyến.',
      en: 'Hearings scheduled as online hearings (Resolution 33/2021/QH15). Being watched from afar makes none of them one.',
    },
    ...counted(`${LISTED} and mode = 'online'`),
  },
  {
    id: 'closed-rate',
    name: { vi: 'Tỷ lệ phiên tòa kín', en: 'Share behind closed doors' },
    how: {
      vi: 'Phiên tòa xét xử kín hoặc có người dưới 18 tuổi (cả khi chỉ một phần phiên tòa) ÷ phiên tòa đã lên lịch × 100. Không chia theo loại án.',
      en: 'Hearings in camera or with a person under 18 (also for a part of it alone) ÷ hearings scheduled × 100. Not told by type of case.',
    },
    unit: 'percent',
    sql: share(count(`not ${TOLD}`), count("not told or stage <> 'cancelled'")),
  },
];

const CARRIED = 'coalesce(sum(carried_over) filter (where is_first), 0)';
const TOTAL = `(${CARRIED} + sum(accepted))`;
const LAST = (column: string): string => `coalesce(sum(${column}) filter (where is_last), 0)`;
const AT_ONES_FAULT = '(sum(quashed_subjective) + sum(amended_subjective))';

export const CASE_BOOK_FIGURES: readonly CaseBookFigure[] = [
  {
    id: 'disposal-rate',
    name: { vi: 'Tỷ lệ giải quyết', en: 'Rate of disposal' },
    how: {
      vi: 'Số vụ, việc đã giải quyết trong kỳ ÷ tổng thụ lý (tồn đầu kỳ + thụ lý mới) × 100.',
      en: 'Cases disposed of in the period ÷ total cases (carried over + newly accepted) × 100.',
    },
    unit: 'percent',
    better: 'more',
    sql: share('sum(disposed)', TOTAL),
  },
  {
    id: 'defendant-rate',
    name: { vi: 'Tỷ lệ giải quyết theo bị cáo', en: 'Rate of disposal, defendants' },
    how: {
      vi: 'Số bị cáo đã giải quyết ÷ tổng số bị cáo thụ lý (tồn đầu kỳ + mới) × 100; chỉ án hình sự.',
      en: 'Defendants disposed of ÷ all defendants (carried over + new) × 100; criminal cases alone.',
    },
    unit: 'percent',
    better: 'more',
    sql: share(
      'sum(defendants_disposed)',
      '(coalesce(sum(defendants_carried_over) filter (where is_first), 0) + sum(defendants_accepted))',
    ),
  },
  {
    id: 'total',
    name: { vi: 'Tổng thụ lý', en: 'Total cases' },
    how: {
      vi: 'Tồn đầu kỳ (theo tháng đầu tiên có số liệu trong kỳ) + thụ lý mới.',
      en: 'Carried over (of the first month of the period that was entered) + newly accepted.',
    },
    unit: 'count',
    sql: number(TOTAL),
  },
  {
    id: 'accepted',
    name: { vi: 'Thụ lý mới', en: 'Newly accepted' },
    how: { vi: 'Tổng số vụ, việc thụ lý trong các tháng của kỳ.', en: 'Cases accepted in the months of the period.' },
    unit: 'count',
    sql: number('sum(accepted)'),
  },
  {
    id: 'disposed',
    name: { vi: 'Đã giải quyết', en: 'Disposed of' },
    how: {
      vi: 'Tổng số vụ, việc đã giải quyết trong các tháng của kỳ.',
      en: 'Cases disposed of in the months of the period.',
    },
    unit: 'count',
    sql: number('sum(disposed)'),
  },
  {
    id: 'pending',
    name: { vi: 'Còn lại', en: 'Pending' },
    how: { vi: 'Tổng thụ lý − đã giải quyết.', en: 'Total cases − disposed of.' },
    unit: 'count',
    sql: number(`${TOTAL} - sum(disposed)`),
  },
  {
    id: 'fault-rate',
    name: { vi: 'Tỷ lệ hủy, sửa do nguyên nhân chủ quan', en: 'Quashed or amended at fault' },
    how: {
      vi: 'Bản án, quyết định bị hủy hoặc sửa do nguyên nhân chủ quan ÷ đã giải quyết × 100.',
      en: "Judgments and decisions quashed or amended by the judge's own fault ÷ disposed of × 100.",
    },
    unit: 'percent',
    better: 'less',
    sql: share(AT_ONES_FAULT, 'sum(disposed)'),
  },
  {
    id: 'quashed-rate',
    name: { vi: 'Tỷ lệ hủy', en: 'Rate of quashing' },
    how: {
      vi: 'Bản án, quyết định bị hủy (chủ quan và khách quan) ÷ đã giải quyết × 100.',
      en: 'Judgments and decisions quashed, for whatever cause ÷ disposed of × 100.',
    },
    unit: 'percent',
    better: 'less',
    sql: share('(sum(quashed_subjective) + sum(quashed_objective))', 'sum(disposed)'),
  },
  {
    id: 'amended-rate',
    name: { vi: 'Tỷ lệ sửa', en: 'Rate of amendment' },
    how: {
      vi: 'Bản án, quyết định bị sửa (chủ quan và khách quan) ÷ đã giải quyết × 100.',
      en: 'Judgments and decisions amended, for whatever cause ÷ disposed of × 100.',
    },
    unit: 'percent',
    better: 'less',
    sql: share('(sum(amended_subjective) + sum(amended_objective))', 'sum(disposed)'),
  },
  {
    id: 'stayed',
    name: { vi: 'Đang tạm đình chỉ', en: 'Stayed' },
    how: {
      vi: 'Số vụ, việc đang tạm đình chỉ vào cuối tháng gần nhất có số liệu của mỗi tòa.',
      en: 'Cases that stand stayed at the end of the last month that each court entered.',
    },
    unit: 'count',
    sql: number(LAST('stayed')),
  },
  {
    id: 'overdue',
    name: { vi: 'Quá hạn luật định', en: 'Past the term of the law' },
    how: {
      vi: 'Số vụ, việc quá thời hạn chuẩn bị xét xử vào cuối tháng gần nhất có số liệu của mỗi tòa.',
      en: 'Cases past the term for preparing them at the end of the last month that each court entered.',
    },
    unit: 'count',
    better: 'less',
    sql: number(LAST('overdue')),
  },
  {
    id: 'overdue-rate',
    name: { vi: 'Tỷ lệ quá hạn luật định', en: 'Share past the term of the law' },
    how: { vi: 'Quá hạn luật định ÷ tổng thụ lý × 100.', en: 'Past the term of the law ÷ total cases × 100.' },
    unit: 'percent',
    better: 'less',
    sql: share(LAST('overdue'), TOTAL),
  },
];
