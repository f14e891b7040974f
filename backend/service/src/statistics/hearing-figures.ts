/** Figures over what hearings show here: one question to the database for all of them, and the hearings behind one. */
import { sql as query, type RawBuilder } from 'kysely';
import type { Sql } from '../platform/sql.ts';
import { HEARING_FIGURES } from './figures.ts';

/** `courts` counts each court under another's code, or its own. Days inclusive. */
type HearingQuestion = {
  courts: ReadonlyMap<string, string>;
  from: string;
  through: string;
  type?: string | undefined;
  instance?: string | undefined;
};
export type FigureValues = Record<string, number | null>;
export type FigureGroups = {
  whole: FigureValues;
  byCourt: Map<string, FigureValues>;
  byType: Map<string, FigureValues>;
  byMonth: Map<string, FigureValues>;
};

/** What cannot be told apart from a type of case when the doors are closed. */
const NOT_BY_TYPE = 'closed-rate';

/**
 * One row a hearing. A hearing whose doors are or ever were closed shows nothing here but that it is there (`told` is false), as to
 * everybody outside; asked by type or instance it is not there at all (decision 82).
 */
const facts = ({ courts, from, through, type, instance }: HearingQuestion): RawBuilder<unknown> => query`
  select h.id, h.day, g.shown as court, to_char(h.day, 'YYYY-MM') as month, case when h.told then h.case_type end as case_type,
    h.told, h.stage, h.mode, h.outcome, h.reason, h.start_at, h.opened_at, h.minutes
  from hearings h
  join unnest(${[...courts.keys()]}::text[], ${[...courts.values()]}::text[]) as g (court, shown) on g.court = h.court
  where h.day between ${from} and ${through}
    ${type === undefined ? query`` : query`and h.told and h.case_type = ${type}`}
    ${instance === undefined ? query`` : query`and h.told and h.instance = ${instance}`}`;

const columns = query.raw(HEARING_FIGURES.map(({ id, sql }) => `${sql} as "${id}"`).join(', '));

type Row = FigureValues & { level: number; court: string | null; month: string | null; case_type: string | null };
/** PostgreSQL's `grouping(court, month, case_type)`: a bit is set for what is not grouped by. */
const LEVELS = { whole: 7, court: 3, month: 5, type: 6 } as const;

export function valuesOf(row: FigureValues, figures: readonly { id: string }[]): FigureValues {
  return Object.fromEntries(figures.map(({ id }) => [id, row[id] ?? null]));
}

export async function hearingFigures(
  sql: Sql,
  question: HearingQuestion,
): Promise<FigureGroups & { closed: number; reasons: { key: string; count: number }[] }> {
  const { rows } = await query<Row & { closed: number; level: number }>`
    with f as materialized (${facts(question)})
    select grouping(court, month, case_type) as level, court, month, case_type, count(*) filter (where not told) as closed, ${columns}
    from f group by grouping sets ((), (court), (month), (case_type))`.execute(sql);
  const reasons = await query<{ key: string; count: number }>`
    with f as (${facts(question)})
    select coalesce(reason, '') as key, count(*) as count from f where told and stage = 'postponed' group by 1 order by 2 desc, 1
  `.execute(sql);
  const narrowed = question.type !== undefined || question.instance !== undefined;
  const told = (row: Row): FigureValues => {
    const values = valuesOf(row, HEARING_FIGURES);
    if (narrowed || row.level === LEVELS.type) values[NOT_BY_TYPE] = null;
    return values;
  };
  const by = (level: number, key: 'court' | 'month' | 'case_type') =>
    new Map(
      rows.flatMap((row) => {
        const name = row.level === level ? row[key] : null;
        return name === null ? [] : [[name, told(row)] as const];
      }),
    );
  const whole = rows.find(({ level }) => level === LEVELS.whole);
  return {
    whole: whole ? told(whole) : {},
    byCourt: by(LEVELS.court, 'court'),
    byType: by(LEVELS.type, 'case_type'),
    byMonth: by(LEVELS.month, 'month'),
    closed: whole?.closed ?? 0,
    reasons: reasons.rows,
  };
}

/** The last of a page: newest day first, then by id. */
export type After = { day: string; id: string };

/** Ids of the hearings behind a figure; undefined where there is no such figure, or none that can be listed. */
export async function hearingsBehind(
  sql: Sql,
  question: HearingQuestion,
  figure: string,
  page: { after?: After | undefined; limit: number },
): Promise<After[] | undefined> {
  const rows = HEARING_FIGURES.find(({ id }) => id === figure)?.rows;
  if (rows === undefined) return undefined;
  const { after, limit } = page;
  const found = await query<After>`
    with f as (${facts(question)})
    select id, day from f where ${query.raw(rows)}
      ${after === undefined ? query`` : query`and (day, id) < (${after.day}::date, ${after.id}::uuid)`}
    order by day desc, id desc limit ${limit}`.execute(sql);
  return found.rows;
}
