/** What of a hearing can be found: its case and its lines, as each side may read them. Pure. */
import { createHash } from 'node:crypto';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import type { HearingState } from '@giamsat/contract/hearing/model';
import { moveStage, type Standing } from '@giamsat/contract/hearing/moves';
import { inVietnamese, isCourseLine, lineText } from '@giamsat/contract/line-text';
import { dayOf } from '@giamsat/contract/time';
import type { LogLine } from '@giamsat/contract/wire/live';
import { redactLine } from '../access/redact.ts';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { SearchLinesTable as SearchEntry } from '../platform/search-tables.ts';
import { vectorOf } from './words.ts';

/** What filters ask stands among the words, so that one index answers both. */
export const facet = {
  court: (code: string) => `@c${code}`,
  month: (day: string) => `@m${day.slice(0, 7)}`,
  type: (caseType: string) => `@t${caseType}`,
  stage: (stage: string) => `@s${stage}`,
  kind: (kind: SearchEntry['kind']) => `@k${kind}`,
  flag: '@flag',
  correction: '@correction',
} as const;

/** Between what a case is made of: title, numbers, people with their part in it. */
export const PARTS = ' · ';
/** After everything that settles: who stands outside is judged by what is, not by the clock. */
const SETTLED = '9999-12-31T00:00:00.000Z';

/** Has lines of its own for who is inside. */
export const standsApart = ({ state, restrictions }: StoredHearing): boolean =>
  state.publicity === 'in_camera' || state.minor || closedStretches(restrictions).length > 0;

/** `after`: only lines that changed after that position; the case always. */
export function entriesOf(hearing: StoredHearing, log: SessionLog, after = -1): SearchEntry[] {
  const { state, stateOutside } = hearing;
  const side = (lines: readonly LogLine[], of: HearingState, told: boolean) => [
    caseOf(hearing, of, told),
    ...linesOf(hearing, lines, told, after),
  ];
  if (!standsApart(hearing)) return side(log.inside, state, true);
  const inside = side(log.inside, state, false);
  if (state.publicity === 'in_camera' || state.minor || !stateOutside) return inside;
  const outside = log.outside.flatMap((line) => redactLine(line, hearing, 'outside', SETTLED) ?? []);
  return [...inside, ...side(outside, stateOutside, true)];
}

function linesOf(hearing: StoredHearing, lines: readonly LogLine[], told: boolean, after: number): SearchEntry[] {
  let at: Standing = { stage: 'scheduled' };
  return lines.flatMap((line) => {
    if (line.retracted) return [];
    at = moveStage(at, line);
    // The case itself stands for its schedule, by the title and the people that it has now.
    if (!isCourseLine(line) || line.type === 'hearing.scheduled' || line.version <= after) return [];
    const { title, detail } = lineText(line, inVietnamese);
    const text = [title, ...(detail ? [detail] : [])].join(PARTS).normalize('NFC');
    const corrected = line.correctedBy.length > 0;
    const facets = [
      ...placeOf(hearing, line.time),
      facet.kind('line'),
      facet.stage(at.stage),
      ...(line.flags.length > 0 ? [facet.flag] : []),
      ...(corrected ? [facet.correction] : []),
    ];
    return {
      hearing: hearing.id,
      key: keyOf(hearing, line.ref),
      told,
      kind: 'line' as const,
      ref: line.ref,
      at_ms: Date.parse(line.time),
      stage: at.stage,
      text,
      flags: line.flags,
      corrected,
      words: vectorOf(text, facets),
    };
  });
}

function caseOf(hearing: StoredHearing, state: HearingState, told: boolean): SearchEntry {
  const text = partsOf(state).join(PARTS).normalize('NFC');
  return {
    hearing: hearing.id,
    key: keyOf(hearing, ''),
    told,
    kind: 'case',
    ref: null,
    at_ms: Date.parse(state.start),
    stage: null,
    text,
    flags: [],
    corrected: false,
    words: vectorOf(text, [...placeOf(hearing, state.start), facet.kind('case')]),
  };
}

const placeOf = ({ court, state }: StoredHearing, time: string): string[] => [
  facet.court(court),
  facet.month(dayOf(time)),
  ...(state.caseType === undefined ? [] : [facet.type(state.caseType)]),
];

/** `Bị cáo: Nguyễn Văn A`; who is named twice in one part is named once. */
function partsOf(state: HearingState): string[] {
  const people = [
    ...state.panel,
    ...(state.prosecutor ? [state.prosecutor] : []),
    ...(state.clerk ? [state.clerk] : []),
    ...state.participants,
  ].map(({ role, name }) => `${inVietnamese(`people:${role}`)}: ${name}`);
  const parts = [
    state.title,
    ...state.caseNumbers.map(({ raw, normal }) => normal ?? raw),
    state.outcome?.judgmentNo,
    ...people,
  ];
  return [...new Set(parts.filter((part) => part !== undefined))];
}

/** 48 bits: a number holds them, and no two lines of one moment meet. */
const keyOf = ({ id }: StoredHearing, ref: string): number =>
  createHash('sha256').update(`${id} ${ref}`).digest().readUIntBE(0, 6);
