/** Lines of CSV (RFC 4180) that a spreadsheet opens as text and numbers, and as nothing else. */

/** Without it Excel reads UTF-8 as something else. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * What begins like a formula would be run by the spreadsheet of whoever opens it: an apostrophe before it makes it text.
 * Full-width forms count as well, some spreadsheets take them for the plain ones.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function csvField(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

export const csvLine = (values: readonly string[]): string => `${values.map(csvField).join(',')}\r\n`;
