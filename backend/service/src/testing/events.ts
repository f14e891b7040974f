/** Events and a journal for tests of the service. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { v7 as uuidv7 } from 'uuid';
import { createJournal, type Journal } from '../journal/journal.ts';
import type { Projection } from '../journal/record.ts';
import { createMemoryBus } from '../platform/bus.ts';
import { type FakeClock, fakeClock } from '../platform/clock.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { silentLogger } from './database.ts';

export const NOON = '2026-03-05T05:00:00.000Z';

export type EventMaker = (given: Partial<EventEnvelope> & Pick<EventEnvelope, 'type' | 'subject'>) => EventEnvelope;

/** Makes the events of one source, with its sequence. */
export function eventMaker(source = '/courts/lb/agents/lb-1', start = NOON): EventMaker {
  let sequence = 0;
  return (given) => {
    sequence += 1;
    const time = given.time ?? new Date(Date.parse(start) + sequence * 1000).toISOString();
    return {
      specversion: '1.0',
      id: uuidv7(),
      source,
      recordedtime: time,
      sequence: String(sequence).padStart(12, '0'),
      data: {},
      ...given,
      time,
    };
  };
}

export const hearingSubject = (): string => `hearings/${uuidv7()}`;

export type TestJournal = { journal: Journal; clock: FakeClock; metrics: Metrics };

export function testJournal(
  sql: Sql,
  options: { projections?: Projection[]; now?: string; exclusive?: boolean } = {},
): TestJournal {
  const clock = fakeClock(options.now ?? NOON);
  const metrics = createMetrics();
  const journal = createJournal({
    sql,
    clock,
    metrics,
    bus: createMemoryBus({ logger: silentLogger }),
    projections: options.projections ?? [],
    roomOfFeed: (feed) => (feed.startsWith('lb-1-') ? 'lb-1' : undefined),
    logger: silentLogger,
    exclusive: options.exclusive ?? false,
  });
  return { journal, clock, metrics };
}
