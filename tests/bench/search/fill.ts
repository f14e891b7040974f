/** Writes hearings and what search has read of them straight into the tables, by the service's own words; and the same texts beside it for the baseline. */

import { initialHearing } from '@giamsat/contract/hearing/initial';
import { foldText } from '@giamsat/contract/text-fold';
import { timestampOf } from '@giamsat/contract/time';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { StoredHearing } from '@giamsat/service/hearings/stored';
import { entriesOf } from '@giamsat/service/review/entries';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { dice, lineOf, nameOf, titleOf } from './text.ts';

export const COURTS = Array.from({ length: 12 }, (_, n) => `c${n + 1}`);
const LINES_PER_HEARING = 200;
const DAY_MS = 86_400_000;
/** Over so many days, the newest yesterday. */
const DAYS = 1_100;
const TYPES = ['HS', 'HS', 'HS', 'DS', 'DS', 'HNGĐ', 'KDTM', 'LĐ', 'HC'] as const;
const STEPS: Record<number, string> = {
  0: 'hearing.preparation.started',
  5: 'hearing.opened',
  20: 'hearing.questioning.started',
  120: 'hearing.debate.started',
  160: 'hearing.last_words.started',
  170: 'hearing.deliberation.started',
  175: 'hearing.pronouncing.started',
  199: 'hearing.closed',
};

/** An index of words is built over what is there much faster than row by row. */
const INDEXES = [
  ['search_lines_told', 'search_lines using gin (words) with (gin_pending_list_limit = 256) where told'],
  ['plain_words', 'plain using gin (words)'],
] as const;

/** `from` and `to`: numbers of hearings out of `all`, which are spread evenly over the days. */
export async function fill(pool: pg.Pool, { from, to, all }: { from: number; to: number; all: number }): Promise<void> {
  const begun = Date.now() - DAYS * DAY_MS;
  for (const [name] of INDEXES) await pool.query(`drop index if exists ${name}`);
  for (let n = from; n < to; n++) {
    const d = dice(n + 1);
    const court = COURTS[n % COURTS.length] as string;
    const startMs = begun + Math.floor((n * DAYS) / all) * DAY_MS + 3_600_000;
    const start = timestampOf(startMs);
    const id = uuidv7();
    const name = nameOf(d);
    const caseType = d.of(TYPES);
    const day = start.slice(0, 10);
    const state = {
      ...initialHearing(id),
      court,
      room: `${court}-1`,
      start,
      day,
      title: titleOf(d, name),
      caseType,
      caseNumbers: [{ raw: `${n + 1}/${day.slice(0, 4)}/TLST-${caseType}` }],
      stage: 'closed' as const,
      panel: [{ name: nameOf(d), role: 'presiding_judge' as const }],
      participants: [{ name, role: 'defendant' as const }],
    };
    const hearing: StoredHearing = {
      id,
      court,
      room: `${court}-1`,
      day,
      state,
      sittings: [],
      restrictions: [],
      shownBeforeKnown: [],
      insideVersion: 0,
      outsideVersion: 0,
    };
    const lines = Array.from({ length: LINES_PER_HEARING }, (_, k): LogLine => {
      const time = timestampOf(startMs + k * 90_000 + d.below(60_000));
      const type = STEPS[k] ?? 'hearing.note.recorded';
      const data = type === 'hearing.note.recorded' ? { text: lineOf(d, name) } : {};
      const flags = d.next() < 0.01 ? ['entered-late'] : [];
      const ref = `/courts/${court}/agents/${court}-agent#${n}-${k}`;
      return {
        ref,
        hearing: id,
        court,
        courtShort: court,
        type,
        time,
        recordedtime: time,
        data,
        correctedBy: [],
        retracted: false,
        flags,
        version: 0,
      };
    });
    const entries = entriesOf(hearing, { inside: lines, outside: lines });
    const plain = entries.map(({ at_ms, text }) => ({ at_ms, court, text, folded: foldText(text) }));
    await Promise.all([
      pool.query(
        `insert into hearings (id, court, room, day, ended, seated, state, sittings, restrictions, shown_before_known, room_flags,
           room_shown, inside_version, outside_version)
         values ($1, $2, $3, $4, true, false, $5, '[]', '[]', '[]', '[]', '[]', 0, 0)`,
        [id, court, `${court}-1`, day, JSON.stringify(state)],
      ),
      pool.query(
        'insert into search_hearings (hearing, version, court, case_type, apart) values ($1, 0, $2, $3, false)',
        [id, court, caseType],
      ),
      pool.query(
        `insert into search_lines select * from jsonb_to_recordset($1::jsonb) as r (
           hearing uuid, key bigint, told boolean, kind text, ref text, at_ms bigint, stage text, text text, flags text[],
           corrected boolean, words tsvector)`,
        [JSON.stringify(entries)],
      ),
      pool.query(
        `insert into plain (at_ms, court, text, words) select at_ms, court, text, to_tsvector('simple', folded)
         from jsonb_to_recordset($1::jsonb) as r (at_ms bigint, court text, text text, folded text)`,
        [JSON.stringify(plain)],
      ),
    ]);
  }
  for (const [name, on] of INDEXES) await pool.query(`create index ${name} on ${on}`);
  await pool.query('vacuum analyze search_lines');
  await pool.query('vacuum analyze plain');
  await pool.query('vacuum analyze hearings');
}

/** The same text through PostgreSQL's full-text search alone: what it is compared with. */
export async function makePlain(pool: pg.Pool): Promise<void> {
  await pool.query(
    'create table plain (id bigserial primary key, at_ms bigint not null, court text not null, text text not null, words tsvector not null)',
  );
  await pool.query('create index on plain (at_ms)');
}
