/** What importing a list would do, line by line: what is wrong first, what stays as it is last. */
import { CLASH_KINDS, type ScheduleLine, type SchedulePreview } from '@giamsat/contract/wire/schedule';
import { SegmentedControl } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCalendarX,
  IconCheck,
  IconPencil,
  IconPlus,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText, momentText } from '../../core/format.ts';
import { usePlace } from '../../hooks/use-place.ts';
import classes from './import.module.css';

type Kind = ScheduleLine['kind'];
const KINDS = ['wrong', 'new', 'changed', 'cancelled', 'same'] as const;
const ICONS: Record<Kind, TablerIcon> = {
  wrong: IconX,
  new: IconPlus,
  changed: IconPencil,
  cancelled: IconCalendarX,
  same: IconCheck,
};
const TONES: Record<Kind, string> = { wrong: 'red', new: 'green', changed: 'amber', cancelled: 'orange', same: 'grey' };
/** So many lines are shown at once. */
const PAGE = 500;

export const PreviewTable = ({ preview }: { preview: SchedulePreview }) => {
  const { t } = useTranslation('schedule');
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const of = (one: Kind) => preview.listed.filter((line) => line.kind === one);
  const there = KINDS.filter((one) => of(one).length > 0);
  const shown = kind === 'all' ? KINDS.flatMap(of) : of(kind);
  return (
    <>
      <SegmentedControl
        className={classes.kinds}
        aria-label={t('preview.kinds')}
        value={kind}
        onChange={(next) => setKind(KINDS.find((one) => one === next) ?? 'all')}
        data={[
          { value: 'all', label: t('kinds.all', { count: preview.listed.length }) },
          ...there.map((one) => ({ value: one, label: t(`kinds.${one}`, { count: of(one).length }) })),
        ]}
      />
      {preview.ignored.length > 0 && (
        <p className={classes.quiet}>{t('preview.ignored', { columns: preview.ignored.join(', ') })}</p>
      )}
      <div className={classes.frame}>
        <table className={classes.table}>
          <thead>
            <tr>
              {(['line', 'kind', 'start', 'number', 'title', 'people', 'why'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, PAGE).map((line) => (
              <Line key={line.line} line={line} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > PAGE && <p className={classes.quiet}>{t('preview.more', { count: shown.length - PAGE })}</p>}
    </>
  );
};

const Line = ({ line }: { line: ScheduleLine }) => {
  const { t } = useTranslation('schedule');
  const at = usePlace();
  const Icon = ICONS[line.kind];
  const { presiding, prosecutor, clerk } = line;
  return (
    <tr data-kind={line.kind}>
      <td data-head={t('column.line')}>{line.line}</td>
      <td data-tone={TONES[line.kind]}>
        <span className={classes.kind}>
          <Icon size={16} aria-hidden="true" />
          {t(`kind.${line.kind}`)}
        </span>
      </td>
      <td data-head={t('column.start')}>
        {line.start && momentText(line.start)}
        {line.room && <small>{at.room(line.room)}</small>}
      </td>
      <td data-head={t('column.number')} className={classes.number}>
        {line.caseNumber}
      </td>
      <td data-head={t('column.title')}>
        {line.title}
        {line.closed && <small>{t('closed')}</small>}
      </td>
      <td data-head={t('column.people')}>
        {presiding && <small>{presiding}</small>}
        {prosecutor && <small>{prosecutor}</small>}
        {clerk && <small>{clerk}</small>}
      </td>
      <td>
        <Why line={line} />
      </td>
    </tr>
  );
};

const Why = ({ line }: { line: ScheduleLine }) => {
  const { t } = useTranslation('schedule');
  const at = usePlace();
  const { faults, notes, changes, clashes } = line;
  const said = (from: string | undefined, field: string): string =>
    from === undefined ? '' : t('was', { value: field === 'start' ? momentText(from) : at.room(from) });
  return (
    <ul className={classes.why}>
      {faults.map(({ code, value = '' }) => (
        <li key={code} data-grave>
          {t(`fault.${code}`, { value })}
        </li>
      ))}
      {changes.map(({ field, from }) => (
        <li key={field}>
          {t(`change.${field}`)}
          {said(from, field)}
        </li>
      ))}
      {CLASH_KINDS.map((kind) => {
        const alike = clashes.filter((clash) => clash.kind === kind);
        const lines = alike.flatMap(({ line: other }) => other ?? []).sort((a, b) => a - b);
        return (
          alike.length > 0 && (
            <li key={kind} data-look>
              <IconAlertTriangle size={15} aria-hidden="true" />
              {[
                ...(lines.length > 0 ? [t(`clash.${kind}.line`, { line: lines.join(', ') })] : []),
                ...(lines.length < alike.length ? [t(`clash.${kind}.here`)] : []),
              ].join('; ')}
            </li>
          )
        );
      })}
      {notes.map(({ code, value = '' }) => (
        <li key={`${code} ${value}`} data-look>
          {t(`note.${code}`, { value: code === 'year-assumed' ? dayText(value) : value })}
        </li>
      ))}
    </ul>
  );
};
