/** Hearings over HTTP: `/api/v1/hearings…` and `/api/v1/registry`, as the viewer may see them. */
import { type Static, Type } from 'typebox';
import { Code, Day } from '../primitives.ts';
import { Feed, Room } from '../registry.ts';
import { HearingRow, LogLine } from './live.ts';

const opt = Type.Optional;

/** `GET /api/v1/hearings?day=&court=&after=&limit=`: in order of start, then id; without `day` it is today in Ho Chi Minh City. */
export const HearingsAnswer = Type.Object({
  day: Day,
  rows: Type.Array(HearingRow),
  /** `after` of the next page. */
  next: opt(Type.String()),
});
export type HearingsAnswer = Static<typeof HearingsAnswer>;

/** `GET /api/v1/hearings/{id}`; 404 for what the viewer may not see at all, whether or not it exists. */
export const HearingAnswer = Type.Object({
  row: HearingRow,
  /** What this viewer may do here, for the page's tabs. */
  may: Type.Object({
    live: Type.Boolean(),
    log: Type.Boolean(),
    recording: Type.Boolean(),
    looks: Type.Boolean(),
    notes: Type.Boolean(),
    sheet: Type.Boolean(),
    /** Decide of its recordings; of a masked row, too. */
    keeping: Type.Boolean(),
    takeLog: Type.Boolean(),
    takeRecording: Type.Boolean(),
    /** How the cameras of its court fare. */
    system: Type.Boolean(),
  }),
});
export type HearingAnswer = Static<typeof HearingAnswer>;

/** `GET /api/v1/hearings/{id}/log?after=&limit=`: in the course's order. */
export const LogAnswer = Type.Object({ lines: Type.Array(LogLine), next: opt(Type.String()) });
export type LogAnswer = Static<typeof LogAnswer>;

/** `GET /api/v1/registry`: the courts, rooms and cameras that this viewer may see hearings of, by today's names. */
export const RegistryAnswer = Type.Object({
  courts: Type.Array(
    Type.Object({
      code: Code,
      name: Type.String(),
      nameEn: opt(Type.String()),
      short: Type.String(),
      level: Type.Enum(['province', 'district', 'region'] as const),
    }),
  ),
  rooms: Type.Array(Room),
  feeds: Type.Array(Feed),
});
export type RegistryAnswer = Static<typeof RegistryAnswer>;
