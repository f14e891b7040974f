/** The day as a table; on a narrow screen each hearing becomes a card of its own. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText } from '../../core/format.ts';
import { stageView } from '../../core/stage-view.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageBadge } from '../../ui/stage-badge.tsx';
import classes from './day-table.module.css';

const COLUMNS = ['start', 'place', 'case', 'number', 'type', 'presiding', 'stage'] as const;

export const DayTable = ({ rows, now }: { rows: readonly HearingRow[]; now: number }) => {
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
            <Row key={row.id} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Row = ({ row, now }: { row: HearingRow; now: number }) => {
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
