/** Every screen that shows a wall in some meeting room; the court ends any of them at once. */

import type { Screen, ScreenList } from '@giamsat/contract/wire/screens';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceText } from '../../core/device-text.ts';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Section } from './section.tsx';
import { useChange } from './use-admin.ts';

export const ScreensSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const [ending, setEnding] = useState<Screen>();
  const screens = useQuery({
    queryKey: ['admin', 'screens'],
    queryFn: ({ signal }) => api.get<ScreenList>('/admin/screens', {}, signal),
  });
  return (
    <Section
      title={t('section.screens')}
      query={screens}
      items={screens.data?.screens}
      keyOf={(one) => one.login}
      empty={t('empty.screens')}
      columns={[
        { head: t('screen.name'), cell: (one) => <strong>{one.name}</strong> },
        { head: t('field.organisation'), cell: (one) => one.organisation },
        { head: t('screen.by'), cell: (one) => `${one.confirmedBy}, ${momentText(one.confirmedAt)}` },
        {
          head: t('screen.where'),
          cell: (one) => (one.address === undefined ? '' : `${deviceText(one.userAgent ?? '')} · ${one.address}`),
        },
        { head: t('screen.seen'), cell: (one) => (one.lastSeenAt === undefined ? '' : momentText(one.lastSeenAt)) },
      ]}
      actions={(one) => (
        <Button size="sm" variant="light" color="lacquer" onClick={() => setEnding(one)}>
          {t('screen.end')}
        </Button>
      )}
    >
      {ending && (
        <ConfirmDialog
          title={t('screen.end')}
          text={t('screen.endConfirm', { name: ending.name })}
          action={t('screen.end')}
          onConfirm={async () => {
            await change(() => api.delete(`/screens/${ending.login}`));
            setEnding(undefined);
          }}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Section>
  );
};
