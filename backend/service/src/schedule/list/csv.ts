/** CSV as spreadsheets of Vietnamese offices save it: comma, semicolon or tabulator, in the encodings that are still about. */
import { MAX_LIST_LINES } from '@giamsat/contract/wire/schedule';
import { type Cell, cleaned, type Line, MAX_COLUMNS } from './grid.ts';
import { Refused } from './refusal.ts';

const SEPARATORS = [';', '\t', ','] as const;
const MAX_LINES = MAX_LIST_LINES + 50;

const decoded = (encoding: string, bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/**
 * What the bytes may mean, the likeliest first: by the mark at their beginning, else UTF-8, else Windows-1258, in which tones are signs
 * of their own that NFC joins to their letters.
 */
export function textsOf(bytes: Buffer): string[] {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const text = decoded(marked, bytes);
  if (text !== undefined) return [text];
  const old = marked === 'utf-8' ? decoded('windows-1258', bytes) : undefined;
  return old === undefined ? [] : [old.normalize('NFC')];
}

/** @throws Refused `too-many-lines` */
export function linesOfText(text: string): Line[] {
  const separator = separatorOf(text);
  const lines: Line[] = [];
  let cells: Cell[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endField = () => {
    if (cells.length < MAX_COLUMNS) cells.push(cleaned(field));
    field = '';
  };
  const endLine = () => {
    endField();
    if (cells.some((cell) => cell !== undefined)) lines.push({ line: begun, cells });
    if (lines.length > MAX_LINES) throw new Refused('too-many-lines');
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '\n') line += 1;
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && field.trim() === '') {
      quoted = true;
      field = '';
    } else if (sign === separator) endField();
    else if (sign === '\n') {
      endLine();
      begun = line;
    } else field += sign;
  }
  endLine();
  return lines[0] && isSeparatorLine(lines[0]) ? lines.slice(1) : lines;
}

/** `sep=;`, by which a file tells Excel its separator. */
const isSeparatorLine = ({ line, cells }: Line): boolean =>
  line === 1 && typeof cells[0] === 'string' && cells[0].startsWith('sep=');

/** The sign that stands most often in the first lines. */
function separatorOf(text: string): string {
  const head = text.slice(0, 4_000);
  const counts = SEPARATORS.map((sign) => head.split(sign).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}
