/** Who watched one hearing when, as the audit has it; names only after the hearing has ended. */
import type { AuditLooks as Answer } from '@giamsat/contract/wire/session';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { LooksTimeline } from '../../ui/looks-timeline.tsx';
import classes from './audit.module.css';

export const AuditLooks = ({ hearing }: { hearing: string }) => {
  const { t } = useTranslation('audit');
  const { api } = useServices();
  const problemText = useProblemText();
  const now = useNow(60_000);
  const looks = useInfiniteQuery({
    queryKey: ['admin', 'audit', 'looks', hearing],
    queryFn: ({ pageParam, signal }) =>
      api.get<Answer>('/audit/looks', { hearing, before: pageParam, limit: 200 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const all = looks.data?.pages.flatMap((page) => page.looks);
  const lasting = looks.data?.pages.some((page) => page.lasting) === true;
  const isUnknown = looks.error instanceof ApiProblem && looks.error.code === 'not-found';
  return (
    <section className={classes.looks} aria-labelledby="audit-looks">
      <h3 id="audit-looks" className={classes.subheading}>
        {t('timeline.title')}
      </h3>
      {lasting && <EmptyState compact title={t('timeline.lasting')} />}
      {isUnknown && <EmptyState compact title={t('timeline.unknown')} />}
      {looks.error && !isUnknown && (
        <ErrorState compact text={problemText(looks.error)} onRetry={() => void looks.refetch()} />
      )}
      {!all && !looks.error && <Skeleton height={120} />}
      {all?.length === 0 && !lasting && <EmptyState compact title={t('timeline.none')} />}
      {all && all.length > 0 && <LooksTimeline looks={all} now={now} />}
      {looks.hasNextPage && (
        <Button mt="sm" variant="light" loading={looks.isFetchingNextPage} onClick={() => void looks.fetchNextPage()}>
          {t('common:action.more')}
        </Button>
      )}
    </section>
  );
};
