/** Lines of the audit as CSV (RFC 4180) that a spreadsheet opens as text and as nothing else. */
import { type AuditLanguage, auditKindText } from '@giamsat/contract/audit-kinds';
import { TIME_ZONE } from '@giamsat/contract/primitives';
import type { AuditEntry } from '@giamsat/contract/wire/admin';

/** Without it Excel reads UTF-8 as something else. */
export const BYTE_ORDER_MARK = '\ufeff';

const HEADS: Record<AuditLanguage, readonly string[]> = {
  vi: [
    'Số',
    'Lúc (giờ Việt Nam)',
    'Lúc (UTC)',
    'Việc',
    'Mã việc',
    'Người',
    'Cơ quan',
    'Từ máy',
    'Phiên tòa',
    'Camera',
    'Hành động',
    'Lý do',
    'Văn bản cho phép',
    'Chi tiết',
  ],
  en: [
    'Number',
    'At (Viet Nam)',
    'At (UTC)',
    'What',
    'Kind',
    'Who',
    'Organisation',
    'From',
    'Hearing',
    'Camera',
    'Action',
    'Reason',
    'Authorisation',
    'Detail',
  ],
};
const WITHHELD: Record<AuditLanguage, string> = {
  vi: '(chưa nêu tên khi phiên tòa chưa kết thúc)',
  en: '(not named before the hearing has ended)',
};
const LOCAL = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'medium' });

/**
 * What begins like a formula would be run by the spreadsheet of whoever opens it: an apostrophe before it makes it text.
 * Full-width forms count as well, some spreadsheets take them for the plain ones.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function csvField(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

const csvLine = (values: readonly string[]): string => `${values.map(csvField).join(',')}\r\n`;

export const csvHead = (language: AuditLanguage): string => csvLine(HEADS[language]);

export const csvEntry = (entry: AuditEntry, language: AuditLanguage): string =>
  csvLine([
    String(entry.number),
    LOCAL.format(Date.parse(entry.at)),
    entry.at,
    auditKindText(entry.kind, language),
    entry.kind,
    entry.withheld ? WITHHELD[language] : (entry.login ?? ''),
    entry.organisation ?? '',
    entry.address ?? '',
    entry.hearing ?? '',
    entry.feed ?? '',
    entry.action ?? '',
    entry.reason ?? '',
    entry.authorisation ?? '',
    Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail),
  ]);
