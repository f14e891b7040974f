/** Text as words to be found by: one pure function for what is indexed and what is asked. */
import { foldText } from '@giamsat/contract/text-fold';

/** A folded word, its place among the words, and the stretch of the text (NFC, UTF-16 units) that it was. */
export type Word = { word: string; place: number; from: number; to: number };

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Longer is no word, and the database would refuse it. */
const MAX_WORD = 60;
/** The last place that a tsvector knows. */
const MAX_PLACE = 16_383;

/**
 * Marks, case, and the kind of `đ` and of digits make no difference, nor do zeros before a number: `09 tháng` is `9 tháng`.
 */
export function fold(word: string): string {
  const plain = foldText(word.normalize('NFKC')).replace(/\p{Nd}/gu, digit);
  return (/^\d+$/.test(plain) ? plain.replace(/^0+(?=\d)/, '') : plain).slice(0, MAX_WORD);
}

/** Blocks of decimal digits are ten long and begin at their zero. */
function digit(char: string): string {
  if (char >= '0' && char <= '9') return char;
  const code = char.codePointAt(0) ?? 0;
  for (let zero = code; zero > code - 10; zero--)
    if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(code - zero);
  return String(code % 10);
}

/** Codes of case numbers are written together and apart: `TLST-HS`, `HSST`, `HS-ST`, `QĐXXST`. */
const CODE = /^(tl|qdxx|qd)?(hs|ds|hngd|kdtm|ld|hc|ps)?(st|pt)?$/;
const apart = (word: string): string[] => {
  const parts = (CODE.exec(word) ?? []).slice(1).filter((part) => part !== undefined);
  return parts.length > 1 ? parts : [word];
};

/** In order; of text in NFC. Emoji, marks of punctuation and control signs are no words. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: found, index } of text.matchAll(WORD)) {
    for (const word of apart(fold(found))) {
      if (word !== '' && words.length < MAX_PLACE) {
        words.push({ word, place: words.length + 1, from: index, to: index + found.length });
      }
    }
  }
  return words;
}

const quoted = (word: string): string => `'${word.replace(/['\\]/g, '$&$&')}'`;

/** A tsvector's text. `facets` are words without a place, which begin with `@`. */
export function vectorOf(text: string, facets: readonly string[]): string {
  const places = new Map<string, number[]>();
  for (const { word, place } of wordsOf(text)) places.set(word, [...(places.get(word) ?? []), place]);
  return [
    ...facets.map(quoted),
    ...[...places].map(([word, at]) => `${quoted(word)}:${at.slice(0, 255).join(',')}`),
  ].join(' ');
}

export { quoted };
