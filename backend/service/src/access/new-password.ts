/**
 * What a new password must be (NIST SP 800-63B §5.1.1.2): long, not one of those that everybody tries first, not made of one's own name.
 * No rules of composition, no expiry: they make passwords worse.
 */
import { MIN_PASSWORD_LENGTH } from '@giamsat/contract/wire/session';
import common from '@zxcvbn-ts/language-common/src/passwords.json' with { type: 'json' };
import { DomainError } from '../platform/errors.ts';

/** The 49,000 that come up most in what was stolen elsewhere, lowercase. */
const COMMON: ReadonlySet<string> = new Set(common);
/** Words of this house, which a list from elsewhere does not know. */
const OF_THE_HOUSE = ['giamsat', 'giamsatphientoa', 'phientoa', 'toaan', 'toaannhandan', 'matkhau', 'langson'];

/** Lowercase, without marks and spaces, đ → d: as it would be typed in a hurry. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The shortest piece of which the text is a repetition: `abcabcabc` → `abc`. */
function unitOf(text: string): string {
  const at = `${text}${text}`.indexOf(text, 1);
  return text.slice(0, at);
}

const isRun = (text: string): boolean => {
  const codes = [...text].map((char) => char.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? 9);
};

/** @throws DomainError `password-short`, `password-common` or `password-personal`, with the field. */
export function checkNewPassword(
  password: string,
  { login, displayName, field }: { login: string; displayName: string; field: string },
): void {
  const composed = password.normalize('NFC');
  // The schema counted what was typed; composed it may be shorter.
  if ([...composed].length < MIN_PASSWORD_LENGTH) throw new DomainError('password-short', { field });
  const plain = folded(composed);
  // `matkhau2021!` and `password password` are on the list in all but name.
  const core = unitOf(plain.replace(/^\d+|\d+$/g, ''));
  const candidates = [composed.toLowerCase(), plain, unitOf(plain), core];
  const guessable = candidates.some((one) => COMMON.has(one) || OF_THE_HOUSE.includes(one));
  if (guessable || unitOf(plain).length < 4 || isRun(plain)) throw new DomainError('password-common', { field });
  const own = [login, displayName].map(folded).filter((name) => name.length >= 4);
  if (own.some((name) => plain.includes(name))) throw new DomainError('password-personal', { field });
}
