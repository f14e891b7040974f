/** The chosen figure: how it is made, and by court, type and month; each chart can be read as a table. */
import type { FigureDefinition, StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { Button, Modal, Skeleton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { languageCode } from '../../i18n/language.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { Wanted } from './address.ts';
import { valueText } from './figure-text.ts';
import { HearingsBehind } from './hearings-behind.tsx';
import classes from './statistics.module.css';
import type { Kind, NameOf } from './use-groups.ts';

// The charts are fetched when the first of them is drawn.
const Chart = lazy(() => import('./chart.tsx').then((m) => ({ default: m.Chart })));

const KINDS = ['byMonth', 'byCourt', 'byType'] as const;
/** Of its heading. */
export const CHOSEN = 'chosen-figure';

type Props = { answer: StatisticsAnswer; definition: FigureDefinition; wanted: Wanted; nameOf: NameOf };

export const FigureView = ({ answer, definition, wanted, nameOf }: Props) => {
  const { t, i18n } = useTranslation('statistics');
  const [asked, setAsked] = useState(false);
  const target = answer.figures.find(({ id }) => id === definition.id)?.target;
  return (
    <section className={classes.chosen} aria-labelledby={CHOSEN}>
      <header className={classes.chosenHead}>
        <h2 id={CHOSEN}>{definition.name[languageCode(i18n.language)]}</h2>
        <Button variant="subtle" leftSection={<IconInfoCircle size={18} />} onClick={() => setAsked(true)}>
          {t('how.button')}
        </Button>
      </header>
      <div className={classes.groups}>
        {KINDS.map((kind) => (
          <Group key={kind} kind={kind} {...{ answer, definition, wanted, nameOf }} target={target?.value} />
        ))}
        {definition.id.startsWith('postponed') && answer.reasons.length > 0 && <Reasons answer={answer} />}
      </div>
      {definition.listed && <HearingsBehind figure={definition.id} wanted={wanted} />}
      <Modal opened={asked} onClose={() => setAsked(false)} title={t('how.title')} size="lg">
        <p className={classes.said}>{definition.how[languageCode(i18n.language)]}</p>
        <p className={classes.said}>{t(`how.${definition.source}`)}</p>
        {target && (
          <p className={classes.said}>
            {t('how.target', {
              target: valueText(target.value, definition.unit, t, i18n.language),
              document: target.document,
            })}
            {target.issuedOn && ` (${dayText(target.issuedOn)})`}
            {!target.checked && ` – ${t('how.unchecked')}`}
          </p>
        )}
        <h3 className={classes.sqlHead}>{t('how.sql')}</h3>
        <pre className={classes.sql}>{definition.sql}</pre>
      </Modal>
    </section>
  );
};

type GroupProps = Props & { kind: Kind; target: number | undefined };

const Group = ({ kind, answer, definition, wanted, nameOf, target }: GroupProps) => {
  const { t, i18n } = useTranslation('statistics');
  const rows = answer[kind]
    .map(({ key, values }) => ({ key, name: nameOf(kind, key), value: values[definition.id] ?? null }))
    .filter(({ value }) => value !== null);
  const text = (value: number | null) => valueText(value, definition.unit, t, i18n.language);
  // A target for all types together is none for one of them.
  const line =
    kind === 'byType' || target === undefined
      ? undefined
      : { value: target, label: t('target', { target: text(target) }) };
  return (
    <figure className={classes.group} data-kind={kind}>
      <figcaption>
        {t(`group.${kind}`)}
        {kind === 'byMonth' && (
          <small className={classes.spell}>
            {t(definition.source === 'caseBook' ? 'group.soFar' : 'group.within')}
          </small>
        )}
      </figcaption>
      {rows.length === 0 ? (
        <EmptyState compact title={t('group.none')} />
      ) : (
        <>
          {wanted.view === 'charts' && (
            <div aria-hidden="true">
              <Suspense fallback={<Skeleton height={240} />}>
                <Chart rows={rows} over={kind === 'byMonth' ? 'time' : 'names'} text={text} target={line} />
              </Suspense>
            </div>
          )}
          <Table
            heads={[t(`group.${kind}.head`), t('value')]}
            rows={rows}
            text={text}
            hidden={wanted.view === 'charts'}
          />
        </>
      )}
    </figure>
  );
};

type TableProps = {
  heads: [string, string];
  rows: readonly { key: string; name: string; value: number | null }[];
  text: (value: number | null) => string;
  hidden?: boolean;
};

/** Behind a chart it is there for those who listen. */
const Table = ({ heads, rows, text, hidden = false }: TableProps) => (
  <div className={hidden ? 'visually-hidden' : undefined}>
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, value }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>{text(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Reasons = ({ answer }: { answer: StatisticsAnswer }) => {
  const { t, i18n } = useTranslation('statistics');
  const rows = answer.reasons.map(({ key, count }) => ({
    key,
    name: key === '' ? t('reasons.none') : t(`reason:${key}`),
    value: count,
  }));
  return (
    <figure className={classes.group}>
      <figcaption>{t('reasons.title')}</figcaption>
      <Table
        heads={[t('reasons.head'), t('value')]}
        rows={rows}
        text={(value) => valueText(value, 'count', t, i18n.language)}
      />
    </figure>
  );
};
