/** Looks twice a second whether everything is in order, on the node that holds the lease, and writes what changed. */
import { dayOfMs, timestampOf } from '@giamsat/contract/time';
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import { v7 as uuidv7 } from 'uuid';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import type { Arrivals } from './arrivals.ts';
import type { AlertBook, Draft } from './book.ts';
import type { Facts, LimitOf, Rule } from './finding.ts';
import { type Decision, judge, newMemory } from './judge.ts';
import type { Lease } from './lease.ts';
import { RULES } from './rules/rules.ts';
import { NOTHING_STORED, readStoredFacts } from './stored-facts.ts';

export type AlertWatch = {
  start(): void;
  /** One look; answers how much was written, undefined where another node looks. */
  look(): Promise<number | undefined>;
  close(): Promise<void>;
};

const LOOK_MS = 500;
/** Hearings that changed are read again, but not oftener; without a change from time to time, for the day goes on. */
const READ_MS = 1_000;
const READ_ANYHOW_MS = 30_000;
/** What only the database knows. */
const STORED_MS = 15_000;

export function createAlertWatch(deps: {
  sql: Sql;
  book: AlertBook;
  lease: Lease;
  hearings: Pick<Hearings, 'openOrToday' | 'windows' | 'getMany'>;
  registry: Pick<Registry, 'content' | 'courtOfRoom'>;
  journal: Pick<Journal, 'onAppended'>;
  arrivals: Pick<Arrivals, 'of'>;
  onVitals: (fn: (vitals: AgentVitals) => void) => () => void;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  limitOf: LimitOf;
  copyWithinMs?: number | undefined;
  rules?: readonly Rule[];
}): AlertWatch {
  const { book, lease, hearings, registry, arrivals, clock, logger, rules = RULES } = deps;
  const seconds = deps.metrics.histogram(
    'alert_look_seconds',
    'How long a look over everything took',
    [0.005, 0.02, 0.1, 0.5, 2],
  );
  const written = deps.metrics.counter('alert_records_total', 'Alerts that were raised, came again or ended', ['what']);
  const listeningSince = clock.now();
  const memory = newMemory();
  const heard = new Map<string, { vitals: AgentVitals; at: number }>();
  let today: readonly StoredHearing[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let changed = true;
  let stored = NOTHING_STORED;
  let storedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  let complained = false;

  // By our clock: the machine's own may say anything.
  const stopVitals = deps.onVitals((vitals) => void heard.set(vitals.agent, { vitals, at: clock.now() }));
  const stopJournal = deps.journal.onAppended(() => {
    changed = true;
  });

  async function read(now: number): Promise<void> {
    const age = now - readAt;
    if (age < READ_MS || (!changed && age < READ_ANYHOW_MS)) return;
    changed = false;
    readAt = now;
    try {
      today = await hearings.openOrToday(dayOfMs(now));
    } catch (error) {
      changed = true;
      throw error;
    }
  }

  async function readStored(now: number): Promise<void> {
    if (now - storedAt < STORED_MS) return;
    stored = await readStoredFacts({ sql: deps.sql, hearings, registry, now });
    storedAt = now;
  }

  function factsAt(now: number): Facts {
    const moment = timestampOf(now);
    const { feeds, agents } = registry.content();
    const byFeed = new Map(
      [...heard.values()].flatMap(({ vitals, at }) =>
        vitals.feeds.map((one) => [one.feed, { vitals: one, at }] as const),
      ),
    );
    return {
      now,
      listeningSince,
      hearings: today,
      stored,
      limitOf: deps.limitOf,
      copyWithinMs: deps.copyWithinMs,
      windows: hearings.windows.current().filter(({ opensAt }) => opensAt <= moment),
      feeds: feeds.flatMap(({ code: feed, room }) => {
        const court = registry.courtOfRoom(room);
        if (court === undefined) return [];
        const known = byFeed.get(feed);
        const came = arrivals.of(feed);
        return [
          {
            feed,
            room,
            court,
            ...(known ? { vitals: known.vitals, heardAt: known.at } : {}),
            ...(came ? { partAt: came.at, partsSince: came.since } : {}),
          },
        ];
      }),
      agents: agents
        .filter(({ publicKey }) => publicKey !== undefined)
        .map(({ code: agent, court }) => {
          const known = heard.get(agent);
          return { agent, court, ...(known ? { vitals: known.vitals, heardAt: known.at } : {}) };
        }),
    };
  }

  async function look(): Promise<number | undefined> {
    if (!(await lease.hold())) return undefined;
    const stop = seconds.startTimer();
    const now = clock.now();
    await read(now);
    await readStored(now);
    const decisions = judge(rules, factsAt(now), book.byKey(), memory);
    // It may have stood still meanwhile, and another looks.
    if (!(await lease.hold())) return undefined;
    const count = await book.write(decisions.map(draftOf), timestampOf(now));
    for (const { what } of decisions) written.inc({ what });
    stop();
    return count;
  }

  return {
    start() {
      let running = false;
      timer = setInterval(() => {
        if (running) return;
        running = true;
        looking = look()
          .then(
            () => {
              complained = false;
            },
            (err) => {
              if (!complained) logger.error({ err }, 'alerts cannot be looked for');
              complained = true;
            },
          )
          .finally(() => {
            running = false;
          });
      }, LOOK_MS).unref();
    },
    look,
    async close() {
      clearInterval(timer);
      stopVitals();
      stopJournal();
      await looking;
      await lease.release().catch(() => {});
    },
  };
}

const draftOf = (decision: Decision): Draft => {
  switch (decision.what) {
    case 'raise':
      return { alert: uuidv7(), deed: { what: 'raised', found: decision.found } };
    case 'again':
      return { alert: decision.alert, deed: { what: 'again', found: decision.found } };
    case 'end':
      return { alert: decision.alert, deed: { what: 'ended', reason: decision.reason } };
  }
};
