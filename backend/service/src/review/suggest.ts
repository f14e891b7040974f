/** What could be meant by a few letters: out of cases that the viewer may read, and the names of events. Pure. */
import { parseCaseNumber } from '@giamsat/contract/case-number';
import { isCourseLine } from '@giamsat/contract/line-text';
import { EVENT_WORDS, ROLE_WORDS } from '@giamsat/contract/line-words';
import type { SuggestAnswer } from '@giamsat/contract/wire/search';
import { PARTS } from './entries.ts';
import { type Item, marksOf } from './query.ts';

type Suggestion = SuggestAnswer['suggestions'][number];

const MAX_SUGGESTIONS = 8;
const MAX_EVENTS = 3;
const ROLES = new Set<string>(Object.values(ROLE_WORDS));
const NO_ABBREVIATIONS = new Map();

const fits = (text: string, items: readonly Item[]): boolean =>
  items.every((item) => marksOf(text, [{ ...item, not: false } as Item], NO_ABBREVIATIONS).length > 0 !== item.not);

function suggestionOf(part: string): Suggestion {
  const [role = '', name] = part.split(/: (.*)/s);
  if (name !== undefined && ROLES.has(role)) return { kind: 'person', text: name, role };
  return { kind: parseCaseNumber(part) ? 'number' : 'title', text: part };
}

/** `cases`: texts of cases in which all the words stand, newest first. */
export function suggestionsOf(cases: readonly string[], items: readonly Item[]): Suggestion[] {
  if (items.every(({ not }) => not)) return [];
  const events = Object.entries(EVENT_WORDS)
    .filter(([type, text]) => isCourseLine({ type }) && fits(text, items))
    .map(([, text]): Suggestion => ({ kind: 'event', text }))
    .slice(0, MAX_EVENTS);
  const parts = cases.flatMap((text) => text.split(PARTS)).filter((part) => fits(part, items));
  const known = new Map(parts.map((part) => [part, suggestionOf(part)]));
  const named = new Map([...known.values()].map((one) => [one.text, one]));
  return [...[...named.values()].slice(0, MAX_SUGGESTIONS - events.length), ...events];
}
