/** Alerts as people meet them: the list that a viewer may see, one with its history, and what they do about it. */
import type { Alert, AlertDeed, AlertHistory } from '@giamsat/contract/wire/alerts';
import { MAX_MUTE_MS } from '@giamsat/contract/wire/alerts';
import type { Viewer } from '../access/viewer.ts';
import type { Hearings } from '../hearings/hearings.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { Journal } from '../journal/journal.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { type AlertRecord, type Deed, NO_WORK, type StoredAlert, type Work } from './alert.ts';
import type { AlertBook } from './book.ts';
import { type Names, toldTo } from './told.ts';

export type AlertDesk = {
  /** In the order in which they were raised; those that ended leave after a day. */
  listFor(viewer: Viewer): Alert[];
  /** @throws DomainError `not-found`, also for what the viewer may not see */
  history(viewer: Viewer, id: string): Promise<AlertHistory>;
  /** @throws DomainError `not-found`, `conflict` where the body's work is not what the viewer saw, `invalid` naming the field */
  act(viewer: Viewer, id: string, deed: AlertDeed): Promise<AlertHistory>;
  /** What a viewer is told may have changed: alerts, their hearings, or whom they concern. */
  onChange(fn: () => void): () => void;
  /** Reads what was appended since. */
  refresh(): Promise<void>;
  close(): void;
};

const GATHER_MS = 100;
const SHOWN_MS = 86_400_000;

export async function createAlertDesk(deps: {
  sql: Sql;
  book: AlertBook;
  hearings: Pick<Hearings, 'getMany' | 'changedSince'>;
  journal: Pick<Journal, 'onAppended' | 'head'>;
  names: Names;
  clock: Clock;
  logger: Logger;
}): Promise<AlertDesk> {
  const { sql, book, hearings, journal, names, clock, logger } = deps;
  const listeners = new Set<() => void>();
  /** Hearings that alerts name. */
  const named = new Map<string, StoredHearing>();
  let position = await journal.head();
  let appended = position;

  const tell = () => {
    for (const fn of listeners) fn();
  };
  async function read(): Promise<void> {
    const wanted = new Set([...book.all()].flatMap(({ hearing }) => hearing ?? []));
    const missing = [...wanted].filter((id) => !named.has(id));
    const through = appended;
    const changed = through > position ? (await hearings.changedSince(position)).map(({ id }) => id) : [];
    const again = changed.filter((id) => named.has(id));
    const fresh = await hearings.getMany([...new Set([...missing, ...again])]);
    for (const hearing of fresh) named.set(hearing.id, hearing);
    for (const id of named.keys()) if (!wanted.has(id)) named.delete(id);
    position = Math.max(position, through);
    if (fresh.length > 0) tell();
  }
  let turn: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    const next = turn.then(read);
    turn = next.catch(() => {});
    return next;
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh().catch((err) => {
        logger.warn({ err }, 'hearings of alerts cannot be read');
        soon();
      });
    }, GATHER_MS).unref();
  };
  const stopJournal = journal.onAppended((through) => {
    appended = Math.max(appended, through);
    if (named.size > 0) soon();
  });
  const stopBook = book.onChange(() => {
    tell();
    void refresh().catch(soon);
  });
  await refresh();

  const shown = (viewer: Viewer, alert: StoredAlert): Alert | undefined =>
    toldTo(viewer, alert, alert.hearing === undefined ? undefined : named.get(alert.hearing), names, clock.now());
  const find = (viewer: Viewer, id: string): { stored: StoredAlert; alert: Alert } => {
    const stored = book.get(id);
    const alert = stored && shown(viewer, stored);
    if (!alert) throw new DomainError('not-found');
    return { stored, alert };
  };
  const colleaguesOf = ({ organisation }: Viewer) =>
    sql
      .selectFrom('accounts')
      .select(['login', 'display_name as displayName'])
      .where('organisation', '=', organisation)
      .where('locked', '=', false)
      .where('role', 'in', [
        'supervisor',
        'prosecutor',
        'province_chief_judge',
        'court_chief_judge',
        'court_administrator',
        'administrator',
        'auditor',
      ])
      .orderBy('display_name')
      .execute();

  const history = async (viewer: Viewer, id: string): Promise<AlertHistory> => {
    await refresh();
    const { alert } = find(viewer, id);
    const [records, colleagues] = await Promise.all([book.records(id), colleaguesOf(viewer)]);
    return {
      alert,
      records: records.flatMap((record) => lineOf(record, viewer) ?? []),
      colleagues: colleagues.filter(({ login }) => login !== viewer.login),
    };
  };

  return {
    listFor: (viewer) => {
      const since = rfc3339(clock.now() - SHOWN_MS);
      return [...book.all()]
        .filter(({ firing, endedAt }) => firing || (endedAt ?? '') > since)
        .sort((a, b) => (a.raisedAt === b.raisedAt ? (a.id < b.id ? -1 : 1) : a.raisedAt < b.raisedAt ? -1 : 1))
        .flatMap((alert) => shown(viewer, alert) ?? []);
    },
    history,
    async act(viewer, id, { state, ...asked }) {
      await refresh();
      find(viewer, id);
      const deed = await deedOf(viewer, asked);
      const record = { id: asked.id, alert: id, deed };
      await book.write([record], rfc3339(clock.now()), ({ work }) => {
        const own = work[viewer.organisation] ?? NO_WORK;
        if (own.state !== state || !suits(own, asked.what)) throw new DomainError('conflict');
      });
      return history(viewer, id);
    },
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    refresh,
    close() {
      clearTimeout(timer);
      stopJournal();
      stopBook();
      listeners.clear();
    },
  };

  async function deedOf(viewer: Viewer, asked: Omit<AlertDeed, 'state'>): Promise<Deed> {
    const { login, displayName: name, organisation } = viewer;
    const hand = { login, name, organisation };
    const deed = asked as Omit<AlertDeed, 'state'> & { to?: string; text?: string; until?: string };
    switch (deed.what) {
      case 'handed': {
        const to = (await colleaguesOf(viewer)).find((one) => one.login === deed.to);
        if (!to) throw new DomainError('invalid', { field: '/to' });
        return { what: 'handed', hand, to: to.login, toName: to.displayName };
      }
      case 'commented':
        return { what: 'commented', hand, text: (deed.text ?? '').normalize('NFC').trim() };
      case 'muted': {
        const until = Date.parse(deed.until ?? '');
        const inTime = until > clock.now() && until <= clock.now() + MAX_MUTE_MS;
        if (!inTime) throw new DomainError('invalid', { field: '/until' });
        return { what: 'muted', hand, until: rfc3339(until) };
      }
      default:
        return { what: deed.what, hand };
    }
  }
}

/** What can be done where the work stands so; the rest can be said at any time. */
const suits = ({ state }: Work, what: AlertDeed['what']): boolean =>
  what === 'taken' || what === 'done'
    ? state !== 'done'
    : what === 'released'
      ? state === 'taken'
      : what === 'reopened'
        ? state === 'done'
        : true;

/** Another body's is nobody's business. */
function lineOf(record: AlertRecord, viewer: Viewer): AlertHistory['records'][number] | undefined {
  const { number, what, at } = record;
  if (!('hand' in record)) return { number, what, at };
  if (record.hand.organisation !== viewer.organisation) return undefined;
  return {
    number,
    what,
    at,
    by: record.hand.name,
    ...(record.what === 'commented' ? { text: record.text } : {}),
    ...(record.what === 'handed' ? { to: record.toName } : {}),
    ...(record.what === 'muted' ? { until: record.until } : {}),
  };
}
