/** Cameras of the courtrooms. */
import type { Feed } from '@giamsat/contract/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byName } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { CODE_PATTERN, FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { courtName, useChange, useMachines } from './use-admin.ts';

const CAMERA_ROLES = ['panel', 'floor'] as const;

export const FeedsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const at = usePlace();
  const machines = useMachines();
  const [edited, setEdited] = useState<Feed | 'new'>();
  const feed = edited === 'new' ? undefined : edited;
  const placeOf = (code: string): string => {
    const room = machines.data?.rooms.find((one) => one.code === code);
    const court = machines.data?.courts.find((one) => one.code === room?.court);
    return room ? at.at(court ? courtName(court) : room.court, room.name) : code;
  };
  const rooms = (machines.data?.rooms ?? [])
    .map((one) => ({ value: one.code, label: placeOf(one.code) }))
    .sort((a, b) => byName(a.label, b.label));
  return (
    <Section
      title={t('section.feeds')}
      query={machines}
      items={machines.data?.feeds}
      keyOf={(one) => one.code}
      empty={t('empty.feeds')}
      columns={[
        { head: t('field.name'), cell: (one) => <strong>{at.camera(one.name)}</strong> },
        { head: t('field.room'), cell: (one) => placeOf(one.room) },
        { head: t('field.cameraRole'), cell: (one) => t(`cameraRole.${one.role}`) },
        { head: t('field.code'), cell: (one) => <code>{one.code}</code> },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
    >
      {edited && (
        <FormDialog
          title={feed?.name ?? t('add')}
          onClose={() => setEdited(undefined)}
          initial={{ role: 'panel', ...feed }}
          onSave={(values) =>
            change(() =>
              api.put(`/admin/feeds/${textOf(values.code)}`, {
                room: values.room,
                name: textOf(values.name),
                role: values.role,
              }),
            )
          }
          fields={[
            {
              name: 'room',
              label: t('field.room'),
              kind: 'select',
              required: true,
              disabled: feed !== undefined,
              options: rooms,
            },
            {
              name: 'code',
              label: t('field.code'),
              kind: 'text',
              required: true,
              disabled: feed !== undefined,
              help: t('field.codeHelp'),
              pattern: CODE_PATTERN,
            },
            { name: 'name', label: t('field.name'), kind: 'text', required: true },
            {
              name: 'role',
              label: t('field.cameraRole'),
              kind: 'select',
              required: true,
              options: CAMERA_ROLES.map((value) => ({ value, label: t(`cameraRole.${value}`) })),
            },
          ]}
        />
      )}
    </Section>
  );
};
