/** The numbers of a case in a cell, in every usual way, and what they tell of its type (`domain.md` §1). */
import { normaliseCaseNumber, parseCaseNumber } from '@giamsat/contract/case-number';
import type { CaseType, Instance } from '@giamsat/contract/stage';
import { foldText } from '@giamsat/contract/text-fold';

export type CaseKind = { type?: CaseType | undefined; instance?: Instance | undefined };
export type CaseNumbers = CaseKind & {
  numbers: string[];
  note?: 'number-unusual' | 'number-completed' | undefined;
};

const MAX_UNITS = 200;
const MAX_NUMBER_UNITS = 80;
const MOST = 20;
/** `12/2021/TLST-HS`, with blanks or without the year. */
const WRITTEN = /\d{1,5} ?(?:\/ ?\d{4} ?)?\/ ?\p{L}{2,8} ?[-–] ?\p{L}{2,8}/gu;
/** `Thụ lý số 12/2021`, `TL 12`: the rest is told by other columns. */
const BARE = /^[^\d]{0,40}(\d{1,5}) ?(?:\/ ?(\d{4}))?$/;

/** As one key: a year that is missing is the hearing's. Undefined for what matches no pattern. */
export function caseKey(raw: string, day: string): string | undefined {
  const parts = parseCaseNumber(raw);
  if (!parts) return undefined;
  const code = parts.normal.slice(parts.normal.lastIndexOf('/') + 1);
  return `${parts.number}/${parts.year ?? day.slice(0, 4)}/${code}`;
}

/** `columns`: what the columns of type and instance say. Undefined: nothing stands there. */
export function caseNumbersOf(text: string | undefined, day: string, columns: CaseKind): CaseNumbers | undefined {
  if (text === undefined) return undefined;
  const short = text.slice(0, MAX_UNITS);
  const numbers = [...short.matchAll(WRITTEN)].map(([number]) => number.replaceAll(' ', '')).slice(0, MOST);
  if (numbers.length > 0) {
    const parsed = numbers.map(parseCaseNumber);
    const first = parsed.find((one) => one?.caseType !== undefined);
    return {
      numbers,
      type: first?.caseType ?? columns.type,
      instance: first?.instance ?? columns.instance,
      ...(parsed[0] ? {} : { note: 'number-unusual' as const }),
    };
  }
  const bare = BARE.exec(short.trim());
  if (bare && columns.type && columns.instance) {
    const number = `${bare[1]}/${bare[2] ?? day.slice(0, 4)}/TL${columns.instance}-${columns.type}`;
    return { ...columns, numbers: [number], note: 'number-completed' };
  }
  return { ...columns, numbers: [short.slice(0, MAX_NUMBER_UNITS)], note: 'number-unusual' };
}

const TYPES: readonly [CaseType, readonly string[]][] = [
  ['HS', ['hinh su', 'hs']],
  ['HNGĐ', ['hon nhan', 'hngd', 'ly hon']],
  ['KDTM', ['kinh doanh', 'thuong mai', 'kdtm']],
  ['LĐ', ['lao dong', 'ld']],
  ['HC', ['hanh chinh', 'hc']],
  ['PS', ['pha san', 'ps']],
  ['DS', ['dan su', 'ds']],
];
const says = (text: string, word: string): boolean => ` ${text} `.includes(word.length > 4 ? word : ` ${word} `);

/** Of columns such as `Loại án` and `Cấp xét xử`; each may say both (`Hình sự sơ thẩm`). */
export function kindOf(texts: readonly (string | undefined)[]): CaseKind {
  const text = texts.map((one) => foldText(one?.slice(0, MAX_UNITS) ?? '').replace(/[^a-z0-9]/g, ' ')).join(' ');
  const type = TYPES.find(([, words]) => words.some((word) => says(text, word)))?.[0];
  const instance =
    says(text, 'phuc tham') || says(text, 'pt') ? 'PT' : says(text, 'so tham') || says(text, 'st') ? 'ST' : undefined;
  return { type, instance };
}

/** As it is compared where no key is known. */
export const looseKey = (raw: string): string => normaliseCaseNumber(raw);
