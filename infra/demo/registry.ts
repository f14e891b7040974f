/** The registry of the demo: four courts of the time before 1 July 2025, their rooms and cameras, and people, all invented. */
import type { Account, Authorisation, Organisation, RegistrySeed } from '@giamsat/contract/registry';
import { dayOfMs } from '@giamsat/contract/time';
import { demoCaseBook } from './case-book.ts';
import { hearings } from './day/day.ts';
import { clerks } from './day/people.ts';

/** Everybody's, and printed at every start: what it opens is made up. */
export const demoPassword = 'giam-sat-2021';

/** Valid without end: the demo is shown under today's date. */
const courts: RegistrySeed['courts'] = [
  {
    code: 'ls',
    level: 'province',
    names: [
      { name: 'Tòa án nhân dân tỉnh Lạng Sơn', nameEn: "People's Court of Lạng Sơn province", short: 'TAND tỉnh' },
    ],
  },
  {
    code: 'tp',
    level: 'district',
    names: [
      {
        name: 'Tòa án nhân dân thành phố Lạng Sơn',
        nameEn: "People's Court of Lạng Sơn city",
        short: 'TAND TP Lạng Sơn',
      },
    ],
  },
  {
    code: 'cl',
    level: 'district',
    names: [
      { name: 'Tòa án nhân dân huyện Cao Lộc', nameEn: "People's Court of Cao Lộc district", short: 'TAND Cao Lộc' },
    ],
  },
  {
    code: 'lb',
    level: 'district',
    names: [
      {
        name: 'Tòa án nhân dân huyện Lộc Bình',
        nameEn: "People's Court of Lộc Bình district",
        short: 'TAND Lộc Bình',
      },
    ],
  },
];

const room = (code: string, court: string, name: string, nameEn: string) => ({ code, court, name, nameEn });
const rooms: RegistrySeed['rooms'] = [
  room('ls-a', 'ls', 'Phòng xử án A', 'Courtroom A'),
  room('ls-b', 'ls', 'Phòng xử án B', 'Courtroom B'),
  room('tp-1', 'tp', 'Phòng xử án 1', 'Courtroom 1'),
  room('tp-2', 'tp', 'Phòng xử án 2', 'Courtroom 2'),
  room('cl-1', 'cl', 'Phòng xử án 1', 'Courtroom 1'),
  room('cl-2', 'cl', 'Phòng xử án 2', 'Courtroom 2'),
  room('lb-1', 'lb', 'Phòng xử án 1', 'Courtroom 1'),
];

/** A room's first camera looks at the panel; LS-A has a second one that looks at the floor. */
export const feedOf = (roomCode: string, view: 'panel' | 'floor' = 'panel'): string =>
  `${roomCode}-cam-${view === 'panel' ? 1 : 2}`;

const feeds: RegistrySeed['feeds'] = [
  ...rooms.map(({ code }) => ({ code: feedOf(code), room: code, name: 'Hội đồng xét xử', role: 'panel' as const })),
  { code: feedOf('ls-a', 'floor'), room: 'ls-a', name: 'Bục khai báo', role: 'floor' },
];

export const agentOf = (court: string): string => `${court}-1`;

const organisations: Organisation[] = [
  { code: 'tand', name: 'Tòa án nhân dân tỉnh Lạng Sơn', nameEn: "People's Courts of Lạng Sơn", kind: 'court' },
  {
    code: 'vks',
    name: 'Viện kiểm sát nhân dân tỉnh Lạng Sơn',
    nameEn: "People's Procuracy of Lạng Sơn",
    kind: 'procuracy',
  },
  {
    code: 'tinh-uy',
    name: 'Thường trực Tỉnh ủy',
    nameEn: 'Standing board of the provincial Party committee',
    kind: 'oversight',
  },
  {
    code: 'hdnd',
    name: 'Thường trực HĐND tỉnh',
    nameEn: "Standing board of the provincial People's Council",
    kind: 'oversight',
  },
  {
    code: 'hdnd-lb',
    name: 'Thường trực HĐND huyện Lộc Bình',
    nameEn: "Standing board of the People's Council of Lộc Bình district",
    kind: 'oversight',
  },
  { code: 'van-hanh', name: 'Đơn vị vận hành', nameEn: 'Operator', kind: 'operator' },
];

type Bare = Omit<Account, 'passwordHash'>;
const person = (
  login: string,
  displayName: string,
  role: Account['role'],
  organisation: string,
  court?: string,
): Bare => ({ login, displayName, role, organisation, ...(court === undefined ? {} : { court }) });

/** `Thư ký` of a room, `thuky.ls-a`. */
export const clerkLogin = (roomCode: string): string => `thuky.${roomCode}`;

const courtOf = (roomCode: string): string => roomCode.slice(0, 2);

/** Whoever presides or prosecutes in the day's hearings may sign in and finds their own hearings. */
function officials(): Bare[] {
  const found = new Map<string, Bare>();
  const logins = { presiding_judge: 'thamphan', prosecutor: 'ksv' } as const;
  for (const script of hearings) {
    const list = [...script.panel, ...(script.prosecutor === undefined ? [] : [script.prosecutor])];
    for (const { name, role } of list) {
      if (role !== 'presiding_judge' && role !== 'prosecutor') continue;
      const n = [...found.values()].filter((a) => a.role === role && a.court === script.court).length + 1;
      const key = `${role} ${name}`;
      if (found.has(key)) continue;
      const organisation = role === 'prosecutor' ? 'vks' : 'tand';
      found.set(key, person(`${logins[role]}.${script.court}${n}`, name, role, organisation, script.court));
    }
  }
  return [...found.values()];
}

const people: Bare[] = [
  person('manhinh', 'Màn hình phòng họp Tỉnh ủy', 'screen', 'tinh-uy'),
  person('tinhuy', 'Trương Văn I', 'supervisor', 'tinh-uy'),
  person('hdnd', 'Lý Thị K', 'supervisor', 'hdnd'),
  person('hdnd.lb', 'Hoàng Văn L', 'supervisor', 'hdnd-lb'),
  person('chanhan', 'Dương Văn M', 'province_chief_judge', 'tand'),
  person('chanhan.lb', 'Nông Thị N', 'court_chief_judge', 'tand', 'lb'),
  ...officials(),
  ...Object.entries(clerks).map(([roomCode, name]) =>
    person(clerkLogin(roomCode), name, 'clerk', 'tand', courtOf(roomCode)),
  ),
  person('ksv.tinh', 'Lăng Văn P', 'prosecutor', 'vks'),
  person('quantri.ls', 'Bế Thị T', 'court_administrator', 'tand', 'ls'),
  person('quantri.lb', 'Vi Quốc Q', 'court_administrator', 'tand', 'lb'),
  person('kiemtra', 'Phạm Thị R', 'auditor', 'tand'),
  person('quantri', 'Đoàn Văn S', 'administrator', 'van-hanh'),
];

const authorisation = (n: number, organisation: string, scope: Partial<Authorisation['scope']>): Authorisation => ({
  documentNo: `${n}/QĐ-TAND-GL`,
  issuedOn: '2021-01-04',
  issuer: 'Chánh án Tòa án nhân dân tỉnh Lạng Sơn (giả lập)',
  organisation,
  scope: { live: true, recordings: true, logs: true, exports: false, ...scope },
  from: '2021-01-04',
});

const authorisations: Authorisation[] = [
  authorisation(1, 'tinh-uy', {}),
  authorisation(2, 'hdnd', {}),
  authorisation(3, 'hdnd-lb', { courts: ['lb'] }),
  authorisation(4, 'vks', { exports: true }),
];

const templates: NonNullable<RegistrySeed['templates']> = [
  { code: 'noi-quy', text: 'Thư ký phổ biến nội quy phiên tòa', textEn: 'The clerk reads the rules of the courtroom' },
  {
    code: 'bao-cao',
    text: 'Thư ký báo cáo sự có mặt, vắng mặt của những người được triệu tập',
    textEn: 'The clerk reports who is present and absent',
  },
  { code: 'ht-hoi', text: 'Hội thẩm nhân dân hỏi', textEn: 'An assessor asks' },
  { code: 'ksv-hoi', text: 'Kiểm sát viên hỏi', textEn: 'The prosecutor asks' },
  { code: 'nbc-hoi', text: 'Người bào chữa hỏi', textEn: 'The defender asks', caseTypes: ['HS'] },
  {
    code: 'ds-trinh-bay',
    text: 'Đương sự trình bày',
    textEn: 'A party states',
    caseTypes: ['DS', 'HNGĐ', 'KDTM', 'LĐ', 'HC'],
  },
  { code: 'loi-khai', text: 'Công bố lời khai của người vắng mặt', textEn: 'Statements of the absent are read' },
  { code: 'nbc-trinh-bay', text: 'Người bào chữa trình bày', textEn: 'The defender states', caseTypes: ['HS'] },
  { code: 'doi-dap', text: 'Kiểm sát viên đối đáp', textEn: 'The prosecutor replies' },
  { code: 'khang-cao', text: 'Giải thích quyền kháng cáo (15 ngày)', textEn: 'The right of appeal is explained' },
];

/**
 * The seed file's content. `hashes` gives each login's argon2id hash (asked once per login),
 * `codes` the SHA-256 of the one-time code of each agent that has no key yet; the case book goes up to the month of `today`.
 */
export async function demoRegistry(
  hash: (login: string) => Promise<string>,
  codes: Readonly<Record<string, string>>,
  today = dayOfMs(Date.now()),
): Promise<RegistrySeed> {
  const accounts: Account[] = [];
  for (const account of people) accounts.push({ ...account, passwordHash: await hash(account.login) });
  const agents = courts.map(({ code, names }) => {
    const enrolmentSha256 = codes[agentOf(code)];
    const agent = { code: agentOf(code), court: code, name: `Máy ${names[0]?.short ?? code}` };
    return enrolmentSha256 === undefined ? agent : { ...agent, enrolmentSha256 };
  });
  const caseBook = demoCaseBook(today);
  return {
    courts,
    successions: [],
    rooms,
    feeds,
    agents,
    organisations,
    accounts,
    authorisations,
    templates,
    caseBook,
  };
}

export const demoCourts = courts.map(({ code }) => code);
export const demoRooms: readonly { code: string; court: string }[] = rooms.map(({ code, court }) => ({ code, court }));
