/** The court's hearing list: chosen or dropped, shown line by line before anything happens, imported in one step, taken back. */
import {
  LIST_REFUSALS,
  LIST_TYPE,
  MAX_LIST_BYTES,
  type ScheduleImport,
  type SchedulePreview,
} from '@giamsat/contract/wire/schedule';
import { Button, Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import { DropZone } from './drop-zone.tsx';
import { FolderFiles } from './folder-files.tsx';
import classes from './import.module.css';
import { Imports } from './imports.tsx';
import { PreviewTable } from './preview-table.tsx';

type Shown = { file: File; preview: SchedulePreview };

export const ImportPage = () => {
  const { t } = useTranslation('schedule');
  usePageTitle(t('title'));
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [shown, setShown] = useState<Shown>();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [withMissing, setWithMissing] = useState(false);
  const refusalText = (failed: unknown): string => {
    const [, code] = /^\/file\/(.+)$/.exec(failed instanceof ApiProblem ? (failed.problem.field ?? '') : '') ?? [];
    const known = LIST_REFUSALS.find((one) => one === code);
    return known ? t(`refused.${known}`) : problemText(failed);
  };
  /** As what it is sent, whatever the browser takes it for. */
  const bodyOf = (file: File) => new Blob([file], { type: LIST_TYPE });

  const look = async (file: File) => {
    setShown(undefined);
    setRefused(undefined);
    setWithMissing(false);
    if (file.size > MAX_LIST_BYTES) return setRefused(t('tooLarge'));
    setBusy(true);
    try {
      setShown({ file, preview: await api.post<SchedulePreview>('/schedule/preview', bodyOf(file)) });
    } catch (failed) {
      setRefused(refusalText(failed));
    } finally {
      setBusy(false);
    }
  };
  const plan = withMissing ? shown?.preview.planWithMissing : shown?.preview.plan;
  const submit = async () => {
    if (!shown || !plan) return;
    setBusy(true);
    try {
      const done = await api.post<ScheduleImport>(`/schedule/imports?plan=${plan}`, bodyOf(shown.file));
      notifications.show({
        message: t('done', { added: done.added, changed: done.changed, cancelled: done.cancelled }),
      });
      setShown(undefined);
      await queries.invalidateQueries({ queryKey: ['schedule'] });
    } catch (failed) {
      const isStale = failed instanceof ApiProblem && failed.code === 'conflict';
      notifications.show({ color: 'lacquer', message: isStale ? t('changedMeanwhile') : problemText(failed) });
      if (isStale) await look(shown.file);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
      </header>
      <p className={classes.said}>{t('what')}</p>
      <DropZone busy={busy} onFile={(file) => void look(file)} />
      {refused && <ErrorState text={refused} />}
      {shown && (
        <section className={classes.preview} aria-label={t('preview.title')}>
          <h2 className={classes.second}>{t('preview.of', { name: shown.file.name })}</h2>
          <PreviewTable preview={shown.preview} />
          {shown.preview.missing.length > 0 && (
            <Switch
              checked={withMissing}
              onChange={(event) => setWithMissing(event.currentTarget.checked)}
              label={t('preview.cancelMissing', { count: shown.preview.missing.length })}
            />
          )}
          <div className={classes.acts}>
            <Button size="md" disabled={!plan} loading={busy} onClick={() => void submit()}>
              {t('import')}
            </Button>
            <Button size="md" variant="default" onClick={() => setShown(undefined)}>
              {t('common:action.cancel')}
            </Button>
            {!plan && <span className={classes.quiet}>{t('preview.nothing')}</span>}
          </div>
        </section>
      )}
      <FolderFiles />
      <Imports />
    </div>
  );
};
