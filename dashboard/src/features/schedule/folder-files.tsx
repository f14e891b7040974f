/** What came out of the folder in which the court puts its lists down: imported, or set aside and why. */
import type { ListFile, ListFiles } from '@giamsat/contract/wire/schedule';
import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './import.module.css';

const AGAIN_MS = 15_000;

export const FolderFiles = () => {
  const { t } = useTranslation('schedule');
  const { api } = useServices();
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery({
    queryKey: ['schedule', 'folder'],
    queryFn: ({ signal }) => api.get<ListFiles>('/schedule/folder', {}, signal),
    refetchInterval: AGAIN_MS,
  });
  // Where none is watched there is nothing to tell.
  if (data && !data.files) return null;
  return (
    <section className={classes.imports} aria-labelledby="folder">
      <h2 className={classes.second} id="folder">
        {t('folder.title')}
      </h2>
      <p className={classes.said}>{t('folder.what')}</p>
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={64} />}
      {data?.files?.length === 0 && <EmptyState compact icon={IconFolder} title={t('folder.none')} />}
      <ul className={classes.list}>
        {data?.files?.map((file) => (
          <li key={`${file.at} ${file.name}`} className={classes.item}>
            <Told file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Told = ({ file: { name, at, outcome, refusal, wrong, lines } }: { file: ListFile }) => {
  const { t } = useTranslation('schedule');
  const isAside = outcome === 'set-aside';
  const Icon = isAside ? IconAlertTriangle : IconCircleCheck;
  return (
    <div>
      <b>{name}</b>
      <span className={classes.outcome} data-tone={isAside ? 'red' : 'green'}>
        <Icon size={18} aria-hidden="true" /> {t(`folder.${outcome}`)}
      </span>
      <small>{momentText(at)}</small>
      {refusal && <small>{t(`refused.${refusal}`)}</small>}
      {wrong > 0 && (
        <details>
          <summary>{t('folder.wrong', { count: wrong })}</summary>
          <ul>
            {lines.map(({ line, caseNumber, faults }) => (
              <li key={line}>
                {t('folder.line', { line })}
                {caseNumber && ` (${caseNumber})`}:{' '}
                {faults.map(({ code, value }) => t(`fault.${code}`, { value })).join('; ')}
              </li>
            ))}
          </ul>
          {wrong > lines.length && <small>{t('folder.more', { count: wrong - lines.length })}</small>}
        </details>
      )}
    </div>
  );
};
