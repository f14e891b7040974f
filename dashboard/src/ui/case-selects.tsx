/** Choices by which lists of hearings are narrowed: one court where there are several, one type of case. */
import { CASE_TYPES, type CaseType } from '@giamsat/contract/stage';
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props<Value extends string> = { value: string | undefined; onChange: (value: Value | undefined) => void };

type Court = { code: string; name: string; nameEn?: string | undefined };
type CourtProps = Props<string> & { courts: readonly Court[]; searchable?: boolean };

export const CourtSelect = ({ courts, value, onChange, searchable = false }: CourtProps) => {
  const { t, i18n } = useTranslation();
  if (courts.length < 2) return null;
  return (
    <Select
      aria-label={t('filter.court')}
      placeholder={t('filter.allCourts')}
      clearable
      searchable={searchable}
      value={value ?? null}
      onChange={(court) => onChange(court ?? undefined)}
      data={courts.map((one) => ({ value: one.code, label: (i18n.language === 'en' && one.nameEn) || one.name }))}
    />
  );
};

export const CaseTypeSelect = ({ value, onChange }: Props<CaseType>) => {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('filter.type')}
      placeholder={t('filter.allTypes')}
      clearable
      value={value ?? null}
      onChange={(type) => onChange(CASE_TYPES.find((one) => one === type))}
      data={CASE_TYPES.map((one) => ({ value: one, label: t(`case.${one}`) }))}
    />
  );
};
