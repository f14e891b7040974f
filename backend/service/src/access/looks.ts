/** Looks: from the first touch of a picture, a recording or a log until it was not touched for half a minute, each with its beginning and its end in the audit. */
import type { Look, Looks as LooksAnswer } from '@giamsat/contract/wire/session';
import { sql as raw } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { type Audit, who } from './audit.ts';
import type { Viewer } from './viewer.ts';

export type LookedAt = Look['what'];
export type Touch = {
  what: LookedAt;
  hearing: string;
  court: string;
  day: string;
  feed?: string | undefined;
  authorisation?: string | undefined;
};
export type LookStore = {
  /** At every request and beat that shows something. Cheap; a look's first touch is written. */
  touch(viewer: Viewer, touch: Touch): void;
  /** At once, as when a page leaves a hearing. */
  end(viewer: Pick<Viewer, 'sessionId'>, match: { what?: LookedAt; hearing?: string }): void;
  /** How many sessions watch each hearing live on this node, and never who. */
  watching(): Record<string, number>;
  read(filter: { login?: string; hearing?: string; before?: string | undefined; limit: number }): Promise<LooksAnswer>;
  /** Ends what a killed node left open: `quietMs` since the session was last seen. */
  endLeftOpen(quietMs: number): Promise<void>;
  close(): void;
};

const QUIET_MS = 30_000;
const SWEEP_MS = 5000;

type Open = { look: string; viewer: Viewer; touch: Touch; from: number; last: number };

export function createLooks(deps: { sql: Sql; clock: Clock; audit: Audit; metrics: Metrics }): LookStore {
  const { sql, clock, audit } = deps;
  const open = new Map<string, Open>();
  const gauge = deps.metrics.gauge('looks_open', 'Looks that last now', ['what']);
  const keyOf = (sessionId: string, touch: Touch) =>
    `${sessionId} ${touch.what} ${touch.hearing} ${touch.what === 'log' ? '' : (touch.feed ?? '')}`;

  const finish = (key: string, entry: Open) => {
    open.delete(key);
    gauge.dec({ what: entry.touch.what });
    audit.write({
      kind: 'look.ended',
      ...who(entry.viewer),
      look: entry.look,
      hearing: entry.touch.hearing,
      feed: entry.touch.feed,
      detail: { to: rfc3339(entry.last) },
    });
  };
  const sweep = setInterval(() => {
    for (const [key, entry] of open) if (entry.last <= clock.now() - QUIET_MS) finish(key, entry);
  }, SWEEP_MS);
  sweep.unref();

  return {
    touch(viewer, touch) {
      const key = keyOf(viewer.sessionId, touch);
      const now = clock.now();
      const known = open.get(key);
      if (known && known.last > now - QUIET_MS && known.touch.authorisation === touch.authorisation) {
        known.last = now;
        return;
      }
      if (known) finish(key, known);
      const look = uuidv7();
      open.set(key, { look, viewer, touch, from: now, last: now });
      gauge.inc({ what: touch.what });
      audit.write({
        kind: 'look.started',
        ...who(viewer),
        look,
        hearing: touch.hearing,
        feed: touch.feed,
        authorisation: touch.authorisation,
        detail: { what: touch.what, court: touch.court, day: touch.day },
      });
    },
    end(viewer, match) {
      for (const [key, entry] of open) {
        if (entry.viewer.sessionId !== viewer.sessionId) continue;
        if (match.what !== undefined && entry.touch.what !== match.what) continue;
        if (match.hearing !== undefined && entry.touch.hearing !== match.hearing) continue;
        finish(key, entry);
      }
    },
    watching() {
      const sessions = new Map<string, Set<string>>();
      for (const { touch, viewer, last } of open.values()) {
        if (touch.what !== 'live' || last <= clock.now() - QUIET_MS) continue;
        const set = sessions.get(touch.hearing) ?? new Set();
        sessions.set(touch.hearing, set.add(viewer.sessionId));
      }
      return Object.fromEntries([...sessions].map(([hearing, set]) => [hearing, set.size]));
    },
    async read({ login, hearing, before, limit }) {
      let query = sql
        .selectFrom('audit_entries as s')
        .leftJoin('audit_entries as e', (join) => join.onRef('e.look', '=', 's.look').on('e.kind', '=', 'look.ended'))
        .leftJoin('accounts as a', 'a.login', 's.login')
        .leftJoin('organisations as o', 'o.code', 's.organisation')
        .where('s.kind', '=', 'look.started')
        .select([
          's.id',
          's.at',
          's.look',
          's.login',
          's.organisation',
          's.hearing',
          's.feed',
          's.authorisation',
          's.detail',
          'e.detail as end',
          'a.display_name',
          'o.name as organisation_name',
        ])
        .orderBy('s.id', 'desc')
        .limit(limit + 1);
      if (login !== undefined) query = query.where('s.login', '=', login);
      if (hearing !== undefined) query = query.where('s.hearing', '=', hearing);
      if (before !== undefined) query = query.where('s.id', '<', Number(before));
      const rows = await query.execute();
      const page = rows.slice(0, limit);
      const looks = page.map((row): Look => {
        const { what, court, day } = row.detail as { what: LookedAt; court?: string; day?: string };
        const to = (row.end as { to?: string } | null)?.to;
        return {
          id: row.look ?? '',
          login: row.login ?? '',
          displayName: row.display_name ?? '',
          organisation: row.organisation ?? '',
          organisationName: row.organisation_name ?? '',
          what,
          hearing: row.hearing ?? '',
          ...(row.feed === null ? {} : { feed: row.feed }),
          ...(court === undefined ? {} : { court }),
          ...(day === undefined ? {} : { day }),
          ...(row.authorisation === null ? {} : { authorisation: row.authorisation }),
          from: row.at,
          ...(to === undefined ? {} : { to }),
        };
      });
      const last = page.at(-1);
      return { looks, ...(rows.length > limit && last ? { next: String(last.id) } : {}) };
    },
    async endLeftOpen(quietMs) {
      const now = rfc3339(clock.now());
      const since = rfc3339(clock.now() - quietMs);
      await raw`
        insert into audit_entries (at, kind, login, organisation, session, look, hearing, feed, reason, detail)
        select ${now}, 'look.ended', s.login, s.organisation, s.session, s.look, s.hearing, s.feed, 'service-restarted',
          jsonb_build_object('to', to_char(greatest(s.at, coalesce(z.last_seen_at, s.at)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from audit_entries s
        left join sessions z on z.id = s.session
        where s.kind = 'look.started' and coalesce(z.last_seen_at, s.at) <= ${since}
          and not exists (select 1 from audit_entries e where e.look = s.look and e.kind = 'look.ended')
        on conflict (look, kind) where look is not null do nothing`.execute(sql);
    },
    close() {
      clearInterval(sweep);
      for (const [key, entry] of open) finish(key, entry);
    },
  };
}
