/** What a line of the audit says beyond who and when, in words as far as there are any. */
import { auditKindText } from '@giamsat/contract/audit-kinds';
import type { AuditEntry } from '@giamsat/contract/wire/admin';
import { useTranslation } from 'react-i18next';
import { clockText, momentText, numberText } from '../core/format.ts';
import { languageCode } from '../i18n/language.ts';

/** A detail that is one text, number or yes; what is nested stands in the export. */
const plain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
/** Told in words of their own, or by what stands beside them. */
const TOLD = new Set(['what', 'court', 'day', 'to', 'stretches', 'filter', 'hash']);

type Stretch = { from: string; to: string };

type Props = { entry: AuditEntry; hearing?: (id: string) => React.ReactNode; address?: string | undefined };

/** `address`: told with the rest, where no column has it. */
export const AuditDetail = ({ entry, hearing, address }: Props) => {
  const { t, i18n } = useTranslation('audit');
  const word = (key: string, code: string | undefined): string | undefined =>
    code === undefined ? undefined : i18n.exists(`audit:${key}.${code}`) ? t(`${key}.${code}`) : code;
  const valueText = (key: string, value: string | number | boolean): string => {
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'number') return numberText(value, i18n.language);
    if (key === 'kind') return auditKindText(value, languageCode(i18n.language));
    return key === 'role' && i18n.exists(`common:role.${value}`) ? t(`common:role.${value}`) : value;
  };
  const { detail } = entry;
  const filter = typeof detail.filter === 'object' && detail.filter !== null ? Object.entries(detail.filter) : [];
  const stretches = (Array.isArray(detail.stretches) ? detail.stretches : []) as Stretch[];
  const parts = [
    word('what', plain(detail.what) ? String(detail.what) : undefined),
    word('action', entry.action),
    word('reason', entry.reason),
    entry.authorisation && t('document', { number: entry.authorisation }),
    entry.feed && t('camera', { code: entry.feed }),
    typeof detail.to === 'string' && t('to', { time: momentText(detail.to) }),
    ...stretches.map(({ from, to }) => t('stretch', { from: momentText(from), to: clockText(to) })),
    ...[...Object.entries(detail).filter(([key]) => !TOLD.has(key)), ...filter].flatMap(([key, value]) =>
      plain(value) ? [`${word('key', key)}: ${valueText(key, value)}`] : [],
    ),
    address,
  ].filter(Boolean);
  return (
    <>
      {entry.hearing && hearing?.(entry.hearing)}
      {parts.join(' · ')}
    </>
  );
};
