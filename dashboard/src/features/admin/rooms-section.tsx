/** Courtrooms of the courts. */
import type { Room } from '@giamsat/contract/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { CODE_PATTERN, FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { courtName, courtOptions, useChange, useMachines } from './use-admin.ts';

export const RoomsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const at = usePlace();
  const machines = useMachines();
  const [edited, setEdited] = useState<Room | 'new'>();
  const courts = machines.data?.courts;
  const room = edited === 'new' ? undefined : edited;
  const nameOf = (code: string): string => {
    const court = courts?.find((one) => one.code === code);
    return court ? at.court(courtName(court)) : code;
  };
  return (
    <Section
      title={t('section.rooms')}
      query={machines}
      items={machines.data?.rooms}
      keyOf={(one) => one.code}
      empty={t('empty.rooms')}
      columns={[
        { head: t('field.name'), cell: (one) => <strong>{at.room(one.name)}</strong> },
        { head: t('field.court'), cell: (one) => nameOf(one.court) },
        { head: t('field.code'), cell: (one) => <code>{one.code}</code> },
        { head: t('field.validTo'), cell: (one) => (one.validTo ? dayText(one.validTo) : '') },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
    >
      {edited && (
        <FormDialog
          title={room?.name ?? t('add')}
          onClose={() => setEdited(undefined)}
          initial={{ ...room }}
          onSave={(values) =>
            change(() =>
              api.put(`/admin/rooms/${textOf(values.code)}`, {
                court: values.court,
                name: textOf(values.name),
                nameEn: textOf(values.nameEn),
                validFrom: textOf(values.validFrom),
                validTo: textOf(values.validTo),
              }),
            )
          }
          fields={[
            {
              name: 'court',
              label: t('field.court'),
              kind: 'select',
              required: true,
              disabled: room !== undefined,
              options: courtOptions(courts, at.court),
            },
            {
              name: 'code',
              label: t('field.code'),
              kind: 'text',
              required: true,
              disabled: room !== undefined,
              help: t('field.codeHelp'),
              pattern: CODE_PATTERN,
            },
            { name: 'name', label: t('field.name'), kind: 'text', required: true },
            { name: 'nameEn', label: t('field.nameEn'), kind: 'text' },
            { name: 'validFrom', label: t('field.validFrom'), kind: 'date' },
            { name: 'validTo', label: t('field.validTo'), kind: 'date' },
          ]}
        />
      )}
    </Section>
  );
};
