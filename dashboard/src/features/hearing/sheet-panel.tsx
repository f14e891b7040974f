/** The prosecutors' review sheet: what the log answers leads to its line, what a person must judge is asked here. */
import type { Sheet } from '@giamsat/contract/wire/sheet';
import { Button, Checkbox, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPrinter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../core/save-file.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import type { PanelProps } from './panel.ts';
import classes from './sheet.module.css';
import { SheetDeadlines } from './sheet-deadlines.tsx';
import { SheetFindings } from './sheet-findings.tsx';
import { SheetQuestion } from './sheet-question.tsx';

export const SheetPanel = ({ row, onSeek }: PanelProps) => {
  const { t, i18n } = useTranslation('sheet');
  const language = languageCode(i18n.language);
  const { api } = useServices();
  const problemText = useProblemText();
  // A new line of the log, or one that was corrected, changes what it answers.
  const sheet = useQuery({
    queryKey: ['sheet', row.id, row.version],
    queryFn: ({ signal }) => api.get<Sheet>(`/hearings/${row.id}/sheet`, {}, signal),
    placeholderData: keepPreviousData,
  });
  const [withNotes, setWithNotes] = useState(false);
  const [printing, setPrinting] = useState(false);
  const print = async () => {
    setPrinting(true);
    try {
      const file = await api.file(`/hearings/${row.id}/sheet.pdf`, withNotes ? { notes: 'true' } : {});
      saveFile(file, `phieu-theo-doi-${row.id}.pdf`);
      notifications.show({ message: t('printed') });
    } catch (error) {
      notifications.show({ message: problemText(error), color: 'red' });
    } finally {
      setPrinting(false);
    }
  };
  if (sheet.error && !sheet.data)
    return <ErrorState compact text={problemText(sheet.error)} onRetry={() => void sheet.refetch()} />;
  if (!sheet.data) return <Skeleton m="md" height={300} />;
  return (
    <div className={classes.sheet}>
      <header className={classes.head}>
        <h3>{sheet.data.title[language]}</h3>
        <p>{t('intro')}</p>
        <div className={classes.print}>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPrinter size={18} />}
            loading={printing}
            onClick={() => void print()}
          >
            {t('print')}
          </Button>
          <Checkbox
            label={t('printNotes')}
            checked={withNotes}
            onChange={(event) => setWithNotes(event.currentTarget.checked)}
          />
        </div>
      </header>
      {sheet.data.sections.map(({ id, title, items }) => (
        <section key={id} aria-label={title[language]}>
          <h4>{title[language]}</h4>
          {items.map((item) => (
            <div key={item.id} className={classes.item}>
              <p className={classes.title}>
                {item.title[language]}
                {item.basis && <span className={classes.basis}>{item.basis}</span>}
              </p>
              {item.kind === 'log' ? (
                <SheetFindings findings={item.findings} onSeek={onSeek} />
              ) : (
                <SheetQuestion hearing={row.id} item={item} version={row.version} />
              )}
            </div>
          ))}
        </section>
      ))}
      <SheetDeadlines deadlines={sheet.data.deadlines} />
      <footer className={classes.foot}>{t('disclaimer')}</footer>
    </div>
  );
};
