/** Courts, with their names over time: courts merge and are renamed, and a hearing keeps the name of its day. */
import type { Court } from '@giamsat/contract/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import classes from './admin.module.css';
import { CODE_PATTERN, FormDialog, textOf, type Values } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { courtName, useChange, useMachines } from './use-admin.ts';

const LEVELS = ['province', 'district', 'region'] as const;
type Level = (typeof LEVELS)[number];

export const CourtsSection = () => {
  const { t } = useTranslation('admin');
  const { permissions } = useViewer();
  const machines = useMachines();
  const at = usePlace();
  const [edited, setEdited] = useState<Court | 'new'>();
  return (
    <Section
      title={t('section.courts')}
      query={machines}
      items={machines.data?.courts}
      keyOf={(court) => court.code}
      empty={t('empty.courts')}
      columns={[
        { head: t('field.name'), cell: (court) => <strong>{at.court(courtName(court))}</strong> },
        { head: t('field.code'), cell: (court) => <code>{court.code}</code> },
        { head: t('field.level'), cell: (court) => t(`level.${court.level}`) },
        { head: t('names.title'), cell: (court) => <Names court={court} /> },
      ]}
      {...(permissions.addsCourts ? { onAdd: () => setEdited('new') } : {})}
      onEdit={setEdited}
    >
      {edited && <CourtDialog court={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Section>
  );
};

const Names = ({ court }: { court: Court }) => (
  <ul className={classes.names}>
    {court.names.map((one) => (
      <li key={`${one.name} ${one.validFrom ?? ''}`}>
        {one.name}
        {(one.validFrom || one.validTo) && (
          <small>
            {one.validFrom ? dayText(one.validFrom) : '…'} – {one.validTo ? dayText(one.validTo) : '…'}
          </small>
        )}
      </li>
    ))}
  </ul>
);

const CourtDialog = ({ court, onClose }: { court: Court | undefined; onClose: () => void }) => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const last = court?.names.at(-1);
  const save = (values: Values) => {
    const name = {
      name: textOf(values.name) ?? '',
      short: textOf(values.short) ?? '',
      nameEn: textOf(values.nameEn),
      validFrom: textOf(values.validFrom),
    };
    return change(() =>
      api.put(`/admin/courts/${textOf(values.code)}`, {
        level: values.level,
        names: namesAfter(court, name),
        ...(court?.validFrom ? { validFrom: court.validFrom } : {}),
        ...(textOf(values.validTo) ? { validTo: textOf(values.validTo) } : {}),
      }),
    );
  };
  return (
    <FormDialog
      title={court ? courtName(court) : t('add')}
      onClose={onClose}
      onSave={save}
      initial={{
        code: court?.code,
        name: last?.name,
        short: last?.short,
        nameEn: last?.nameEn,
        validFrom: last?.validFrom,
        level: court?.level ?? ('region' satisfies Level),
        validTo: court?.validTo,
      }}
      fields={[
        {
          name: 'code',
          label: t('field.code'),
          kind: 'text',
          required: true,
          disabled: court !== undefined,
          help: t('field.codeHelp'),
          pattern: CODE_PATTERN,
        },
        { name: 'name', label: t('field.name'), kind: 'text', required: true, help: court && t('names.help') },
        { name: 'short', label: t('field.short'), kind: 'text', required: true },
        { name: 'nameEn', label: t('field.nameEn'), kind: 'text' },
        { name: 'validFrom', label: t('names.from'), kind: 'date' },
        {
          name: 'level',
          label: t('field.level'),
          kind: 'select',
          required: true,
          options: LEVELS.map((value) => ({ value, label: t(`level.${value}`) })),
        },
        { name: 'validTo', label: t('names.courtTo'), kind: 'date' },
      ]}
    />
  );
};

type Name = Court['names'][number];

/** A name with a later beginning follows the last one, which ends there; else the last one itself is put right. */
const namesAfter = (court: Court | undefined, name: { [K in keyof Name]: Name[K] | undefined }): Name[] => {
  const entered = Object.fromEntries(Object.entries(name).filter(([, value]) => value !== undefined)) as Name;
  const last = court?.names.at(-1);
  if (!court || !last) return [entered];
  const earlier = court.names.slice(0, -1);
  const follows =
    entered.validFrom !== undefined && entered.validFrom > (last.validFrom ?? '') && entered.name !== last.name;
  if (follows) return [...court.names.slice(0, -1), { ...last, validTo: entered.validFrom }, entered];
  return [...earlier, { ...(last.validTo ? { validTo: last.validTo } : {}), ...entered }];
};
