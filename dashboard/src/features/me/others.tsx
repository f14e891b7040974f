/** What else the audit holds of this person: signing in, refusals, changes, exports. */
import { auditKindText } from '@giamsat/contract/audit-kinds';
import type { AuditAnswer } from '@giamsat/contract/wire/admin';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clockText, dateText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import { AuditDetail } from '../../ui/audit-detail.tsx';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './me.module.css';

export const Others = () => {
  const { t, i18n } = useTranslation('audit');
  const { api } = useServices();
  const problemText = useProblemText();
  const audit = useInfiniteQuery({
    queryKey: ['me', 'audit'],
    queryFn: ({ pageParam, signal }) => api.get<AuditAnswer>('/me/audit', { limit: 50, before: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
  const all = audit.data?.pages.flatMap((page) => page.entries);
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('mine.title')}</h2>
      <p className={classes.quiet}>{t('mine.help')}</p>
      {audit.error && <ErrorState compact text={problemText(audit.error)} onRetry={() => void audit.refetch()} />}
      {!all && !audit.error && <Skeleton height={240} mt="md" />}
      {all?.length === 0 && <EmptyState compact title={t('mine.none')} />}
      <ul className={classes.list}>
        {all?.map((entry) => (
          <li key={entry.id} className={classes.item}>
            <div>
              <p className={classes.strong}>{auditKindText(entry.kind, languageCode(i18n.language))}</p>
              <p className={classes.quiet}>
                <AuditDetail
                  entry={entry}
                  hearing={(id) => `${t('hearing', { id: id.slice(-12) })} `}
                  address={entry.address}
                />
              </p>
            </div>
            <p className={classes.when}>
              {clockText(entry.at)}
              <br />
              <span className={classes.quiet}>{dateText(entry.at)}</span>
            </p>
          </li>
        ))}
      </ul>
      {audit.hasNextPage && (
        <Button variant="light" mt="sm" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {t('common:action.more')}
        </Button>
      )}
    </section>
  );
};
