/** A hearing that is closed to whoever looks: that it is there, and to the heads of its court what is decided of its recordings. */
import type { MaskedRow } from '@giamsat/contract/wire/live';
import { Skeleton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { lazyWithWords } from '../../i18n/lazy-with-words.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import classes from './masked-hearing.module.css';

const KeepingPanel = lazyWithWords(async () => (await import('./keeping-panel.tsx')).KeepingPanel, ['keeping']);

export const MaskedHearing = ({ row, keeping }: { row: MaskedRow; keeping: boolean }) => {
  const { at } = usePlace();
  const { t } = useTranslation('hearing');
  const told = (
    <EmptyState icon={IconLock} title={t(`common:hearing.masked.${row.cause}`)} compact={keeping}>
      <p>{`${at(row.courtName, row.roomName)} · ${dayText(row.day)}`}</p>
      <p>{t('masked.help')}</p>
    </EmptyState>
  );
  if (!keeping) return told;
  return (
    <div className={classes.page}>
      {told}
      <section aria-labelledby="keeping" className={classes.keeping}>
        <h2 id="keeping" className={classes.title}>
          {t('tab.keeping')}
        </h2>
        <Suspense fallback={<Skeleton m="md" height={200} />}>
          <KeepingPanel row={row} />
        </Suspense>
      </section>
    </div>
  );
};
