/** Search over lines and cases that somebody may read, newest first: what may be read is part of each question to the database. */
import { addDays, dayOfMs, startOfDay, timestampOf } from '@giamsat/contract/time';
import { sql as query, type RawBuilder } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import type { SearchLinesTable } from '../platform/search-tables.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { facet } from './entries.ts';
import { type Abbreviations, tsqueryOf } from './query.ts';
import type { Found, Question } from './question.ts';
import { findNotes } from './search-notes.ts';
import { type Sight, visible } from './visible.ts';
import { quoted, wordsOf } from './words.ts';

export type Search = {
  /** @throws whatever the database says when it takes longer than `TIMEOUT_MS` */
  find(sight: Sight, question: Question): Promise<Found[]>;
  abbreviations(): Promise<Abbreviations>;
};

const TIMEOUT_MS = 4_000;
/** A number or a name that fits more cases than these is looked for in the newest of them. */
const MAX_CASES = 300;
/** Months that are looked through first; one of them is next month, and one a whole one. */
const FIRST_MONTHS = 3;
/** Fewer hits than this in them, and the rest is asked for at once. */
const RARE = 150;
/** Who adds an abbreviation finds by it so much later. */
const ABBREVIATIONS_MS = 60_000;
/** Nothing older is looked for month by month. */
const OLDEST = '2015-01';
/** As a timestamp it still sorts as text. */
const END_OF_TIME = 253_402_300_799_999;

type Stretch = { months?: readonly string[]; before: number; from: number };

export function createSearch({ sql, clock }: { sql: Sql; clock: Clock }): Search {
  async function find(sight: Sight, question: Question): Promise<Found[]> {
    const short = await abbreviations();
    return sql.transaction().execute(async (tx) => {
      // The words are asked of their index, whatever the planner thinks of them; and nobody waits for ever.
      await query`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
        set_config('statement_timeout', ${String(TIMEOUT_MS)}, true)`.execute(tx);
      const { person, items } = question;
      let among: readonly string[] | undefined;
      if (person) among = await cases(tx, sight, { ...question, items: person }, short);
      const numbers = items.filter((item) => item.kind === 'number');
      const rest = items.filter((item) => item.kind !== 'number');
      const plain = [await lines(tx, sight, question, short, among), await notes(tx, sight, question, short, among)];
      if (numbers.length === 0 || rest.length === 0) return merged(plain, question.limit);
      // The words beside a number may stand in any line of its case.
      const named = await cases(tx, sight, { ...question, items: numbers }, short);
      const both = among ? named.filter((id) => among.includes(id)) : named;
      const beside = { ...question, items: rest };
      plain.push(await lines(tx, sight, beside, short, both), await notes(tx, sight, beside, short, both));
      return merged(plain, question.limit);
    });
  }

  /** Hearings whose case has these words, the newest. */
  async function cases(tx: Tx, sight: Sight, question: Question, short: Abbreviations): Promise<string[]> {
    const { items, courts, type } = question;
    const asked = { items, courts, type, kind: 'case' as const, limit: MAX_CASES };
    return [...new Set((await inMonths(tx, sight, asked, short)).map(({ hearing }) => hearing))];
  }

  /** `ids`: of these hearings alone. */
  async function lines(tx: Tx, sight: Sight, question: Question, short: Abbreviations, ids?: readonly string[]) {
    if (question.tag !== undefined) return [];
    return ids ? inCases(tx, sight, question, short, ids) : inMonths(tx, sight, question, short);
  }

  const notes = (tx: Tx, sight: Sight, question: Question, short: Abbreviations, ids?: readonly string[]) =>
    findNotes(tx, sight, question, {
      ...span(question),
      words: tsqueryOf(question.items, short),
      now: timestampOf(clock.now()),
      ids,
      hasGap,
    });

  async function inCases(tx: Tx, sight: Sight, question: Question, short: Abbreviations, ids: readonly string[]) {
    if (ids.length === 0) return [];
    return (await ask(tx, sight, question, short, span(question), ids)).found;
  }

  /** The newest months first, then twice as many, until there are enough: what is frequent is not gathered only to be left out. */
  async function inMonths(tx: Tx, sight: Sight, question: Question, short: Abbreviations): Promise<Found[]> {
    const { from, before } = span(question);
    const found: Found[] = [];
    const selective = question.items.some(({ not }) => !not) || question.flag || question.correction || question.kind;
    let day = dayOfMs(Math.min(before, await newest(tx, clock.now())) - 1);
    for (
      let width = FIRST_MONTHS;
      found.length < question.limit && day.slice(0, 7) >= OLDEST && endOf(day) > from;
      width *= 2
    ) {
      const months: string[] = [];
      for (; months.length < width && day.slice(0, 7) >= OLDEST; day = addDays(`${day.slice(0, 7)}-01`, -1))
        months.push(day);
      const part = await ask(tx, sight, { ...question, limit: question.limit - found.length }, short, {
        months,
        from,
        before,
      });
      found.push(...part.found);
      if (found.length < question.limit && selective && part.all < RARE) {
        const older = { from, before: Math.min(before, endOf(day)) };
        const last = await ask(tx, sight, { ...question, limit: question.limit - found.length }, short, older);
        return [...found, ...last.found];
      }
    }
    return found;
  }

  /** `all`: how many lines had the words, whoever may read them. */
  async function ask(
    tx: Tx,
    sight: Sight,
    question: Question,
    short: Abbreviations,
    { months, from, before }: Stretch,
    ids?: readonly string[],
  ): Promise<{ found: Found[]; all: number }> {
    const words = termsOf(question, sight, short, months);
    const now = timestampOf(clock.now());
    const side = async (told: boolean) => {
      const { rows } = await query<SearchLinesTable & { had: number }>`
        with hits as materialized (
          select hearing, key, at_ms from search_lines
          where ${told ? query`told` : query`not told`} and ${words === '' ? query`true` : query`words @@ ${words}::tsquery`}
            and at_ms < ${before} and at_ms >= ${from}
            ${ids ? query`and hearing = any(${ids})` : query``}
            ${question.after ? query`and (at_ms, key) < (${question.after.atMs}, ${question.after.key})` : query``}
        ), chosen as (
          select l.hearing, l.key from hits l
          join search_hearings s on s.hearing = l.hearing
          join hearings h on h.id = l.hearing
          where ${visible(sight, told, now)} ${question.gap ? query`and ${hasGap(told)}` : query``}
          order by l.at_ms desc, l.key desc limit ${question.limit}
        )
        select l.*, c.had from (select count(*) as had from hits) c
        left join (chosen join search_lines using (hearing, key)) l on l.told = ${told}
        order by l.at_ms desc, l.key desc`.execute(tx);
      const all = rows[0]?.had ?? 0;
      return {
        all,
        found: rows.flatMap(({ had: _had, words: _words, ...hit }) => (hit.hearing === null ? [] : [hit])),
      };
    };
    const sides = [await side(true), ...(sight.inside.length > 0 ? [await side(false)] : [])];
    return {
      found: merged(
        sides.map(({ found }) => found),
        question.limit,
      ),
      all: Math.max(...sides.map(({ all }) => all)),
    };
  }

  let known: { at: number; short: Abbreviations } | undefined;
  async function abbreviations(): Promise<Abbreviations> {
    if (known && clock.now() - known.at < ABBREVIATIONS_MS) return known.short;
    const rows = await sql.selectFrom('abbreviations').selectAll().execute();
    known = {
      at: clock.now(),
      short: new Map(rows.map(({ short, words }) => [short, wordsOf(words).map(({ word }) => word)])),
    };
    return known.short;
  }

  return { find, abbreviations };
}

/** Later than any line: hearings are scheduled ahead, and one may go on after its day. */
const newest = async (tx: Tx, now: number): Promise<number> => {
  const row = await tx
    .selectFrom('hearings')
    .select((eb) => eb.fn.max('day').as('day'))
    .executeTakeFirst();
  const today = dayOfMs(now);
  return endOf(addDays(row?.day && row.day > today ? row.day : today, 31));
};
const endOf = (day: string): number => Date.parse(startOfDay(addDays(day, 1)));

const span = ({ from, to, after }: Question): Stretch => ({
  from: from === undefined ? 0 : Date.parse(startOfDay(from)),
  before: Math.min(to === undefined ? END_OF_TIME : endOf(to), after ? after.atMs + 1 : END_OF_TIME),
});

/** Words and filters as one question to the index of words. */
function termsOf(
  question: Question,
  { outside, inside }: Sight,
  short: Abbreviations,
  months?: readonly string[],
): string {
  const either = (facets: readonly string[]): string => `(${facets.map(quoted).join(' | ')})`;
  /** Courts without which nothing can be seen, if it is so. */
  const own = [...outside, ...inside].map(({ court, courts }) => courts ?? (court === undefined ? undefined : [court]));
  const reach = own.every((one) => one !== undefined) ? [...new Set(own.flat())] : undefined;
  const courts = question.courts ? question.courts.filter((one) => reach?.includes(one) ?? true) : reach;
  return [
    tsqueryOf(question.items, short),
    months ? either(months.map(facet.month)) : '',
    courts ? either(courts.length > 0 ? courts.map(facet.court) : ['@nothing']) : '',
    question.type ? quoted(facet.type(question.type)) : '',
    question.stage ? quoted(facet.stage(question.stage)) : '',
    question.flag ? quoted(facet.flag) : '',
    question.correction ? quoted(facet.correction) : '',
    question.kind ? quoted(facet.kind(question.kind)) : '',
  ]
    .filter((term) => term !== '')
    .join(' & ');
}

/** Of a hearing whose doors were closed it is not told outside: the gap may lie behind them. */
const hasGap = (told: boolean): RawBuilder<boolean> => query`${told ? query`not s.apart and` : query``} exists (
  select from room_holds r join feeds f on f.room = r.room join media_gaps g on g.feed = f.code
  where r.hearing = h.id and g.cause not in ('cut', 'off')
    and g.from_ms < coalesce(extract(epoch from r.to_at::timestamptz) * 1000, ${END_OF_TIME})
    and g.to_ms > extract(epoch from r.from_at::timestamptz) * 1000)`;

function merged(lists: readonly Found[][], limit: number): Found[] {
  const all = new Map(lists.flat().map((hit) => [`${hit.hearing} ${hit.kind} ${hit.key} ${hit.told}`, hit]));
  return [...all.values()].sort((a, b) => b.at_ms - a.at_ms || b.key - a.key).slice(0, limit);
}
