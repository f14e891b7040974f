/**
 * Many callers, one writer: while one group is being committed the next gathers, and is prepared and sent behind it. A group
 * that fails is taken apart, so that one event which a projection cannot take holds back no other.
 */
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { DomainError, problem } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type Append, type Entry, type GroupAppender, isKnownPair } from './append.ts';
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

/** What is appended together. */
type Group = { submissions: Submission[]; entries: readonly Entry[] };
type Flight = Append & { ahead: boolean; ended: () => void };

export type AppendQueue = {
  append(entries: readonly Entry[]): Promise<EventResult[]>;
  /** While this runs nothing is on its way; what comes meanwhile waits. */
  alone(work: () => Promise<void>): Promise<void>;
  idle(): Promise<void>;
};

export function createAppendQueue(deps: {
  appender: GroupAppender;
  logger: Logger;
  metrics: Metrics;
  /** Nobody else appends to this database: a group may count on the one before, which is not committed yet. */
  exclusive: boolean;
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
  let held: Promise<void> | undefined;
  let came = () => {};

  /** `ahead`: behind what is being committed, and counting on it. */
  function start(entries: readonly Entry[], ahead = false): Flight {
    const flight = { ...appender.append(entries, ahead), ahead, ended: seconds.startTimer() };
    flight.done.catch(() => {});
    return flight;
  }

  async function commit(entries: readonly Entry[], { done, ended }: Flight): Promise<EventResult[]> {
    const { results, records } = await done;
    ended();
    groups.observe(entries.length);
    for (const { flags } of records) for (const flag of flags) flagged.inc({ flag });
    if (records.length > 0) deps.appended(records);
    return results;
  }

  /** The whole; when that fails, its halves, in order. Nothing else may be on its way. */
  async function commitOrSplit(entries: readonly Entry[], flight = start(entries)): Promise<EventResult[]> {
    try {
      return await commit(entries, flight);
    } catch (err) {
      failures.inc();
      if (isOutage(err)) throw new DomainError('unavailable', { retryAfter: 2, cause: err });
      if (flight.ahead || isKnownPair(err)) return commitOrSplit(entries);
      const seam = seamOf(entries);
      if (seam !== undefined) {
        const first = await commitOrSplit(entries.slice(0, seam));
        return [...first, ...(await commitOrSplit(entries.slice(seam)))];
      }
      const [entry] = entries;
      logger.error({ err, type: entry?.event.type, subject: entry?.event.subject }, 'an event cannot be recorded');
      const rejected: EventResult = {
        status: 'rejected',
        problem: problem('internal', { detail: 'The event could not be recorded' }),
      };
      return entries.map(() => rejected);
    }
  }

  function take(): Group | undefined {
    if (held) return undefined;
    const submissions: Submission[] = [];
    let events = 0;
    for (;;) {
      const next = waiting[0];
      if (!next || (events > 0 && events + next.entries.length > MAX_GROUP)) break;
      waiting.shift();
      submissions.push(next);
      events += next.entries.length;
    }
    return events === 0 ? undefined : { submissions, entries: submissions.flatMap(({ entries }) => entries) };
  }

  async function answer({ submissions, entries }: Group, flight: Flight): Promise<void> {
    try {
      const results = await commitOrSplit(entries, flight);
      for (const [result, { length }] of Map.groupBy(results, ({ status }) => status)) recorded.inc({ result }, length);
      let from = 0;
      for (const submission of submissions) {
        submission.resolve(results.slice(from, from + submission.entries.length));
        from += submission.entries.length;
      }
    } catch (error) {
      for (const { reject } of submissions) reject(error);
    }
    waitingEvents -= entries.length;
  }

  /** Whether it was committed; then its callers have their answers. */
  const stands = (group: Group, flight: Flight): Promise<boolean> =>
    flight.done.then(
      () => answer(group, flight).then(() => true),
      () => false,
    );

  /** So many events wait. */
  const gathered = (events: number): Promise<void> =>
    new Promise((resolve) => {
      came = () => {
        if (waiting.reduce((sum, { entries }) => sum + entries.length, 0) >= events) resolve();
      };
      came();
    });

  async function run(): Promise<void> {
    // Callers of the same moment share the first group.
    await Promise.resolve();
    /** Has said everything, and is being committed. */
    let before: { group: Group; flight: Flight; stood: Promise<boolean> } | undefined;
    for (;;) {
      // Behind it goes what comes meanwhile, if it is not too little to be worth a group.
      if (before) await Promise.race([before.stood, gathered(before.group.entries.length / 2)]);
      const group = take();
      if (!group && !before) break;
      const flight = group && start(group.entries, before !== undefined);
      const said = await flight?.said;
      const stood = (await before?.stood) ?? true;
      if (before && !stood) {
        // What counted on it fails as well, and then follows it once more, alone.
        await flight?.done.catch(() => {});
        await answer(before.group, before.flight);
      }
      before = undefined;
      if (!group || !flight) continue;
      if (said && stood && deps.exclusive) before = { group, flight, stood: stands(group, flight) };
      else await answer(group, flight);
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
        came();
        running ??= run();
      });
    },
    async alone(work) {
      while (held) await held.catch(() => {});
      held = (running ?? Promise.resolve()).then(work);
      try {
        await held;
      } finally {
        held = undefined;
        running ??= run();
      }
    },
    async idle() {
      await running;
    },
  };
}

/** Where a group may be taken apart, nearest to its middle; undefined: nowhere. */
function seamOf(entries: readonly Entry[]): number | undefined {
  const middle = Math.ceil(entries.length / 2);
  const isSeam = (n: number): boolean =>
    n > 0 && n < entries.length && (entries[n]?.whole === undefined || entries[n]?.whole !== entries[n - 1]?.whole);
  for (let far = 0; far <= middle; far++) {
    if (isSeam(middle - far)) return middle - far;
    if (isSeam(middle + far)) return middle + far;
  }
  return undefined;
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
