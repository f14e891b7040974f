/** A sheet as it is read: lines of cells, whatever file it came in. */

/** A formula without a value, or an error (`#REF!`). */
export const BROKEN = null;
/** Text as it stands (trimmed, never empty), a number, or `BROKEN`; undefined: nothing. */
export type Cell = string | number | typeof BROKEN | undefined;
/** `line`: as the spreadsheet counts, from 1. */
export type Line = { line: number; cells: Cell[] };
export type Sheet = { lines: Line[] /** Numbers of days count from 1904 (old Macs). */; from1904: boolean };

export const MAX_COLUMNS = 60;
const MAX_CELL_UNITS = 4_000;

/** NFC, one blank where any white space is (lines stay apart), without control and invisible signs and lone surrogates. */
export function cleaned(text: string): string | undefined {
  const clean = text
    .slice(0, MAX_CELL_UNITS)
    .toWellFormed()
    .replaceAll('\r', '\n')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/[\p{Cf}\ufffd]|(?!\n)\p{Cc}/gu, '')
    .normalize('NFC')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
  return clean === '' ? undefined : clean;
}

/** On one line. */
export const textOf = (cell: Cell): string | undefined =>
  typeof cell === 'number' ? String(cell) : cell?.replaceAll('\n', ' ');
