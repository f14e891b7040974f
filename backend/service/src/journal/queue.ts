/**
 * Many callers, one writer: while one group is being committed the next gathers. A group that fails is taken apart,
 * so that one event which a projection cannot take holds back no other.
 */
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { DomainError, problem } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Entry, GroupAppender } from './append.ts';
import type { JournalRecord } from './record.ts';

/** Events in one transaction; a caller's batch is not split. */
const MAX_GROUP = 1_000;
/** Events that may wait; beyond, callers are asked to come back. */
const MAX_WAITING = 20_000;

type Submission = {
  entries: readonly Entry[];
  resolve(results: EventResult[]): void;
  reject(error: unknown): void;
};

export type AppendQueue = { append(entries: readonly Entry[]): Promise<EventResult[]>; idle(): Promise<void> };

export function createAppendQueue(deps: {
  appender: GroupAppender;
  logger: Logger;
  metrics: Metrics;
  /** Called after each commit that recorded something. */
  appended(records: readonly JournalRecord[]): void;
}): AppendQueue {
  const { appender, logger, metrics } = deps;
  const recorded = metrics.counter('journal_events_total', 'Events by what became of them', ['result']);
  const flagged = metrics.counter('journal_flags_total', 'Doubts noted about recorded events', ['flag']);
  const groups = metrics.histogram(
    'journal_group_events',
    'Events per transaction',
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
  );
  const seconds = metrics.histogram(
    'journal_append_seconds',
    'Time of a transaction',
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
  );
  const failures = metrics.counter('journal_failures_total', 'Transactions that were rolled back');

  const waiting: Submission[] = [];
  let waitingEvents = 0;
  let running: Promise<void> | undefined;

  async function commit(entries: readonly Entry[]): Promise<EventResult[]> {
    const end = seconds.startTimer();
    const { results, records } = await appender.append(entries);
    end();
    groups.observe(entries.length);
    for (const { flags } of records) for (const flag of flags) flagged.inc({ flag });
    if (records.length > 0) deps.appended(records);
    return results;
  }

  /** The whole; when that fails, its halves, in order. */
  async function commitOrSplit(entries: readonly Entry[]): Promise<EventResult[]> {
    try {
      return await commit(entries);
    } catch (err) {
      failures.inc();
      if (isOutage(err)) throw new DomainError('unavailable', { retryAfter: 2, cause: err });
      if (entries.length > 1) {
        const middle = Math.ceil(entries.length / 2);
        const first = await commitOrSplit(entries.slice(0, middle));
        return [...first, ...(await commitOrSplit(entries.slice(middle)))];
      }
      const [entry] = entries;
      logger.error({ err, type: entry?.event.type, subject: entry?.event.subject }, 'an event cannot be recorded');
      return [{ status: 'rejected', problem: problem('internal', { detail: 'The event could not be recorded' }) }];
    }
  }

  async function run(): Promise<void> {
    // Callers of the same moment share the first group.
    await Promise.resolve();
    while (waiting.length > 0) {
      const group: Submission[] = [];
      let events = 0;
      for (;;) {
        const next = waiting[0];
        if (!next || (events > 0 && events + next.entries.length > MAX_GROUP)) break;
        waiting.shift();
        group.push(next);
        events += next.entries.length;
      }
      try {
        const results = await commitOrSplit(group.flatMap(({ entries }) => entries));
        for (const { status } of results) recorded.inc({ result: status });
        let from = 0;
        for (const { entries, resolve } of group) {
          resolve(results.slice(from, from + entries.length));
          from += entries.length;
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      waitingEvents -= events;
    }
    // In the same step as the last look: who comes now starts a new run.
    running = undefined;
  }

  return {
    append(entries) {
      if (entries.length === 0) return Promise.resolve([]);
      if (waitingEvents + entries.length > MAX_WAITING) {
        return Promise.reject(new DomainError('unavailable', { detail: 'Too much is waiting', retryAfter: 1 }));
      }
      waitingEvents += entries.length;
      return new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        running ??= run();
      });
    },
    async idle() {
      await running;
    },
  };
}

/** What pg says when there is no connection; these carry no code. */
const NO_CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/;

/**
 * Whether the database was away or busy, rather than displeased with what it was given:
 * classes 08, 40, 53, 57 and 58 of SQLSTATE, and what the socket says.
 */
export function isOutage(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === 'string') return /^(08|40|53|57|58)/.test(code) || /^E[A-Z]+$/.test(code);
  return NO_CONNECTION.test(message ?? '');
}
