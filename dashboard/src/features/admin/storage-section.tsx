/** How much room is left for recordings; said above every section while it is little. */
import type { Storage } from '@giamsat/contract/wire/storage';
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { numberText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { Section } from './section.tsx';

const AGAIN_MS = 60_000;

const useStorage = (asked = true) => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['admin', 'storage'],
    queryFn: ({ signal }) => api.get<Storage>('/storage', {}, signal),
    refetchInterval: AGAIN_MS,
    enabled: asked,
  });
};

export const StorageAlarm = ({ shown }: { shown: boolean }) => {
  const { t } = useTranslation('keeping');
  const level = useStorage(shown).data?.level ?? 'ok';
  if (level === 'ok') return null;
  return (
    <Alert
      color={level === 'soon' ? 'yellow' : 'lacquer'}
      variant="light"
      mb="md"
      role="alert"
      icon={<IconAlertTriangle />}
      title={t(`storage.${level}`)}
    >
      {t(`storage.${level}Help`)}
    </Alert>
  );
};

export const StorageSection = () => {
  const { t, i18n } = useTranslation('keeping');
  const storage = useStorage();
  const size = (bytes: number) => t('storage.size', { size: numberText(bytes / 1e9, i18n.language) });
  return (
    <Section
      title={t('storage.title')}
      query={storage}
      items={storage.data && [storage.data]}
      keyOf={({ at }) => at}
      empty=""
      columns={[
        { head: t('storage.free'), cell: ({ freeBytes }) => <strong>{size(freeBytes)}</strong> },
        { head: t('storage.total'), cell: ({ totalBytes }) => size(totalBytes) },
        { head: t('storage.reserve'), cell: ({ reserveBytes }) => size(reserveBytes) },
        { head: t('storage.perDay'), cell: ({ bytesPerDay }) => size(bytesPerDay) },
        {
          head: t('storage.left'),
          cell: ({ daysLeft }) =>
            daysLeft === undefined
              ? t('storage.unknown')
              : t('storage.days', { days: numberText(Math.floor(daysLeft), i18n.language) }),
        },
      ]}
    />
  );
};
