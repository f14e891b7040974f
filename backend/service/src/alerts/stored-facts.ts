/** What only the database knows, read now and then: recordings and what they lack, hearings that wait for a limit, documents about to end, the newest seal, the newest copy. */
import { addDays, dayOfMs } from '@giamsat/contract/time';
import { sql as query } from 'kysely';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { Sql } from '../platform/sql.ts';

export type StoredFacts = {
  /** By feed: until when its court stated what it recorded, and what of it is not here; ms since the epoch. */
  recordings: ReadonlyMap<string, { statedUntil: number; missing: number; missingSince: number | undefined }>;
  /** By feed: recorded segments that are damaged on our disk and not removed by decision, and since when that is known (ms). */
  damage: ReadonlyMap<string, { count: number; foundSince: number }>;
  /** Suspended, deliberating, or postponed without another hearing. */
  waiting: readonly StoredHearing[];
  /** Approved, and ending within `ENDING_DAYS`; `court`: whose office keeps it. */
  documents: readonly { id: string; documentNo: string; to: string; court: string | undefined }[];
  /** Records under the newest seal, and whether there are others. */
  seal: { size: number; behind: boolean };
  /** When the audit began, and of which moment the newest copy is, ms since the epoch; undefined before anything is in the audit. */
  copies: { begun: number; until: number | undefined } | undefined;
};

export const NOTHING_STORED: StoredFacts = {
  recordings: new Map(),
  damage: new Map(),
  waiting: [],
  documents: [],
  seal: { size: 0, behind: false },
  copies: undefined,
};

const ENDING_DAYS = 7;
/** What a court stated is still on its way for so long, and not looked for after a day. */
const ON_ITS_WAY_MS = 5 * 60_000;
const LOOKED_FOR_MS = 86_400_000;
/** Nobody waits longer for a hearing that was put off. */
const PUT_OFF_DAYS = 120;

export async function readStoredFacts(deps: {
  sql: Sql;
  hearings: Pick<Hearings, 'getMany'>;
  registry: Pick<Registry, 'content'>;
  now: number;
}): Promise<StoredFacts> {
  const { sql, hearings, now } = deps;
  const { feeds, courts } = deps.registry.content();
  const province = courts.find(({ level }) => level === 'province')?.code;
  const today = dayOfMs(now);

  const [recorded, damaged, waiting, ending, checkpoint, head, copied] = await Promise.all([
    query<{ feed: string; stated_until: number | null; missing: number; missing_since: number | null }>`
      select f.feed, max(c.start_ms + c.duration_ms) as stated_until,
        count(*) filter (where s.arrival is null and c.start_ms < ${now - ON_ITS_WAY_MS}) as missing,
        min(c.start_ms) filter (where s.arrival is null and c.start_ms < ${now - ON_ITS_WAY_MS}) as missing_since
      from unnest(${feeds.map(({ code }) => code)}::text[]) as f (feed)
      join media_committed c on c.feed = f.feed and c.start_ms > ${now - LOOKED_FOR_MS}
      left join media_segments s on s.feed = c.feed and s.epoch = c.epoch and s.number = c.number
      group by f.feed`.execute(sql),
    query<{ feed: string; count: number; found_since: string }>`
      select d.feed, count(*) as count, min(d.found_at) as found_since from media_damage d
      where not exists (
        select from removal_segments g join removals r on r.id = g.removal
        where r.state in ('removing', 'removed') and g.feed = d.feed and g.epoch = d.epoch and g.number = d.number)
      group by d.feed`.execute(sql),
    query<{ id: string }>`
      select id from hearings
      where (state ->> 'stage') in ('suspended', 'postponed', 'deliberation') and day >= ${addDays(today, -PUT_OFF_DAYS)}
        and (state ->> 'successorId') is null`.execute(sql),
    sql
      .selectFrom('authorisations')
      .select(['id', 'document_no', 'valid_to', 'scope'])
      .where('approved_at', 'is not', null)
      .where('revoked_at', 'is', null)
      .where('superseded_by', 'is', null)
      .where('valid_to', '>=', today)
      .where('valid_to', '<=', addDays(today, ENDING_DAYS))
      .execute(),
    sql.selectFrom('checkpoints').select('size').orderBy('size', 'desc').limit(1).executeTakeFirst(),
    sql.selectFrom('journal_head').select('next_position').executeTakeFirstOrThrow(),
    query<{ begun: string | null; until: string | null }>`
      select (select at from audit_entries order by id limit 1) as begun,
        (select detail ->> 'until' from audit_entries where kind = 'copy.made' order by id desc limit 1) as until`.execute(
      sql,
    ),
  ]);
  const size = checkpoint?.size ?? 0;
  const { begun = null, until = null } = copied.rows[0] ?? {};
  return {
    recordings: new Map(
      recorded.rows.map(({ feed, stated_until, missing, missing_since }) => [
        feed,
        { statedUntil: stated_until ?? 0, missing: Number(missing), missingSince: missing_since ?? undefined },
      ]),
    ),
    damage: new Map(
      damaged.rows.map(({ feed, count, found_since }) => [
        feed,
        { count: Number(count), foundSince: Date.parse(found_since) },
      ]),
    ),
    waiting: await hearings.getMany(waiting.rows.map(({ id }) => id)),
    documents: ending.map(({ id, document_no: documentNo, valid_to, scope: { courts: of = [] } }) => ({
      id,
      documentNo,
      to: valid_to ?? today,
      court: of.length === 1 ? of[0] : province,
    })),
    seal: { size, behind: head.next_position > size },
    copies:
      begun === null ? undefined : { begun: Date.parse(begun), until: until === null ? undefined : Date.parse(until) },
  };
}
