/** The files that this person had made, of whatever hearing. */
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useExportActions, useExports } from '../../hooks/use-exports.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { ExportList } from '../../ui/export-list.tsx';
import classes from './me.module.css';

export const MyExports = () => {
  const { t } = useTranslation('exports');
  const problemText = useProblemText();
  const list = useExports();
  const { end, fetch, error: failed } = useExportActions();
  const error = list.error ?? failed;
  const exports = list.data?.exports ?? [];
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('title')}</h2>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void list.refetch()} />}
      {!list.data && !error && <Skeleton height={64} />}
      {list.data && exports.length === 0 && (
        <EmptyState compact title={t('none.title')}>
          {t('none.help')}
        </EmptyState>
      )}
      <ExportList
        exports={exports}
        onEnd={end.mutate}
        onFetch={fetch.mutate}
        busy={fetch.isPending ? fetch.variables : undefined}
      />
    </section>
  );
};
