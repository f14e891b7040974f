/** Hearing lists over HTTP: `/api/v1/schedule/…`, for the administrator of the court whose list it is; and days off, for everybody. */
import { type Static, Type } from 'typebox';
import { Day, Line, Sha256, Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;

export const MAX_LIST_BYTES = 8 * 2 ** 20;
/** Lines below the headings. */
export const MAX_LIST_LINES = 10_000;
/** What a list is sent as, whatever it is: what it is, its first bytes tell. */
export const LIST_TYPE = 'application/octet-stream';

/** Why a file is refused as a whole: 422 with `field` `/file/{code}`. */
export const LIST_REFUSALS = [
  'empty',
  'too-large',
  'too-many-lines',
  'old-format',
  'locked',
  'macros',
  'damaged',
  'old-letters',
  'encoding',
  'no-headings',
  'heading-twice',
] as const;
export type ListRefusal = (typeof LIST_REFUSALS)[number];

/** Why a line is wrong; nothing of it is imported. */
export const LINE_FAULTS = [
  'number-missing',
  'number-twice',
  'number-ambiguous',
  'type-missing',
  'day-missing',
  'day-unclear',
  'no-such-day',
  'day-past',
  'day-far',
  'time-missing',
  'time-unclear',
  'no-such-time',
  'title-missing',
  'too-long',
  'no-value',
  'room-unknown',
  'status-unclear',
  'nothing-to-cancel',
  'begun',
] as const;
/** What should be looked at; the line is imported all the same. */
export const LINE_NOTES = [
  'number-unusual',
  'number-completed',
  'year-assumed',
  'person-unknown',
  'no-room',
  'day-off',
] as const;
export const CHANGED_FIELDS = ['start', 'room', 'title', 'people', 'publicity', 'minor'] as const;
export const CLASH_KINDS = ['room', 'judge', 'prosecutor', 'clerk'] as const;

export type LineFault = (typeof LINE_FAULTS)[number];

const Fault = Type.Object({ code: Type.Enum(LINE_FAULTS), value: opt(Type.String()) });
const Note = Type.Object({ code: Type.Enum(LINE_NOTES), value: opt(Type.String()) });

export const ScheduleLine = Type.Object({
  /** In the file, the first is 1. */
  line: Type.Integer(),
  kind: Type.Enum(['new', 'changed', 'cancelled', 'same', 'wrong'] as const),
  /** As the file has it. */
  caseNumber: opt(Type.String()),
  title: opt(Type.String()),
  start: opt(Timestamp),
  room: opt(Type.String()),
  presiding: opt(Type.String()),
  clerk: opt(Type.String()),
  prosecutor: opt(Type.String()),
  closed: opt(Type.Boolean()),
  faults: Type.Array(Fault),
  notes: Type.Array(Note),
  /** `from`: start and room as they stand here; absent of a hearing behind closed doors. */
  changes: Type.Array(Type.Object({ field: Type.Enum(CHANGED_FIELDS), from: opt(Type.String()) })),
  /** `line`: of the other one; absent: a hearing that is here already. */
  clashes: Type.Array(Type.Object({ kind: Type.Enum(CLASH_KINDS), line: opt(Type.Integer()) })),
});
export type ScheduleLine = Static<typeof ScheduleLine>;

/** `POST /api/v1/schedule/preview`, the file as its body: what importing it would do. Nothing is kept of it. */
export const SchedulePreview = Type.Object({
  sha256: Sha256,
  /** Names this very plan, for the import; absent where it would do nothing. */
  plan: opt(Sha256),
  /** The same, where hearings that are not on the list are cancelled as well. */
  planWithMissing: opt(Sha256),
  /** Headings that nobody knows, whose columns are left aside. */
  ignored: Type.Array(Type.String()),
  /** In the order of the file. */
  listed: Type.Array(ScheduleLine),
  /** Public hearings of these days that are here and not on the list. */
  missing: Type.Array(Type.Object({ start: Timestamp, room: opt(Type.String()) })),
});
export type SchedulePreview = Static<typeof SchedulePreview>;

/** `POST /api/v1/schedule/imports?plan=`, the same file as its body: all of the plan or nothing. 409 where it would do something else by now. */
export const ImportQuery = Type.Object({ plan: Sha256 }, { additionalProperties: false });

export const ScheduleImport = Type.Object({
  id: Uuid,
  at: Timestamp,
  by: Type.String(),
  sha256: Sha256,
  from: Day,
  to: Day,
  added: Type.Integer(),
  changed: Type.Integer(),
  cancelled: Type.Integer(),
  /** `left`: hearings that had begun by then, of which nothing was taken back. */
  withdrawn: opt(Type.Object({ at: Timestamp, by: Type.String(), reason: Type.String(), left: Type.Integer() })),
});
export type ScheduleImport = Static<typeof ScheduleImport>;
/** `GET /api/v1/schedule/imports`: of one's own court, newest first. */
export const ScheduleImports = Type.Object({ imports: Type.Array(ScheduleImport) });
export type ScheduleImports = Static<typeof ScheduleImports>;

/** Who imported what came out of the watched folder, in place of a login. */
export const LIST_FOLDER = '/folder';
/** A file that came out of the court's folder. */
export const ListFile = Type.Object({
  name: Type.String(),
  at: Timestamp,
  /** `same`: it would change nothing. `set-aside`: nothing of it was imported. */
  outcome: Type.Enum(['imported', 'same', 'set-aside'] as const),
  /** The import's id. */
  import: opt(Uuid),
  /** Why it was set aside as a whole; else how many lines are wrong, and the first of them. */
  refusal: opt(Type.Enum(LIST_REFUSALS)),
  wrong: Type.Integer(),
  lines: Type.Array(Type.Object({ line: Type.Integer(), caseNumber: opt(Type.String()), faults: Type.Array(Fault) })),
});
export type ListFile = Static<typeof ListFile>;
/** `GET /api/v1/schedule/folder`: of one's own court, newest first; without `files` none is watched. */
export const ListFiles = Type.Object({ files: opt(Type.Array(ListFile)) });
export type ListFiles = Static<typeof ListFiles>;

/** `POST /api/v1/schedule/imports/{id}/withdraw`: takes back what it did, as far as no hearing has begun since. */
export const WithdrawBody = Type.Object({ reason: Line(300) }, { additionalProperties: false });

/** `GET /api/v1/schedule/days?from=&to=`: at most 62 days. */
export const DaysQuery = Type.Object({ from: Day, to: Day }, { additionalProperties: false });
export const DaysAnswer = Type.Object({
  /** Days off beside plain weekends. */
  off: Type.Array(Day),
  /** Weekends worked in exchange. */
  worked: Type.Array(Day),
});
export type DaysAnswer = Static<typeof DaysAnswer>;

/** `GET /api/v1/schedule/list.pdf?court=&day=` */
export const DoorListQuery = Type.Object(
  { court: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), day: Day },
  { additionalProperties: false },
);
