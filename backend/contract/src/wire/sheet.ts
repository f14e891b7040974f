/** The prosecutors' review sheet of a hearing ("Phiếu theo dõi phiên tòa"): `/api/v1/hearings/{id}/sheet…`. */
import { type Static, Type } from 'typebox';
import { EventRef } from '../event/envelope.ts';
import { Day, Line, Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;
export const Bilingual = Type.Object({ vi: Line(400), en: Line(400) });
/** Of a template's item and its answer. */
export const SheetCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });

/** `check`: a person should look; never called a breach. `missing`: the log does not hold it. `pending`: it may still come. */
export const FINDING_STATES = ['recorded', 'check', 'missing', 'pending', 'not_reached'] as const;

/** What the log answers, one by one; its words are `finding.{code}` of `sheet-words.ts`, filled with `values`, then those of its state. */
export const SheetFinding = Type.Object({
  /** Absent: its state says it all. */
  code: opt(Type.String()),
  /** Texts that are the same in every language, and under `role`, `stage` and `reason` codes that have words of their own. */
  values: Type.Record(Type.String(), Type.String()),
  state: Type.Enum(FINDING_STATES),
  at: opt(Timestamp),
  /** The line of the log that says so. */
  ref: opt(EventRef),
});
export type SheetFinding = Static<typeof SheetFinding>;

export const MAX_ANSWER_NOTE = 2000;
/** What a person judged: one of the item's options or, of a date, a day; and a note. Both absent: taken back. */
export const SheetAnswer = Type.Object(
  { value: opt(Type.Union([Day, SheetCode])), note: opt(Line(MAX_ANSWER_NOTE)) },
  { additionalProperties: false },
);
export type SheetAnswer = Static<typeof SheetAnswer>;

/** `PUT …/sheet/{item}`: `version` is the one that was read, 0 where there was none; 409 where another was quicker. */
export const SheetAnswerBody = Type.Object(
  { ...SheetAnswer.properties, version: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);
export type SheetAnswerBody = Static<typeof SheetAnswerBody>;

export const GivenAnswer = Type.Object({
  ...SheetAnswer.properties,
  version: Type.Integer(),
  by: Type.String(),
  at: Timestamp,
});
export type GivenAnswer = Static<typeof GivenAnswer>;

export const SheetItem = Type.Object({
  id: SheetCode,
  title: Bilingual,
  /** The articles, as one cites them. */
  basis: opt(Type.String()),
  /** `log`: filled in from the log; the others are asked. */
  kind: Type.Enum(['log', 'choice', 'text', 'date'] as const),
  findings: Type.Array(SheetFinding),
  options: opt(Type.Array(Type.Object({ code: SheetCode, title: Bilingual }))),
  answer: opt(GivenAnswer),
});
export type SheetItem = Static<typeof SheetItem>;

/** A deadline, always "dự kiến": whoever is to keep it counts again. */
export const SheetDeadline = Type.Object({
  id: SheetCode,
  title: Bilingual,
  basis: Type.String(),
  /** False: the article was not compared with its text yet. */
  checked: Type.Boolean(),
  term: Type.Object({ unit: Type.Enum(['days', 'months', 'workingDays'] as const), count: Type.Integer() }),
  /** The day from which it is counted, itself not counted; absent: not known yet. */
  from: opt(Day),
  until: opt(Day),
  /** Its last day would have been this one, a day off. */
  moved: opt(Day),
  /** False: the holidays of that year are not known here. */
  calendarKnown: Type.Boolean(),
});
export type SheetDeadline = Static<typeof SheetDeadline>;

/** `GET /api/v1/hearings/{id}/sheet` */
export const Sheet = Type.Object({
  hearing: Uuid,
  title: Bilingual,
  sections: Type.Array(Type.Object({ id: SheetCode, title: Bilingual, items: Type.Array(SheetItem) })),
  deadlines: Type.Array(SheetDeadline),
});
export type Sheet = Static<typeof Sheet>;
