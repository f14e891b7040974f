/** The audit, newest first: who did, looked at, or was denied what; exported, and checked for being whole. */
import { auditKindText } from '@giamsat/contract/audit-kinds';
import { type AuditAnswer, MAX_EXPORTED_LINES } from '@giamsat/contract/wire/admin';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { clockSecondsText, dateText, numberText } from '../../core/format.ts';
import { ApiProblem } from '../../core/problem.ts';
import { saveFile } from '../../core/save-file.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import { AuditDetail } from '../../ui/audit-detail.tsx';
import { ErrorState } from '../../ui/empty-state.tsx';
import admin from './admin.module.css';
import classes from './audit.module.css';
import { AuditFilterBar, auditFilterOf } from './audit-filter.tsx';
import { AuditLooks } from './audit-looks.tsx';
import { useAuditProof } from './audit-proof.tsx';
import { Section } from './section.tsx';

const PAGE = 100;

export const AuditSection = () => {
  const { t, i18n } = useTranslation('audit');
  const { api } = useServices();
  const problemText = useProblemText();
  const [search, setSearch] = useSearchParams();
  const filter = auditFilterOf(search);
  const language = languageCode(i18n.language);
  const proof = useAuditProof();
  const ownCourt = useViewer().role === 'court_chief_judge';
  const audit = useInfiniteQuery({
    queryKey: ['admin', 'audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditAnswer>('/audit', { ...filter, before: pageParam, limit: PAGE }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
  const exporting = useMutation({
    mutationFn: () => api.file('/audit/export.csv', { ...filter, lang: language }),
    onSuccess: (file) => {
      saveFile(file, t('export.file'));
      notifications.show({ message: t('export.done') });
    },
  });
  const tooMany = exporting.error instanceof ApiProblem && exporting.error.code === 'unprocessable';
  const only = (hearing: string) => setSearch(new URLSearchParams({ ...filter, hearing }));
  return (
    <Section
      title={t('admin:section.audit')}
      above={
        <div className={classes.buttons}>
          {proof.button}
          <Button
            variant="light"
            leftSection={<IconDownload size={18} />}
            loading={exporting.isPending}
            onClick={() => exporting.mutate()}
          >
            {t('export.action')}
          </Button>
        </div>
      }
      below={
        <>
          {ownCourt && <p className={classes.said}>{t('ownCourt')}</p>}
          {proof.result}
          {exporting.error && (
            <ErrorState
              compact
              text={
                tooMany
                  ? t('export.tooMany', { count: numberText(MAX_EXPORTED_LINES, language) as never })
                  : problemText(exporting.error)
              }
            />
          )}
          <AuditFilterBar
            filter={filter}
            onFilter={(next) => setSearch(new URLSearchParams(next), { replace: true })}
          />
          {filter.hearing && <AuditLooks hearing={filter.hearing} />}
        </>
      }
      query={audit}
      items={audit.data?.pages.flatMap((page) => page.entries)}
      keyOf={(entry) => String(entry.id)}
      empty={t('admin:empty.audit')}
      columns={[
        {
          head: t('at'),
          cell: ({ at }) => (
            <time dateTime={at}>
              {clockSecondsText(at)}
              <small className={admin.small}>{dateText(at)}</small>
            </time>
          ),
        },
        { head: t('number'), cell: ({ number }) => numberText(number, language) },
        { head: t('kind'), cell: ({ kind }) => auditKindText(kind, language) },
        {
          head: t('who'),
          cell: (entry) =>
            entry.withheld ? (
              <span className={classes.withheld}>
                {t('withheld')}
                <small className={admin.small}>{t('withheldHelp')}</small>
              </span>
            ) : (
              <>
                <strong>{entry.login ?? '–'}</strong>
                <small className={admin.small}>{entry.organisation}</small>
              </>
            ),
        },
        { head: t('address'), cell: (entry) => entry.address ?? '' },
        {
          head: t('detail'),
          cell: (entry) => (
            <span className={admin.detail}>
              <AuditDetail
                entry={entry}
                hearing={(id) => (
                  <>
                    <button
                      type="button"
                      className={classes.hearing}
                      title={t('hearingShow', { id })}
                      onClick={() => only(id)}
                    >
                      {t('hearing', { id: id.slice(-12) })}
                    </button>{' '}
                  </>
                )}
              />
            </span>
          ),
        },
      ]}
    >
      {audit.hasNextPage && (
        <Button
          mt="md"
          variant="light"
          fullWidth
          loading={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
        >
          {t('common:action.more')}
        </Button>
      )}
    </Section>
  );
};
