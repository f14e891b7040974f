/** Statistics as one part: figures of both sources beside their targets and the same time a year before, and the case book. */
import type { CaseBookEntry } from '@giamsat/contract/case-book';
import type { CaseType, Instance } from '@giamsat/contract/stage';
import { dayOfMs } from '@giamsat/contract/time';
import type { Figure, FigureDefinition, StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { type CaseBook, createCaseBook } from './case-book.ts';
import { caseBookFigures } from './case-book-figures.ts';
import { CASE_BOOK_FIGURES, HEARING_FIGURES } from './figures.ts';
import { type After, type FigureValues, hearingFigures, hearingsBehind } from './hearing-figures.ts';
import { lastDay, monthOf, monthsOf, type Period, spans, yearOf } from './periods.ts';
import { createReports, type Reports } from './reports.ts';
import { readStatisticsRules, targetOf } from './targets.ts';

/** Whose, of when and of what. `courts`: what whoever asks may see; `succeeded`: who took whom over. */
export type Question = {
  courts: readonly string[];
  successor: (court: string) => string;
  from?: string | undefined;
  to?: string | undefined;
  type?: CaseType | undefined;
  instance?: Instance | undefined;
  successors?: 'together' | 'apart' | undefined;
};

type Answer = Omit<StatisticsAnswer, 'courts' | 'succeeded'>;

export type Statistics = {
  /** @throws DomainError `invalid` for a period that ends before it begins or is too long */
  read(question: Question): Promise<Answer>;
  /** Undefined where there is no such figure, or none that is listed. */
  hearings(
    question: Question,
    figure: string,
    page: { after?: After | undefined; limit: number },
  ): Promise<After[] | undefined>;
  caseBook: CaseBook;
  reports: Pick<Reports, 'list' | 'file'> & {
    /** Of the statistical year up to that month. See `Reports.make`. */
    make(
      maker: Parameters<Reports['make']>[0],
      about: { month: string; court: string | undefined; office: string; courtNames: ReadonlyMap<string, string> },
      successor: Question['successor'],
      note: Parameters<Reports['make']>[3],
    ): ReturnType<Reports['make']>;
  };
};

/** Five years, and one to compare with. */
const MAX_MONTHS = 60;

export const definitionsOf = (): FigureDefinition[] => [
  ...CASE_BOOK_FIGURES.map(({ better, ...figure }) => ({
    ...figure,
    source: 'caseBook' as const,
    listed: false,
    ...(better ? { better } : {}),
  })),
  ...HEARING_FIGURES.map(({ better, rows, ...figure }) => ({
    ...figure,
    source: 'hearings' as const,
    listed: rows !== undefined,
    ...(better ? { better } : {}),
  })),
];

/** @throws PlainError where the targets or the seed are wrong, with the place in them */
export async function createStatistics(deps: {
  sql: Sql;
  clock: Clock;
  targetsFile?: string | undefined;
  /** What courts had entered elsewhere before. */
  seed?: readonly CaseBookEntry[] | undefined;
}): Promise<Statistics> {
  const { sql, clock } = deps;
  const rules = await readStatisticsRules(deps.targetsFile);
  const definitions = definitionsOf();
  const caseBook = createCaseBook(deps);
  if (deps.seed) await caseBook.applySeed(deps.seed);

  const today = () => dayOfMs(clock.now());
  const periodOf = ({ from, to }: Question): Period => {
    const year = yearOf(today(), rules.yearBegins);
    const period = {
      from: from ?? (to === undefined ? year.from : to),
      to: to ?? (from === undefined ? year.to : from),
    };
    if (period.to < period.from || monthsOf(period).length > MAX_MONTHS) {
      throw new DomainError('invalid', { field: '/query/to' });
    }
    return period;
  };
  const counted = ({ courts, successor }: Question, together: boolean): Map<string, string> =>
    new Map(courts.map((court) => [court, together ? successor(court) : court]));

  const reports = createReports(deps);
  const self: Statistics = {
    caseBook,
    reports: {
      ...reports,
      async make(maker, { month, court, office, courtNames }, successor, note) {
        const { from } = yearOf(lastDay(month), rules.yearBegins);
        const answer = await self.read({ courts: [...courtNames.keys()], successor, from, to: month });
        return reports.make(maker, court, { ...answer, month, office, courtNames }, note);
      },
    },
    async read(question) {
      const { type, instance, successors = 'together' } = question;
      const period = periodOf(question);
      const { now, before } = spans(period, today());
      const apart = counted(question, successors === 'together');
      const together = counted(question, true);
      const narrow = { type, instance };
      const monthly = ({ from, through }: typeof now) => ({ from: monthOf(from), to: monthOf(through) });
      // Of a period that is to come nothing is known.
      const begun = now.from <= now.through;
      const [hearings, hearingsBefore, book, bookByCourt, bookBefore] = await Promise.all([
        hearingFigures(sql, { courts: apart, ...now, ...narrow }),
        hearingFigures(sql, { courts: together, ...before, ...narrow }),
        caseBookFigures(sql, { courts: together, period: begun ? monthly(now) : period, ...narrow }),
        successors === 'apart'
          ? caseBookFigures(sql, { courts: apart, period: begun ? monthly(now) : period, ...narrow })
          : undefined,
        caseBookFigures(sql, { courts: together, period: begun ? monthly(before) : period, ...narrow }),
      ]);
      const values = { ...book.whole, ...hearings.whole };
      const earlier = { ...bookBefore.whole, ...hearingsBefore.whole };
      const figures = definitions.map(({ id }): Figure => {
        const value = values[id] ?? null;
        const target = targetOf(rules, id, type, now.through);
        return {
          id,
          value,
          before: earlier[id] ?? null,
          ...(target ? { target } : {}),
          ...(target && value !== null ? { difference: value - target.value } : {}),
        };
      });
      return {
        period: { ...now, to: spans(period, '9999-12-31').now.through },
        before,
        yearBegins: rules.yearBegins,
        definitions,
        figures,
        byCourt: merged((bookByCourt ?? book).byCourt, hearings.byCourt),
        byType: merged(book.byType, hearings.byType),
        byMonth: merged(book.byMonth, hearings.byMonth),
        reasons: hearings.reasons,
        closed: hearings.closed,
        entered: [...book.entered].map(([court, months]) => ({ court, months })),
      };
    },
    async hearings(question, figure, page) {
      const { now } = spans(periodOf(question), today());
      const { type, instance } = question;
      return hearingsBehind(sql, { courts: counted(question, false), ...now, type, instance }, figure, page);
    },
  };
  return self;
}

/** In the order of their keys. */
const merged = (a: Map<string, FigureValues>, b: Map<string, FigureValues>) =>
  [...new Set([...a.keys(), ...b.keys()])].sort().map((key) => ({ key, values: { ...a.get(key), ...b.get(key) } }));
