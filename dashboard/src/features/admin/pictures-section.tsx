/** Rooms as the court's own offices see them: whether a picture goes out, and the cut. Who sits there is not told. */
import type { RoomPicture, RoomPictures } from '@giamsat/contract/wire/pictures';
import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { useChange } from './use-admin.ts';

const LOOK_EVERY_MS = 3_000;
const COLOUR = { idle: 'gray', withheld: 'gray', on_air: 'green', cut: 'lacquer' } as const;

export const PicturesSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const [asked, setAsked] = useState<RoomPicture>();
  const pictures = useQuery({
    queryKey: ['admin', 'pictures'],
    queryFn: ({ signal }) => api.get<RoomPictures>('/pictures', {}, signal),
    refetchInterval: LOOK_EVERY_MS,
  });
  const placeOf = (one: RoomPicture) => `${one.courtShort} · ${one.roomName}`;
  const close = () => setAsked(undefined);
  return (
    <Section
      title={t('section.pictures')}
      query={pictures}
      items={pictures.data?.rooms}
      keyOf={({ room }) => room}
      empty={t('empty.pictures')}
      columns={[
        { head: t('field.court'), cell: (one) => one.courtShort },
        { head: t('field.room'), cell: (one) => one.roomName },
        {
          head: t('picture.state'),
          cell: (one) => (
            <Badge color={COLOUR[one.state]} variant="light">
              {t(`picture.${one.state}`, { time: one.cut ? clockText(one.cut.at) : '' })}
            </Badge>
          ),
        },
      ]}
      actions={(one) =>
        one.state === 'idle' ? null : (
          <Button
            size="sm"
            color={one.cut ? undefined : 'lacquer'}
            variant={one.cut ? 'default' : 'filled'}
            aria-label={t(one.cut ? 'picture.liftOf' : 'picture.doCutOf', { place: placeOf(one) })}
            onClick={() => setAsked(one)}
          >
            {t(one.cut ? 'picture.lift' : 'picture.doCut')}
          </Button>
        )
      }
    >
      {asked && !asked.cut && (
        <ConfirmDialog
          title={t('picture.doCutOf', { place: placeOf(asked) })}
          text={t('picture.cutConfirm')}
          action={t('picture.doCut')}
          onConfirm={() => change(() => api.post(`/pictures/${asked.room}/cut`, {})).then(close)}
          onClose={close}
        />
      )}
      {asked?.cut && (
        <FormDialog
          title={t('picture.liftOf', { place: placeOf(asked) })}
          action={t('picture.lift')}
          initial={{}}
          fields={[
            {
              name: 'reason',
              label: t('picture.reason'),
              kind: 'text',
              required: true,
              help: t('picture.reasonHelp'),
            },
          ]}
          onSave={({ reason }) =>
            change(() => api.post(`/pictures/${asked.room}/lift`, { cut: asked.cut?.event, reason: textOf(reason) }))
          }
          onClose={close}
        />
      )}
    </Section>
  );
};
