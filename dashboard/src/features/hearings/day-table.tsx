/** The day as a table; on a narrow screen each hearing becomes a card of its own. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RowClash } from '../../core/clashing.ts';
import { clockText } from '../../core/format.ts';
import { stageView } from '../../core/stage-view.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageBadge } from '../../ui/stage-badge.tsx';
import { Chain } from './chain.tsx';
import { ClashMark } from './clash-mark.tsx';
import classes from './day-table.module.css';

const COLUMNS = ['start', 'place', 'case', 'number', 'type', 'presiding', 'stage'] as const;

type Clashes = ReadonlyMap<string, RowClash[]>;
type DayTableProps = { rows: readonly HearingRow[]; clashes: Clashes; now: number };

export const DayTable = ({ rows, clashes, now }: DayTableProps) => {
  const { t } = useTranslation('hearings');
  return (
    <div className={classes.frame}>
      <table className={classes.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`table.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} clashes={clashes.get(row.id)} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

type RowProps = { row: HearingRow; clashes: RowClash[] | undefined; now: number };

const Row = ({ row, clashes, now }: RowProps) => {
  const { t } = useTranslation('hearings');
  const at = usePlace();
  const place = (
    <td className={classes.place}>
      {at.court(row.courtName)}
      {row.roomName && <small>{at.room(row.roomName)}</small>}
    </td>
  );
  if (row.form === 'masked')
    return (
      <tr>
        <td>–</td>
        {place}
        <td colSpan={4} className={classes.masked}>
          {t(`common:hearing.masked.${row.cause}`)}
        </td>
        <td>
          <StageBadge view={stageView(row, now)} />
        </td>
      </tr>
    );
  const { state } = row;
  const [number] = state.caseNumbers;
  return (
    <tr>
      <td className={classes.start}>
        <time dateTime={state.start}>{clockText(state.start)}</time>
      </td>
      {place}
      <td className={classes.case}>
        <Link to={`/hearings/${row.id}`}>{state.title ?? t('common:hearing.untitled')}</Link>
        <Chain state={state} />
        <ClashMark clashes={clashes} />
      </td>
      <td className={classes.number}>{number ? (number.normal ?? number.raw) : ''}</td>
      <td>{state.caseType && t(`common:case.${state.caseType}`)}</td>
      <td>{state.panel.find((one) => one.role === 'presiding_judge')?.name}</td>
      <td>
        <StageBadge view={stageView(row, now)} now={now} />
      </td>
    </tr>
  );
};
