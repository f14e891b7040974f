/** A line of the session log in words: what happened, and the particulars that its event carries. */
import { EVENT_WORDS, LINE_WORDS, REASON_WORDS, ROLE_WORDS } from './line-words.ts';
import { dayOf } from './time.ts';
import { clockText, momentText } from './time-text.ts';
import type { LogLine } from './wire/live.ts';

/** The words of a language by key: of the dictionary `events`; of others with their name before a colon. */
export type Words = (key: string, values?: Record<string, string>) => string;
export type LineText = { title: string; detail?: string };

/** Technical lines are recorded, and are no part of what a reader follows. */
const TECHNICAL = /^(recording\.|stream\.|alert\.|court\.|room\.|hearing\.event\.)/;
export const isCourseLine = (line: Pick<LogLine, 'type'>): boolean => !TECHNICAL.test(line.type);

export const lineText = (line: Pick<LogLine, 'type' | 'time' | 'data'>, t: Words): LineText => {
  const { data, type } = line;
  const text = (key: string): string | undefined => (typeof data[key] === 'string' ? (data[key] as string) : undefined);
  const of = (...parts: (string | undefined)[]): LineText => {
    const detail = parts.filter(Boolean).join(' · ');
    return detail ? { title: t(type), detail } : { title: t(type) };
  };
  /** An announced end: of the same day by its hour alone. */
  const until = (key: string, words = 'common:until.time'): string | undefined => {
    const time = text(key);
    if (time === undefined || Number.isNaN(Date.parse(time))) return undefined;
    return t(words, { time: dayOf(time) === dayOf(line.time) ? clockText(time) : momentText(time) });
  };
  const reason = text('reasonCode');
  const why = [reason && t(`reason:${reason}`), text('note') ?? text('reason')];
  switch (type) {
    case 'hearing.note.recorded':
      return { title: text('text') ?? t(type) };
    case 'hearing.attendance.recorded':
    case 'hearing.participants.recorded':
      return of(attendance(data.participants, t));
    case 'hearing.opened':
      return of(text('decisionNo'));
    case 'hearing.recess.started':
      return of(until('expectedEnd'), text('reason'));
    case 'hearing.deliberation.started':
      return of(until('expectedPronouncement', 'reason:deliberation.until'));
    case 'hearing.suspended':
      return of(...why, until('until', 'reason:suspended.until'), text('decisionNo'));
    case 'hearing.postponed':
      return of(...why, until('nextStart', 'reason:postponed.until'), text('decisionNo'));
    case 'hearing.case.stayed':
    case 'hearing.case.terminated':
    case 'hearing.case.returned':
      return of(...why, text('decisionNo'));
    case 'hearing.judgment.pronounced':
      return of(text('judgmentNo'), results(data.results));
    case 'hearing.challenge.resolved':
      return of(text('target'), text('result'));
    case 'hearing.questioning.started':
    case 'hearing.questioning.resumed':
      return of(text('askerRole'), text('respondent'), text('reason'));
    case 'hearing.publicity.changed':
      return { title: t(`reason:publicity.${text('to') ?? 'public'}`), ...withDetail(text('ground')) };
    case 'hearing.rescheduled':
      return of(text('start') && momentText(text('start') ?? ''), text('reason'));
    default:
      return of(
        text('indictmentNo') ?? text('exhibit') ?? text('proposal') ?? text('defendant') ?? text('amendment'),
        text('decision') ?? text('order') ?? text('title') ?? text('to'),
        text('reason') ?? text('text') ?? text('ground'),
        until('until'),
      );
  }
};

const withDetail = (detail: string | undefined): { detail?: string } => (detail ? { detail } : {});

const attendance = (people: unknown, t: Words): string | undefined => {
  if (!Array.isArray(people)) return undefined;
  const absent = people.filter((one): one is { name: string; role: string } => one?.present === false);
  const present = people.filter((one) => one?.present === true).length;
  const names = absent.map((one) => `${t(`people:${one.role}`)} ${one.name}`);
  return [
    present ? `${t('people:present')}: ${present}` : undefined,
    names.length ? `${t('people:absent')}: ${names.join(', ')}` : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
};

const results = (list: unknown): string | undefined =>
  Array.isArray(list)
    ? list
        .map((one: { concerning?: string; result?: string }) => [one.concerning, one.result].filter(Boolean).join(': '))
        .join('; ')
    : undefined;

const VIETNAMESE: Record<string, Readonly<Record<string, string>>> = {
  events: EVENT_WORDS,
  people: { ...ROLE_WORDS, present: LINE_WORDS.present, absent: LINE_WORDS.absent },
  reason: REASON_WORDS,
  common: { 'until.time': LINE_WORDS.until },
};

/** The Vietnamese words, where there is no page that has them; a key without a word is its own. */
export const inVietnamese: Words = (key, values = {}) => {
  const [, space = 'events', name = key] = /^(\w+):(.+)$/.exec(key) ?? [];
  const word = VIETNAMESE[space]?.[name] ?? name;
  return word.replace(/\{\{(\w+)\}\}/g, (_, place: string) => values[place] ?? '');
};
