/** Filters beside the words; on a narrow screen they are folded away. */
import { STAGES } from '@giamsat/contract/stage';
import { MAX_TAG_LENGTH } from '@giamsat/contract/wire/notes';
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconCalendar } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { useViewer } from '../../hooks/session.ts';
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
  tag: undefined,
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
  const { notes } = useViewer().permissions;
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
      <Typed
        label={t('filter.person')}
        longest={120}
        value={wanted.person}
        onChange={(person) => onChange({ person })}
      />
      {notes && (
        <Typed
          label={t('filter.tag')}
          longest={MAX_TAG_LENGTH}
          value={wanted.tag}
          onChange={(tag) => onChange({ tag })}
        />
      )}
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
          <Button variant="subtle" onClick={() => onChange(NONE)}>
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </section>
  );
};

type TypedProps = { label: string; longest: number; value: string | undefined; onChange: (value?: string) => void };

/** Asked for when it is left or Enter is pressed, not at every letter. */
const Typed = ({ label, longest, value = '', onChange }: TypedProps) => {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const tell = () => {
    if (typed.trim() !== value) onChange(typed.trim() || undefined);
  };
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      maxLength={longest}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={tell}
      onKeyDown={(event) => event.key === 'Enter' && tell()}
    />
  );
};
