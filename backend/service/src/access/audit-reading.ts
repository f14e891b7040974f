/** The audit as it is read: filtered, newest first; who looked at a hearing is not told before that has ended. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import type { AuditAnswer, AuditEntry, AuditQuery } from '@giamsat/contract/wire/admin';
import { sql as raw } from 'kysely';
import { rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';

export type AuditFilter = Omit<AuditQuery, 'limit'> & {
  /** Without the looks, which have a list of their own. */
  withoutLooks?: boolean;
  /** Only what concerns this court. */
  court?: string;
};
/** The policy's answer for a line that names a hearing. */
export type MayName = (hearing: { ended: boolean }) => boolean;

/** Lines that tell who looked at a hearing, or wanted to; what somebody did to it is no secret. */
const OF_LOOKS: readonly AuditKind[] = ['look.started', 'look.ended', 'denied'];

const DAY_MS = 86_400_000;
/** In ms. @throws DomainError `invalid` for a day that no calendar has */
function dayBegins(day: string, field: 'from' | 'to'): number {
  const ms = Date.parse(`${day}T00:00:00+07:00`);
  if (Number.isNaN(ms)) throw new DomainError('invalid', { detail: 'There is no such day.', field: `/query/${field}` });
  return ms;
}

/**
 * A line that names a hearing is its court's; any other is the court's whose person did it, or whose machine, room or camera it names.
 * Courts and rooms do not change hands, and of a person the court of today counts.
 */
const concernsCourt = (court: string) =>
  raw<boolean>`case when h.id is not null then h.court = ${court} else
    exists (select from accounts a where a.login = e.login and a.court = ${court})
    or e.detail->>'court' = ${court}
    or (e.kind = 'court.changed' and e.detail->>'code' = ${court})
    or exists (select from rooms r where r.code = e.detail->>'room' and r.court = ${court})
    or exists (select from agents g where g.code = e.detail->>'agent' and g.court = ${court}) end`;

function filtered(sql: Sql, filter: AuditFilter, mayName: MayName) {
  const { before, kind, login, hearing, from, to, withoutLooks, court } = filter;
  let query = sql
    .selectFrom('audit_entries as e')
    .innerJoin('audit_chain as c', 'c.entry', 'e.id')
    .leftJoin('hearings as h', 'h.id', 'e.hearing');
  if (before !== undefined) query = query.where('e.id', '<', before);
  if (kind !== undefined) query = query.where('e.kind', '=', kind);
  if (hearing !== undefined) query = query.where('e.hearing', '=', hearing);
  if (from !== undefined) query = query.where('e.at', '>=', rfc3339(dayBegins(from, 'from')));
  if (to !== undefined) query = query.where('e.at', '<', rfc3339(dayBegins(to, 'to') + DAY_MS));
  if (withoutLooks) query = query.where('e.kind', 'not in', ['look.started', 'look.ended']);
  if (court !== undefined) query = query.where(concernsCourt(court));
  if (login !== undefined) {
    query = query.where('e.login', '=', login);
    // That a line is in the answer would tell the name that the line withholds.
    if (!mayName({ ended: false })) {
      query = query.where((eb) =>
        eb.or([eb('h.id', 'is', null), eb('h.ended', '=', true), eb('e.kind', 'not in', OF_LOOKS)]),
      );
    }
  }
  return query;
}

/** At most `limit`, and where the next page begins. */
export async function readAudit(
  sql: Sql,
  filter: AuditFilter & { limit: number },
  mayName: MayName,
): Promise<AuditAnswer> {
  const rows = await filtered(sql, filter, mayName)
    .selectAll('e')
    .select(['c.number', 'h.ended'])
    .orderBy('e.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  const entries = rows.slice(0, filter.limit).map((row): AuditEntry => {
    const ofLooks = OF_LOOKS.some((kind) => kind === row.kind);
    const named = !ofLooks || row.ended === null || mayName({ ended: row.ended });
    const given = <K extends string, V>(key: K, value: V | null) =>
      (value === null ? {} : { [key]: value }) as { [k in K]?: V };
    return {
      id: row.id,
      number: row.number,
      at: row.at,
      kind: row.kind,
      ...(named
        ? {
            ...given('login', row.login),
            ...given('organisation', row.organisation),
            ...given('address', row.address),
            ...given('authorisation', row.authorisation),
          }
        : { withheld: true }),
      ...given('hearing', row.hearing),
      ...given('feed', row.feed),
      ...given('action', row.action),
      ...given('reason', row.reason),
      detail: row.detail,
    };
  });
  const last = entries.at(-1);
  return { entries, ...(rows.length > filter.limit && last ? { next: last.id } : {}) };
}

/** How many lines there are, counted no further than `most`, and the newest one's id. */
export async function countAudit(
  sql: Sql,
  filter: AuditFilter,
  mayName: MayName,
  most: number,
): Promise<{ lines: number; newest: number }> {
  const counted = await sql
    .selectFrom(filtered(sql, filter, mayName).select('e.id').limit(most).as('found'))
    .select(({ fn }) => [fn.countAll<number>().as('lines'), fn.max<number | null>('found.id').as('newest')])
    .executeTakeFirstOrThrow();
  return { lines: Number(counted.lines), newest: counted.newest ?? 0 };
}
