/** Figures over the case book: sums of what the courts entered, month after month from the period's beginning. */
import { sql as query } from 'kysely';
import type { Sql } from '../platform/sql.ts';
import { CASE_BOOK_FIGURES } from './figures.ts';
import { type FigureGroups, type FigureValues, valuesOf } from './hearing-figures.ts';
import { monthsOf, type Period } from './periods.ts';

/** `courts` counts each court under another's code, or its own. */
type CaseBookQuestion = {
  courts: ReadonlyMap<string, string>;
  period: Period;
  type?: string | undefined;
  instance?: string | undefined;
};

const columns = query.raw(CASE_BOOK_FIGURES.map(({ id, sql }) => `${sql} as "${id}"`).join(', '));

type Row = FigureValues & { level: number; upto: string; shown: string | null; case_type: string | null };
/** PostgreSQL's `grouping(shown, case_type)`. */
const LEVELS = { whole: 3, court: 1, type: 2 } as const;

export async function caseBookFigures(
  sql: Sql,
  { courts, period, type, instance }: CaseBookQuestion,
): Promise<FigureGroups & { entered: Map<string, string[]> }> {
  // What a court carries over when it takes another over was pending there: of courts that are counted together only the first month's counts.
  const { rows } = await query<Row>`
    with newest as (
      select distinct on (e.court, e.month, e.case_type, e.instance) e.*, g.shown
      from case_book_entries e
      join unnest(${[...courts.keys()]}::text[], ${[...courts.values()]}::text[]) as g (court, shown) on g.court = e.court
      where e.month between ${period.from} and ${period.to}
        ${type === undefined ? query`` : query`and e.case_type = ${type}`}
        ${instance === undefined ? query`` : query`and e.instance = ${instance}`}
      order by e.court, e.month, e.case_type, e.instance, e.version desc
    ), b as (
      select n.*, m.upto,
        n.month = min(n.month) over cell as is_first,
        n.month = max(n.month) over cell as is_last
      from newest n
      join unnest(${monthsOf(period)}::text[]) as m (upto) on n.month <= m.upto
      window cell as (partition by m.upto, n.shown, n.case_type, n.instance)
    )
    select grouping(shown, case_type) as level, upto, shown, case_type, ${columns}
    from b group by grouping sets ((upto), (upto, shown), (upto, case_type))`.execute(sql);
  const entered = await query<{ court: string; months: string[] }>`
    select court, array_agg(distinct month order by month) as months from case_book_entries
    where month between ${period.from} and ${period.to} and court = any(${[...courts.keys()]})
      ${type === undefined ? query`` : query`and case_type = ${type}`}
      ${instance === undefined ? query`` : query`and instance = ${instance}`}
    group by court`.execute(sql);
  const at = (level: number) => rows.filter((row) => row.level === level);
  const ended = (level: number) => at(level).filter(({ upto }) => upto === period.to);
  const by = (list: readonly Row[], key: 'shown' | 'case_type' | 'upto') =>
    new Map(list.map((row) => [row[key] ?? '', valuesOf(row, CASE_BOOK_FIGURES)]));
  const months = entered.rows.flatMap((row) => row.months).sort();
  const last = months.at(-1) ?? '';
  const byMonth = by(at(LEVELS.whole), 'upto');
  return {
    whole: byMonth.get(period.to) ?? {},
    byCourt: by(ended(LEVELS.court), 'shown'),
    byType: by(ended(LEVELS.type), 'case_type'),
    // Nothing is known of months that nobody has entered yet.
    byMonth: new Map([...byMonth].filter(([month]) => month <= last)),
    entered: new Map(entered.rows.map((row) => [row.court, row.months])),
  };
}
