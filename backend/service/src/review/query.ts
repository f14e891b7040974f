/** What somebody typed, as words to look for: parsed, never refused. Pure. */
import { quoted, wordsOf } from './words.ts';

/** `words`: of a phrase one after the other. `exact` of a case number: all of them, in any order. */
export type Item =
  | { kind: 'word' | 'phrase' | 'prefix'; words: string[]; not: boolean }
  | { kind: 'number'; words: string[]; not: false };
/** What is short for what, both folded; see `readAbbreviations`. */
export type Abbreviations = ReadonlyMap<string, readonly string[]>;

/** More tell nothing more, and each costs. */
const MAX_ITEMS = 16;
/** Shorter beginnings fit nearly every line. */
const MIN_PREFIX = 2;

const ITEM = /(-?)(?:["“”„«]([^"“”„«»]*)(?:["“”„»]|$)|([^\s"“”„«»]+))/gu;
/** `9011/2021/TLST-HS`, `9011/TLST-HS`, `9011-2021`: a number, then its year or the letters of its kind. */
const NUMBER = /^\d{1,5}[/.–-](?:\d{4}$|(?:\d{4}[/.–-])?\p{L}[\p{L}\p{M}\d/.–-]*$)/u;
/** The number alone: no year, and no count of months. */
const BARE = /^(?!(?:19|20)\d\d$)\d{3,5}$/;

/** The last word as a beginning: it may be half typed. */
export function halfTyped(q: string): Item[] {
  const items = parseQuery(q);
  const last = items.at(-1);
  if (!last || last.not || /[\s"“”»]$/u.test(q)) return items;
  const words = last.kind === 'number' ? last.words.slice(-1) : last.words;
  const before = last.kind === 'number' ? last.words.slice(0, -1) : [];
  return [
    ...items.slice(0, -1),
    ...(before.length > 0 ? [{ kind: 'number' as const, words: before, not: false as const }] : []),
    { kind: 'prefix', words, not: false },
  ];
}

/** In the order in which they stand. Signs alone, emoji and the like are nothing. */
export function parseQuery(q: string): Item[] {
  const items: Item[] = [];
  // Within a number spaces are chance: `9011 / 2021 / TLST - HS`.
  const text = q
    .normalize('NFC')
    .replace(/\s*\/\s*/gu, '/')
    .replace(/(\/\p{L}+)\s*[–-]\s*(?=\p{L})/gu, '$1-');
  for (const [, minus = '', phrase, plain = ''] of text.matchAll(ITEM)) {
    if (items.length === MAX_ITEMS) break;
    const not = minus !== '';
    const words = wordsOf(phrase ?? plain).map(({ word }) => word);
    const [first] = words;
    if (first === undefined) continue;
    if (phrase === undefined && !not && (NUMBER.test(plain) || BARE.test(plain))) {
      items.push({ kind: 'number', words: [...new Set(words)], not });
    } else if (phrase === undefined && plain.endsWith('*') && (words.at(-1)?.length ?? 0) >= MIN_PREFIX) {
      items.push({ kind: 'prefix', words, not });
    } else items.push({ kind: words.length > 1 ? 'phrase' : 'word', words, not });
  }
  return items;
}

const joined = (parts: readonly string[], by: '&' | '<->' | '|'): string =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(` ${by} `)})`;
const phraseOf = (words: readonly string[], prefix = false): string =>
  joined(
    words.map((word, n) => quoted(word) + (prefix && n === words.length - 1 ? ':*' : '')),
    '<->',
  );

function termOf({ kind, words }: Item, short: Abbreviations): string {
  if (kind === 'number') return joined(words.map(quoted), '&');
  const own = phraseOf(words, kind === 'prefix');
  if (kind === 'prefix') return own;
  const [only = ''] = words;
  const full = kind === 'word' ? short.get(only) : undefined;
  return joined([own, ...(full ? [phraseOf(full)] : []), ...shortFor(words, short).map(quoted)], '|');
}

const shortFor = (words: readonly string[], short: Abbreviations): string[] =>
  words.length < 2 ? [] : [...short].filter(([, full]) => full.join(' ') === words.join(' ')).map(([one]) => one);

/** Plain words that stand one after the other and are what something is short for are one thing that may be written either way. */
function runs(items: readonly Item[], short: Abbreviations): (Item | { run: readonly string[]; written: string[] })[] {
  const result: ReturnType<typeof runs> = [];
  for (let n = 0; n < items.length; ) {
    const longest = [...short.values()]
      .filter((full) => full.every((word, k) => isPlain(items[n + k], word)))
      .sort((a, b) => b.length - a.length)[0];
    const item = items[n];
    if (longest && longest.length > 1) {
      result.push({ run: longest, written: shortFor(longest, short) });
      n += longest.length;
    } else {
      if (item) result.push(item);
      n += 1;
    }
  }
  return result;
}
const isPlain = (item: Item | undefined, word: string): boolean =>
  item?.kind === 'word' && !item.not && item.words[0] === word;

/** A tsquery's text; empty where nothing is to be there or not to be there. */
export function tsqueryOf(items: readonly Item[], short: Abbreviations): string {
  return runs(items, short)
    .map((item) => {
      if ('run' in item) return joined([joined(item.run.map(quoted), '&'), ...item.written.map(quoted)], '|');
      return `${item.not ? '!' : ''}${termOf(item, short)}`;
    })
    .join(' & ');
}

/** Stretches of `text` (NFC) that the items found, for the eye: each word, phrases only as a whole. */
export function marksOf(text: string, items: readonly Item[], short: Abbreviations): [number, number][] {
  const words = wordsOf(text);
  const marked = new Set<number>();
  const sequence = (wanted: readonly string[], prefix: boolean) => {
    for (let n = 0; n + wanted.length <= words.length; n++) {
      const fits = wanted.every((one, k) => {
        const word = words[n + k]?.word ?? '';
        return prefix && k === wanted.length - 1 ? word.startsWith(one) : word === one;
      });
      if (fits) for (let k = 0; k < wanted.length; k++) marked.add(n + k);
    }
  };
  for (const { kind, words: wanted, not } of items) {
    if (not) continue;
    if (kind === 'number') for (const one of wanted) sequence([one], false);
    else sequence(wanted, kind === 'prefix');
    const [only = ''] = wanted;
    if (kind === 'word' && short.has(only)) sequence(short.get(only) ?? [], false);
    for (const one of shortFor(wanted, short)) sequence([one], false);
  }
  for (const item of runs(items, short)) if ('run' in item) for (const one of item.written) sequence([one], false);
  const marks: [number, number][] = [];
  for (const n of [...marked].sort((a, b) => a - b)) {
    const { from, to } = words[n] as (typeof words)[number];
    const last = marks.at(-1);
    // Words that stand side by side are one mark.
    if (last && /^[\s/.-]*$/.test(text.slice(last[1], from))) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return marks;
}

/** Longer texts are shown around what was found. */
const LONGEST = 400;
const BEFORE = 80;

/** What a hit shows of its text, with the marks in it. Cut between words, and said by `…`. */
export function excerptOf(
  text: string,
  items: readonly Item[],
  short: Abbreviations,
): { text: string; marks: { from: number; to: number }[] } {
  const marks = marksOf(text, items, short);
  let [from, to] = [0, text.length];
  if (text.length > LONGEST) {
    const [first = 0] = marks[0] ?? [];
    const begin = Math.max(0, Math.min(first - BEFORE, text.length - LONGEST));
    from = begin === 0 ? 0 : text.indexOf(' ', begin) + 1;
    const end = from + LONGEST;
    to = end >= text.length ? text.length : Math.max(text.lastIndexOf(' ', end), marks[0]?.[1] ?? 0);
  }
  const [before, after] = [from > 0 ? '… ' : '', to < text.length ? ' …' : ''];
  return {
    text: before + text.slice(from, to) + after,
    marks: marks
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]) => ({ from: start - from + before.length, to: end - from + before.length })),
  };
}
