/** Filters beside the words; on a narrow screen they are folded away. */
import { STAGES } from '@giamsat/contract/stage';
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { CaseTypeSelect, CourtSelect } from '../../ui/case-selects.tsx';
import { filterCount, type Wanted } from './address.ts';
import classes from './logs.module.css';

type Change = { [key in keyof Wanted]?: Wanted[key] | undefined };
type Props = { wanted: Wanted; onChange: (next: Change) => void };

/** Stages in which something is said. */
const SPOKEN = STAGES.filter(
  (stage) => !['scheduled', 'returned', 'stayed', 'terminated', 'cancelled'].includes(stage),
);
const SWITCHES = ['gap', 'flag', 'correction'] as const;
const NONE: Change = {
  court: undefined,
  type: undefined,
  stage: undefined,
  from: undefined,
  to: undefined,
  person: undefined,
  gap: undefined,
  flag: undefined,
  correction: undefined,
};

export const FilterBar = ({ wanted, onChange }: Props) => {
  const { t } = useTranslation('logs');
  const narrow = useMediaQuery('(max-width: 760px)');
  const [unfolded, setUnfolded] = useState(false);
  const count = filterCount(wanted);
  return (
    <>
      {narrow && (
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={18} />}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {count > 0 ? t('filter.some', { count }) : t('filter.title')}
        </Button>
      )}
      {(!narrow || unfolded) && <Filters wanted={wanted} onChange={onChange} />}
    </>
  );
};

const Filters = ({ wanted, onChange }: Props) => {
  const { t } = useTranslation('logs');
  const courts = useRegistry()?.courts ?? [];
  const [person, setPerson] = useState(wanted.person ?? '');
  const tellPerson = () => {
    if (person.trim() !== (wanted.person ?? '')) onChange({ person: person.trim() || undefined });
  };
  return (
    <section className={classes.filters} aria-label={t('filter.title')}>
      <CourtSelect courts={courts} searchable value={wanted.court} onChange={(court) => onChange({ court })} />
      <CaseTypeSelect value={wanted.type} onChange={(type) => onChange({ type })} />
      <Select
        aria-label={t('filter.stage')}
        placeholder={t('filter.allStages')}
        clearable
        value={wanted.stage ?? null}
        onChange={(stage) => onChange({ stage: STAGES.find((one) => one === stage) })}
        data={SPOKEN.map((one) => ({ value: one, label: t(`stage:${one}`) }))}
      />
      <TextInput
        aria-label={t('filter.person')}
        placeholder={t('filter.person')}
        maxLength={120}
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
        onBlur={tellPerson}
        onKeyDown={(event) => event.key === 'Enter' && tellPerson()}
      />
      {(['from', 'to'] as const).map((key) => (
        <label key={key} className={classes.day} data-set={wanted[key] !== undefined || undefined}>
          <IconCalendar size={17} aria-hidden="true" />
          <span>{t(`filter.${key}`)}</span>
          {wanted[key] && <time dateTime={wanted[key]}>{dayText(wanted[key])}</time>}
          <input
            type="date"
            aria-label={t(`filter.${key}`)}
            value={wanted[key] ?? ''}
            onChange={(event) => onChange({ [key]: event.currentTarget.value || undefined })}
            onClick={(event) => event.currentTarget.showPicker()}
          />
        </label>
      ))}
      <div className={classes.switches}>
        {SWITCHES.map((key) => (
          <Checkbox
            key={key}
            label={t(`filter.${key}`)}
            checked={wanted[key] ?? false}
            onChange={(event) => onChange({ [key]: event.currentTarget.checked ? true : undefined })}
          />
        ))}
        {filterCount(wanted) > 0 && (
          <Button
            variant="subtle"
            onClick={() => {
              setPerson('');
              onChange(NONE);
            }}
          >
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </section>
  );
};
