/** Looks: from the first touch of a picture, a recording or a log until it was not touched for half a minute, each with its beginning and its end in the audit. */
import type { Look, Looks as LooksAnswer } from '@giamsat/contract/wire/session';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { type Interval, union as unionOf } from '../platform/intervals.ts';
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
  /** Of a recording: the stretch that was handed out just now, by the hearing's wall clock. */
  stretch?: Interval | undefined;
};
export type LookStore = {
  /**
   * At every request and beat that shows something. Cheap; a look's first touch is written. Undefined: its beginning is on record;
   * a promise: it is as soon as that resolves, which it does not while the database is away.
   */
  touch(viewer: Viewer, touch: Touch): Promise<void> | undefined;
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

/** Of a look that jumped about more than that, the stretches nearest to each other are told as one. */
const MAX_STRETCHES = 50;

type Open = {
  look: string;
  viewer: Viewer;
  touch: Touch;
  from: number;
  last: number;
  stretches: Interval[];
  /** While its beginning is not durable. */
  writing: Promise<void> | undefined;
};

function joined(stretches: readonly Interval[]): Interval[] {
  for (let joinMs = 1000; ; joinMs *= 2) {
    const union = unionOf(stretches, joinMs);
    if (union.length <= MAX_STRETCHES) return union;
  }
}
/** Played on, it grows the last one; so a replay of hours is a short list while it lasts. */
function extend(entry: Open, stretch: Interval | undefined): void {
  if (!stretch) return;
  entry.stretches.push(stretch);
  if (entry.stretches.length > 2 * MAX_STRETCHES) entry.stretches = joined(entry.stretches);
}

export function createLooks(deps: { sql: Sql; clock: Clock; audit: Audit; metrics: Metrics }): LookStore {
  const { sql, clock, audit } = deps;
  const open = new Map<string, Open>();
  const gauge = deps.metrics.gauge('looks_open', 'Looks that last now', ['what']);
  const keyOf = (sessionId: string, touch: Touch) =>
    `${sessionId} ${touch.what} ${touch.hearing} ${touch.what === 'log' ? '' : (touch.feed ?? '')}`;

  const finish = (key: string, entry: Open) => {
    open.delete(key);
    gauge.dec({ what: entry.touch.what });
    const stretches = joined(entry.stretches).map(({ fromMs, toMs }) => ({ from: rfc3339(fromMs), to: rfc3339(toMs) }));
    audit.write({
      kind: 'look.ended',
      ...who(entry.viewer),
      look: entry.look,
      hearing: entry.touch.hearing,
      feed: entry.touch.feed,
      detail: {
        to: rfc3339(entry.last),
        ...(stretches.length > 0 ? { stretches } : {}),
      },
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
        extend(known, touch.stretch);
        return known.writing;
      }
      if (known) finish(key, known);
      const look = uuidv7();
      const entry: Open = { look, viewer, touch, from: now, last: now, stretches: [], writing: undefined };
      extend(entry, touch.stretch);
      open.set(key, entry);
      gauge.inc({ what: touch.what });
      const writing = audit.writeSoon({
        kind: 'look.started',
        ...who(viewer),
        look,
        hearing: touch.hearing,
        feed: touch.feed,
        authorisation: touch.authorisation,
        detail: { what: touch.what, court: touch.court, day: touch.day },
      });
      entry.writing = writing.then(() => {
        entry.writing = undefined;
      });
      return entry.writing;
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
      await audit.flush();
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
        const { to, stretches } = (row.end ?? {}) as Pick<Look, 'to' | 'stretches'>;
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
          ...(stretches === undefined ? {} : { stretches }),
        };
      });
      const last = page.at(-1);
      return { looks, ...(rows.length > limit && last ? { next: String(last.id) } : {}) };
    },
    async endLeftOpen(quietMs) {
      const left = await sql
        .selectFrom('audit_entries as s')
        .leftJoin('sessions as z', 'z.id', 's.session')
        .select(['s.at', 's.login', 's.organisation', 's.session', 's.look', 's.hearing', 's.feed', 'z.last_seen_at'])
        .where('s.kind', '=', 'look.started')
        .where((eb) => eb(eb.fn.coalesce('z.last_seen_at', 's.at'), '<=', rfc3339(clock.now() - quietMs)))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('audit_entries as e')
                .select('e.id')
                .whereRef('e.look', '=', 's.look')
                .where('e.kind', '=', 'look.ended'),
            ),
          ),
        )
        .orderBy('s.id')
        .execute();
      for (const { at, last_seen_at, ...row } of left) {
        const to = last_seen_at !== null && last_seen_at > at ? last_seen_at : at;
        const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
        audit.write({ kind: 'look.ended', ...given, reason: 'service-restarted', detail: { to } });
      }
      await audit.flush();
    },
    close() {
      clearInterval(sweep);
      for (const [key, entry] of open) finish(key, entry);
    },
  };
}
