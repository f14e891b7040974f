/** What the audit is filtered by, kept in the address. */
import { AUDIT_KIND_CODES, type AuditKind, auditKindText } from '@giamsat/contract/audit-kinds';
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byName } from '../../core/format.ts';
import { languageCode } from '../../i18n/language.ts';
import classes from './audit.module.css';

const FIELDS = ['kind', 'login', 'hearing', 'from', 'to'] as const;
export type AuditFilter = Partial<Record<(typeof FIELDS)[number], string>>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the service would refuse is no filter. */
export const auditFilterOf = (search: URLSearchParams): AuditFilter => {
  const takes: Record<keyof AuditFilter, (value: string) => boolean> = {
    kind: (value) => AUDIT_KIND_CODES.includes(value as AuditKind),
    login: (value) => value.length <= 40,
    hearing: (value) => UUID.test(value),
    from: (value) => DAY.test(value),
    to: (value) => DAY.test(value),
  };
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = search.get(name);
      return value && takes[name](value) ? [[name, value]] : [];
    }),
  );
};

type Props = { filter: AuditFilter; onFilter: (filter: AuditFilter) => void };

export const AuditFilterBar = ({ filter, onFilter }: Props) => {
  const { t, i18n } = useTranslation('audit');
  const language = languageCode(i18n.language);
  const [login, setLogin] = useState(filter.login ?? '');
  const [hearing, setHearing] = useState(filter.hearing ?? '');
  // What is still being typed is not overwritten by what was sent of it.
  const sent = useRef(filter.login ?? '');
  useEffect(() => {
    if ((filter.login ?? '') !== sent.current) setLogin(filter.login ?? '');
    sent.current = filter.login ?? '';
  }, [filter.login]);
  useEffect(() => setHearing((typed) => filter.hearing ?? (UUID.test(typed) ? '' : typed)), [filter.hearing]);
  const set = (name: keyof AuditFilter, value: string | null) => {
    const { [name]: _, ...others } = filter;
    onFilter(value ? { ...others, [name]: value } : others);
  };
  const sendLogin = useDebouncedCallback((value: string) => {
    sent.current = value;
    set('login', value);
  }, 400);
  const wrong = hearing !== '' && !UUID.test(hearing);
  const kinds = AUDIT_KIND_CODES.map((value) => ({ value, label: auditKindText(value, language) })).sort((a, b) =>
    byName(a.label, b.label),
  );
  return (
    <search className={classes.filters} aria-label={t('filter.label')}>
      <Select
        label={t('filter.kind')}
        placeholder={t('filter.anyKind')}
        data={kinds}
        value={filter.kind ?? null}
        onChange={(value) => set('kind', value)}
        searchable
        clearable
      />
      <TextInput
        label={t('filter.login')}
        value={login}
        maxLength={40}
        onChange={(event) => {
          setLogin(event.currentTarget.value);
          sendLogin(event.currentTarget.value.trim().toLowerCase());
        }}
      />
      <TextInput
        label={t('filter.hearing')}
        value={hearing}
        error={wrong && t('filter.hearingWrong')}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim().toLowerCase();
          setHearing(typed);
          if (typed === '' || UUID.test(typed)) set('hearing', typed);
        }}
      />
      <TextInput
        type="date"
        label={t('filter.from')}
        value={filter.from ?? ''}
        max={filter.to}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('filter.to')}
        value={filter.to ?? ''}
        min={filter.from}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" onClick={() => onFilter({})}>
          {t('filter.clear')}
        </Button>
      )}
    </search>
  );
};
