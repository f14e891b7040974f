/** Lines of the audit as CSV (RFC 4180) that a spreadsheet opens as text and as nothing else. */
import { type AuditLanguage, auditKindText } from '@giamsat/contract/audit-kinds';
import { csvLine } from '@giamsat/contract/csv';
import { TIME_ZONE } from '@giamsat/contract/primitives';
import type { AuditEntry } from '@giamsat/contract/wire/admin';

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
