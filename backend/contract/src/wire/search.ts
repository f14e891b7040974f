/** Search over the session logs: `POST /api/v1/search` and `/api/v1/search/suggestions`. By POST, so that no server on the way writes down what was looked for. */
import { type Static, Type } from 'typebox';
import { Code, Day, Line, Timestamp, Uuid } from '../primitives.ts';
import { CaseType, Stage } from '../stage.ts';
import { MAX_TAG_LENGTH } from './notes.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** Longest text that is looked for; one pasted paragraph. */
export const MAX_QUERY = 300;

/** Which lines, beside their words. Days are those of Ho Chi Minh City, both inclusive. */
const filters = {
  /** With the courts that took it over, and those that it took over. */
  court: opt(Code),
  type: opt(CaseType),
  /** The stage in which the line was said. */
  stage: opt(Stage),
  from: opt(Day),
  to: opt(Day),
  /** A name, or part of one, among the people of the case. */
  person: opt(Line(120)),
  /** Of hearings whose recording has a gap that nobody ordered. */
  gap: opt(Type.Literal(true)),
  /** Lines that somebody should check. */
  flag: opt(Type.Literal(true)),
  /** Lines that were corrected. */
  correction: opt(Type.Literal(true)),
  /** Notes with this tag, and nothing else. */
  tag: opt(Line(MAX_TAG_LENGTH)),
};

/**
 * `q`: words, all of which must be there, with or without marks; `"a phrase"`, `begin*`, `-without`, case numbers in any way of
 * writing. Without words the filters alone choose. `after`: `next` of the page before.
 */
export const SearchRequest = Type.Object(
  {
    q: opt(Type.String({ maxLength: MAX_QUERY })),
    ...filters,
    after: opt(Type.String({ pattern: '^\\d{1,16}-\\d{1,16}$' })),
  },
  strict,
);
export type SearchRequest = Static<typeof SearchRequest>;

/** A line, the case itself (its numbers, title and people), or a note of one's own or one's organisation. */
export const SearchHit = Type.Object({
  hearing: Uuid,
  kind: Type.Enum(['case', 'line', 'note'] as const),
  /** Of the line, or where the note begins; of a case its scheduled start. */
  at: Timestamp,
  /** Of the line, or the note's id. */
  ref: opt(Type.String()),
  /** Of a note: who wrote it. */
  author: opt(Type.String()),
  stage: opt(Stage),
  /** In Vietnamese, as it was searched; of a long one what stands around its first mark. */
  text: Type.String(),
  /** Stretches `[from, to)` of `text`, in UTF-16 units, in order. */
  marks: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
  flags: Type.Array(Type.String()),
  corrected: Type.Boolean(),
});
export type SearchHit = Static<typeof SearchHit>;

/** What stands over the hits of one hearing. */
export const FoundHearing = Type.Object({
  id: Uuid,
  court: Code,
  courtName: Type.String(),
  courtShort: Type.String(),
  roomName: opt(Type.String()),
  day: Day,
  title: opt(Type.String()),
  caseNumber: opt(Type.String()),
  stage: Stage,
});
export type FoundHearing = Static<typeof FoundHearing>;

/** Newest first. How many there are altogether is not counted: that would be told of more than is shown. */
export const SearchAnswer = Type.Object({
  hits: Type.Array(SearchHit),
  hearings: Type.Array(FoundHearing),
  /** False: there was nothing to look for, neither a word nor a filter. */
  understood: Type.Boolean(),
  next: opt(Type.String()),
});
export type SearchAnswer = Static<typeof SearchAnswer>;

/** The last word may be half typed. */
export const SuggestRequest = Type.Object({ q: Type.String({ maxLength: MAX_QUERY }) }, strict);
/** Case numbers, titles and people of hearings whose log the viewer may read, and the names of events. */
export const SuggestAnswer = Type.Object({
  suggestions: Type.Array(
    Type.Object({
      kind: Type.Enum(['number', 'title', 'person', 'event'] as const),
      text: Type.String(),
      role: opt(Type.String()),
    }),
  ),
});
export type SuggestAnswer = Static<typeof SuggestAnswer>;
