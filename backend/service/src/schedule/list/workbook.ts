/** Sheets of a workbook (ECMA-376, SpreadsheetML): values as they were last calculated. Formulas are never run, macros are refused. */
import { MAX_LIST_LINES } from '@giamsat/contract/wire/schedule';
import { SaxesParser } from 'saxes';
import { type Archive, openArchive } from './archive.ts';
import { BROKEN, type Cell, cleaned, type Line, MAX_COLUMNS, type Sheet } from './grid.ts';
import { Refused } from './refusal.ts';

const MAX_SHEETS = 20;
/** Headings and title stand above the lines. */
const MAX_LINES = MAX_LIST_LINES + 50;
/** Cells that merged ones may be copied to. */
const MAX_MERGED = 300_000;

type Attributes = Record<string, string>;
type On = {
  open?: (name: string, attributes: Attributes) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

/** Names without their prefix. A document type, of which bombs are made, is refused. @throws Refused `damaged` */
function walk(xml: Buffer, on: On): void {
  const parser = new SaxesParser();
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  let refused: unknown;
  parser.on('error', () => {
    refused ??= new Refused('damaged');
  });
  parser.on('doctype', () => {
    refused ??= new Refused('damaged');
  });
  parser.on('opentag', ({ name, attributes }) => on.open?.(local(name), attributes as Attributes));
  parser.on('text', (text) => on.text?.(text));
  parser.on('closetag', ({ name }) => on.close?.(local(name)));
  const text = xml.toString('utf8').replace(/^\ufeff/, '');
  // In pieces, so that what is wrong at the beginning ends it there.
  for (let at = 0; at < text.length && !refused; at += 65_536) parser.write(text.slice(at, at + 65_536));
  if (!refused) parser.close();
  if (refused) throw refused;
}

/** In the order of the workbook, those that somebody hid left out. @throws Refused */
export function* sheetsOf(bytes: Buffer): Generator<Sheet> {
  const archive = openArchive(bytes);
  const kinds = archive.read('[Content_Types].xml')?.toString('utf8') ?? '';
  const hasMacros = /macroEnabled/i.test(kinds) || archive.names.some((name) => /vbaProject|macrosheets\//i.test(name));
  if (hasMacros) throw new Refused('macros');
  const { paths, from1904 } = contentsOf(archive);
  const strings = stringsOf(archive);
  for (const path of paths.slice(0, MAX_SHEETS)) {
    const xml = archive.read(path);
    if (xml) yield { lines: linesOf(xml, strings), from1904 };
  }
}

function contentsOf(archive: Archive): { paths: string[]; from1904: boolean } {
  const book = archive.read('xl/workbook.xml');
  const relations = archive.read('xl/_rels/workbook.xml.rels');
  if (!book || !relations) throw new Refused('damaged');
  const targets = new Map<string, string>();
  walk(relations, {
    open(name, { Id = '', Target = '' }) {
      if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const paths: string[] = [];
  let from1904 = false;
  walk(book, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return;
      const path = targets.get(attributes['r:id'] ?? '');
      if (path) paths.push(path);
    },
  });
  return { paths, from1904 };
}

function stringsOf(archive: Archive): string[] {
  const xml = archive.read('xl/sharedStrings.xml');
  const strings: string[] = [];
  if (!xml) return strings;
  let text = '';
  let inText = false;
  let spoken = 0;
  walk(xml, {
    open(name) {
      if (name === 'si') text = '';
      // How it is spoken, not what is written.
      if (name === 'rPh') spoken += 1;
      inText = name === 't' && spoken === 0;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') spoken -= 1;
      if (name === 'si') strings.push(text);
    },
  });
  return strings;
}

/** `BC12` → column 54 from 0, line 12. */
function placeOf(reference: string): { column: number; line: number } | undefined {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? [];
  if (letters === '') return undefined;
  return {
    column: [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1,
    line: Number(digits),
  };
}

function linesOf(xml: Buffer, strings: readonly string[]): Line[] {
  const lines = new Map<number, Cell[]>();
  const merged: string[] = [];
  let line = 0;
  let column = -1;
  let type = '';
  let value: string | undefined;
  let hasFormula = false;
  let inValue = false;
  walk(xml, {
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes.r ?? line + 1);
        column = -1;
      } else if (name === 'c') {
        column = placeOf(attributes.r ?? '')?.column ?? column + 1;
        type = attributes.t ?? 'n';
        value = undefined;
        hasFormula = false;
      } else if (name === 'f') hasFormula = true;
      else if (name === 'v' || name === 't') {
        inValue = true;
        value ??= '';
      } else if (name === 'mergeCell' && attributes.ref) merged.push(attributes.ref);
    },
    text(piece) {
      if (inValue) value = (value ?? '') + piece;
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      if (name !== 'c' || column >= MAX_COLUMNS) return;
      const cell = cellOf(type, value, hasFormula, strings);
      if (cell === undefined) return;
      const cells = lines.get(line) ?? [];
      cells[column] = cell;
      lines.set(line, cells);
      if (lines.size > MAX_LINES) throw new Refused('too-many-lines');
    },
  });
  spread(lines, merged);
  return [...lines].sort(([a], [b]) => a - b).map(([number, cells]) => ({ line: number, cells: Array.from(cells) }));
}

function cellOf(type: string, value: string | undefined, hasFormula: boolean, strings: readonly string[]): Cell {
  if (type === 'e' || (hasFormula && value === undefined)) return BROKEN;
  if (value === undefined) return undefined;
  if (type === 's') return cleaned(strings[Number(value)] ?? '');
  if (type !== 'n') return cleaned(value);
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** What stands in a merged cell stands for every line (and column) of it. */
function spread(lines: Map<number, Cell[]>, merged: readonly string[]): void {
  let room = MAX_MERGED;
  const numbers = [...lines.keys()];
  for (const reference of merged) {
    const [from, to] = reference.split(':').map(placeOf);
    if (!from || !to) continue;
    const value = lines.get(from.line)?.[from.column];
    if (value === undefined) continue;
    const last = Math.min(to.column, MAX_COLUMNS - 1);
    for (const line of to.line - from.line < numbers.length ? span(from.line, to.line) : numbers) {
      room -= last - from.column + 1;
      if (room < 0) throw new Refused('too-large');
      const cells = line >= from.line && line <= to.line ? lines.get(line) : undefined;
      if (cells) for (let column = from.column; column <= last; column++) cells[column] ??= value;
    }
  }
}
const span = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
