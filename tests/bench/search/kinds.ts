/** Two hundred kinds of question, from rare to frequent: words, phrases, beginnings, numbers, names, with filters, by people who may read all, one court or one room. */
import type { Viewer } from '@giamsat/service/access/viewer';
import { dice, lineOf, nameOf, titleOf } from './text.ts';

export type Kind = {
  name: string;
  q: string;
  viewer: Viewer;
  filter: {
    courts?: string[];
    type?: string;
    stage?: string;
    from?: string;
    to?: string;
    flag?: boolean;
    person?: string;
  };
};

const viewer = (role: Viewer['role'], more: Partial<Viewer> = {}): Viewer => ({
  login: 'ai',
  displayName: 'Người xem',
  role,
  organisation: 'org',
  authorisations: [],
  sessionId: 's',
  ...more,
});
const document = (scope: object) => [
  {
    id: 'a',
    documentNo: '1',
    issuedOn: '2020-01-01',
    issuer: 'i',
    organisation: 'org',
    from: '2020-01-01',
    scope: { live: true, recordings: true, logs: true, exports: false, ...scope },
  },
];
const VIEWERS: readonly Viewer[] = [
  viewer('province_chief_judge'),
  viewer('province_chief_judge'),
  viewer('supervisor', { authorisations: document({}) }),
  viewer('supervisor', { authorisations: document({ courts: ['c2', 'c5'] }) }),
  viewer('court_chief_judge', { court: 'c3' }),
  viewer('prosecutor', { court: 'c4' }),
  viewer('clerk', { court: 'c1' }),
  viewer('supervisor', { authorisations: document({ rooms: ['c7-1'] }) }),
];
const FREQUENT = [
  'bị cáo',
  'chu toa',
  'HĐXX',
  'hoi dong xet xu',
  'kiem sat vien',
  'về',
  'tại',
  'hỏi',
  'khai đã lấy',
  'cho ky lua',
];
const MIDDLING = [
  'án treo',
  'nghị án',
  'nghi an',
  'lời sau cùng',
  'tạm nghỉ',
  'xe đạp',
  'vat chung con dao',
  'ngat hinh tieng',
  'đồng đăng',
  'án phí',
];

export function kindsOf(count: number): Kind[] {
  const d = dice(777);
  const other = (n: number) => dice(n + 1);
  /** Words of a line that is somewhere among the first hundred thousand. */
  const line = () => {
    const name = nameOf(other(d.below(500)));
    return lineOf(d, name)
      .replace(/[:;,.]/g, '')
      .split(' ');
  };
  const asked: (() => string)[] = [
    () => d.of(FREQUENT),
    () => d.of(MIDDLING),
    () => d.of(line()),
    () => line().slice(0, 2).join(' '),
    // Half remembered: three words of a line, without marks.
    () =>
      [...line()]
        .sort(() => d.next() - 0.5)
        .slice(0, 3)
        .join(' ')
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/[đĐ]/g, 'd'),
    () => `"${line().slice(0, 3).join(' ')}"`,
    () => `"${d.of(MIDDLING)}"`,
    () => `${d.of(line()).slice(0, 3)}*`,
    () => `${d.of(MIDDLING)} -${d.of(line())}`,
    () => `${d.of(FREQUENT)} -${d.of(FREQUENT).split(' ')[0]}`,
    () => `${1 + d.below(500)}/TLST-HS`,
    () => `${1 + d.below(500)}/TLST-HS bị cáo`,
    () => nameOf(other(d.below(500))),
    () => `"${nameOf(other(d.below(500)))}"`,
    () => titleOf(d, nameOf(d)).split(' – ')[1] ?? '',
    () => 'khongcochunaonhuvay',
    () => `khongco ${d.of(FREQUENT)}`,
    () => '"cáo bị chủ tọa"',
  ];
  const months = (back: number) => new Date(Date.now() - back * 30 * 86_400_000).toISOString().slice(0, 10);
  const filters: (() => Kind['filter'])[] = [
    () => ({}),
    () => ({}),
    () => ({}),
    () => ({ courts: [`c${1 + d.below(12)}`] }),
    () => ({ type: d.of(['HS', 'DS', 'HNGĐ']) }),
    () => ({ from: months(2) }),
    () => ({ from: months(20), to: months(14) }),
    () => ({ stage: 'debate' }),
    () => ({ flag: true }),
    () => ({ person: nameOf(other(d.below(500))) }),
  ];
  return Array.from({ length: count }, (_, n) => {
    const form = n % asked.length;
    return {
      name: `${form}`,
      q: asked[form]?.() ?? '',
      filter: d.of(filters)(),
      viewer: VIEWERS[(n * 5 + Math.floor(n / asked.length)) % VIEWERS.length] as Viewer,
    };
  });
}
