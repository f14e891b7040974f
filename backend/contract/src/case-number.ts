/** Case numbers and numbers of decisions and judgments (`domain.md` §1): recognised, normalised, and kept where they are not. */
import type { CaseNumber } from './hearing/model.ts';
import type { CASE_TYPES } from './stage.ts';

type Type = (typeof CASE_TYPES)[number];
type Kind = NonNullable<CaseNumber['kind']>;

/** What a recognised number says; `year` is absent in texts such as `50/TLST-HS`: take it from the hearing's day. */
export type CaseNumberParts = {
  kind: Kind;
  number: number;
  year?: number;
  caseType?: Type;
  instance: 'ST' | 'PT';
  normal: string;
};

const TYPE = 'HS|DS|HNGĐ|KDTM|LĐ|HC|PS';
const ACCEPTED = new RegExp(`^(\\d{1,5})(?:/(\\d{4}))?/(TLST|TLPT)-(${TYPE})$`);
const TRIAL_DECISION = new RegExp(`^(\\d{1,5})/(\\d{4})/(QĐXXST|QĐXXPT)-(${TYPE})$`);
const JUDGMENT = /^(\d{1,5})\/(\d{4})\/(HS|DS|HNGĐ|KDTM|LĐ|HC)-(ST|PT)$/;
const OTHER_DECISION = new RegExp(`^(\\d{1,5})/(\\d{4})/(?:(QĐST|QĐPT)-(${TYPE})|(HSST|HSPT)-QĐ)$`);

const instanceIn = (code: string): 'ST' | 'PT' => (code.endsWith('PT') ? 'PT' : 'ST');

/** NFC, `Ð` (U+00D0, the Icelandic letter of some keyboards) → `Đ` (U+0110), upper case, no spaces, ASCII input completed. */
export function normaliseCaseNumber(raw: string): string {
  return raw
    .normalize('NFC')
    .replace(/[ðÐđ]/g, 'Đ')
    .toUpperCase()
    .replace(/\s+/gu, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/(^|[/-])QD(?=$|[/-]|XX|ST|PT)/g, '$1QĐ')
    .replace(/(^|[/-])HNGD(?=$|[/-])/g, '$1HNGĐ')
    .replace(/(^|[/-])LD(?=$|[/-])/g, '$1LĐ');
}

export function parseCaseNumber(raw: string): CaseNumberParts | undefined {
  const normal = normaliseCaseNumber(raw);
  const make = (kind: Kind, number: string, year: string | undefined, code: string, type: string | undefined) => ({
    kind,
    number: Number(number),
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(type === undefined ? {} : { caseType: type as Type }),
    instance: instanceIn(code),
    normal,
  });
  let m = ACCEPTED.exec(normal);
  if (m) return make('accepted', m[1] ?? '', m[2], m[3] ?? '', m[4]);
  m = TRIAL_DECISION.exec(normal);
  if (m) return make('trial_decision', m[1] ?? '', m[2], m[3] ?? '', m[4]);
  m = JUDGMENT.exec(normal);
  if (m) return make('judgment', m[1] ?? '', m[2], m[4] ?? '', m[3]);
  m = OTHER_DECISION.exec(normal);
  if (m) return make('other_decision', m[1] ?? '', m[2], m[3] ?? m[5] ?? '', m[4] ?? (m[5] ? 'HS' : undefined));
  return undefined;
}

/** The number as a hearing keeps it: `normal` and `kind` only where it was recognised. */
export function caseNumberOf(raw: string): CaseNumber {
  const parts = parseCaseNumber(raw);
  const kept = raw.normalize('NFC');
  return parts ? { raw: kept, normal: parts.normal, kind: parts.kind } : { raw: kept };
}
