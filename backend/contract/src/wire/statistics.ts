/** Statistics over HTTP: `/api/v1/statistics…` and `/api/v1/case-book` (`domain.md` §7). */
import { type Static, Type } from 'typebox';
import { CaseBookEntry, Month } from '../case-book.ts';
import { Code, Day, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { CaseType, Instance } from '../stage.ts';
import { FoundHearing } from './search.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };
const Bilingual = Type.Object({ vi: Type.String(), en: Type.String() });

/** By today's names. */
const StatisticsCourt = Type.Object({
  code: Code,
  name: Type.String(),
  short: Type.String(),
  nameEn: opt(Type.String()),
});

export const FIGURE_UNITS = ['count', 'percent', 'minutes'] as const;
/** Two sources, never mixed: what hearings show here, and what courts enter into the case book. */
const FIGURE_SOURCES = ['caseBook', 'hearings'] as const;

/** Which hearings and entries; all are of whole months. Without months: the statistical year of today. */
const Filter = {
  from: opt(Month),
  to: opt(Month),
  court: opt(Code),
  type: opt(CaseType),
  instance: opt(Instance),
  /** Courts that were taken over are counted with those that took them over. */
  successors: opt(Type.Enum(['together', 'apart'] as const)),
};

/** `GET /api/v1/statistics` */
export const StatisticsQuery = Type.Object(Filter, strict);
export type StatisticsQuery = Static<typeof StatisticsQuery>;

/** How a figure is made, for who asks "cách tính". */
export const FigureDefinition = Type.Object({
  id: Code,
  source: Type.Enum(FIGURE_SOURCES),
  unit: Type.Enum(FIGURE_UNITS),
  name: Bilingual,
  how: Bilingual,
  /** As the database is asked. */
  sql: Type.String(),
  /** Which way a target is met; absent: neither. */
  better: opt(Type.Enum(['more', 'less'] as const)),
  /** Its hearings can be listed. */
  listed: Type.Boolean(),
});
export type FigureDefinition = Static<typeof FigureDefinition>;

export const Target = Type.Object({
  /** In the figure's unit. */
  value: Type.Number(),
  document: Type.String(),
  issuedOn: opt(Day),
  /** Whether it was compared with the document's text. */
  checked: Type.Boolean(),
});
export type Target = Static<typeof Target>;

/** Null: there is nothing to divide by, or the figure does not exist under this filter. */
const Value = Type.Union([Type.Number(), Type.Null()]);
const Values = Type.Record(Type.String(), Value);

export const Figure = Type.Object({
  id: Code,
  value: Value,
  /** In the same months a year before. */
  before: Value,
  target: opt(Target),
  /** `value` less the target, in the figure's unit: percentage points. */
  difference: opt(Type.Number()),
});
export type Figure = Static<typeof Figure>;

const Group = Type.Object({ key: Type.String(), values: Values });

export const StatisticsAnswer = Type.Object({
  /** Inclusive; `through` is the last day that was counted, today at the latest. */
  period: Type.Object({ from: Day, to: Day, through: Day }),
  before: Type.Object({ from: Day, through: Day }),
  /** The statistical year's first month, as this province has it: 10. */
  yearBegins: Type.Integer(),
  /** Whose figures these are: what this viewer may see, by today's names. */
  courts: Type.Array(StatisticsCourt),
  /** Some of them took others over. */
  succeeded: Type.Boolean(),
  definitions: Type.Array(FigureDefinition),
  figures: Type.Array(Figure),
  byCourt: Type.Array(Group),
  byType: Type.Array(Group),
  /** Hearings: within the month. Case book: from the period's beginning to the month's end. */
  byMonth: Type.Array(Group),
  /** Postponed hearings by reason code; an empty key: none was recorded. */
  reasons: Type.Array(Type.Object({ key: Type.String(), count: Type.Integer() })),
  /** Hearings that were or are behind closed doors: in none of the figures but the first and the last of hearings. */
  closed: Type.Integer(),
  /** Which months of the case book each court has entered. */
  entered: Type.Array(Type.Object({ court: Code, months: Type.Array(Month) })),
});
export type StatisticsAnswer = Static<typeof StatisticsAnswer>;

/** `GET /api/v1/statistics/hearings`: the very hearings behind a figure, newest first. */
export const StatisticsHearingsQuery = Type.Object(
  {
    figure: Code,
    ...Filter,
    /** `next` of the page before. */
    after: opt(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2} [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
      }),
    ),
  },
  strict,
);
export type StatisticsHearingsQuery = Static<typeof StatisticsHearingsQuery>;
export const StatisticsHearings = Type.Object({ hearings: Type.Array(FoundHearing), next: opt(Type.String()) });
export type StatisticsHearings = Static<typeof StatisticsHearings>;

/** `GET /api/v1/case-book?court=&month=`; without them the own court, or the first, and this month. */
export const CaseBookQuery = Type.Object({ court: opt(Code), month: opt(Month) }, strict);
/** One version of a cell as it was entered. */
export const CaseBookVersion = Type.Object({
  ...CaseBookEntry.properties,
  version: Type.Integer(),
  at: Timestamp,
  /** Who entered it; absent: it came with the file by which the service was set up. */
  by: opt(Type.String()),
});
export type CaseBookVersion = Static<typeof CaseBookVersion>;
export const CaseBookMonth = Type.Object({
  court: Code,
  month: Month,
  /** This month: there is none to enter after it. */
  newest: Month,
  /** Those whose case book this viewer may read; `appeals`: a court that hears appeals, too. */
  courts: Type.Array(Type.Object({ ...StatisticsCourt.properties, appeals: Type.Boolean() })),
  /** Every version, by type and instance, the newest first. */
  entries: Type.Array(CaseBookVersion),
  /** What was left at the end of the month before, by the same order; the month's beginning should equal it. */
  left: Type.Array(Type.Object({ caseType: CaseType, instance: Instance, pending: Type.Integer() })),
  /** Whether whoever asks enters figures of this court. */
  enters: Type.Boolean(),
});
export type CaseBookMonth = Static<typeof CaseBookMonth>;

/** `POST /api/v1/case-book` → 201; 409 where `version` is not the newest; 400 names the field that contradicts the others. */
export const CaseBookBody = Type.Object(
  {
    ...CaseBookEntry.properties,
    /** The newest that was read; 0: none. A correction (more than 0) says why in `note`. */
    version: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type CaseBookBody = Static<typeof CaseBookBody>;

/** `POST /api/v1/statistics/reports` → 201: of the statistical year up to that month; without `court` the province's. */
export const StatisticsReportBody = Type.Object({ month: Month, court: opt(Code) }, strict);
export type StatisticsReportBody = Static<typeof StatisticsReportBody>;
/** A report as it was made: `…/reports/{id}/report.pdf` and `report.xlsx`. */
export const StatisticsReport = Type.Object({
  id: Uuid,
  month: Month,
  /** Absent: the province's. */
  court: opt(Code),
  /** Of that month and court: the first, the second … */
  edition: Type.Integer(),
  at: Timestamp,
  by: Type.String(),
  /** Of the PDF. */
  sha256: Sha256,
});
export type StatisticsReport = Static<typeof StatisticsReport>;
/** `GET /api/v1/statistics/reports`, newest first. */
export const StatisticsReports = Type.Object({ reports: Type.Array(StatisticsReport) });
export type StatisticsReports = Static<typeof StatisticsReports>;
