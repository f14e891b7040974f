/** Keeps the agent's clock with the province's: eight round trips, the shortest counts. */
import { type AgentClock, offsetOf, type RoundTrip, rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { sleep } from '../platform/retry.ts';
import type { Line } from './line.ts';
import { LineError, type ServiceClient } from './service-client.ts';

export type ClockSync = { start(): void; stop(): Promise<void>; syncNow(): Promise<boolean> };

const ROUND_TRIPS = 8;
const EVERY_MS = 5 * 60_000;
const RETRY_MS = 3_000;

export function createClockSync(options: {
  clock: AgentClock;
  client: Pick<ServiceClient, 'time'>;
  line: Line;
  logger: Logger;
}): ClockSync {
  const { clock, client, line, logger } = options;
  const aborting = new AbortController();
  let working: Promise<void> | undefined;

  const syncNow = async (): Promise<boolean> => {
    const trips: RoundTrip[] = [];
    try {
      for (let i = 0; i < ROUND_TRIPS; i++) trips.push(await client.time());
      line.note(true);
    } catch (error) {
      if (error instanceof LineError) line.note(false);
      return false;
    }
    const offset = offsetOf(trips);
    if (offset === undefined) return false;
    const before = clock.offsetMs();
    const outcome = clock.observe(offset);
    if (outcome === 'stepped') {
      const times = { machine: rfc3339(Date.now()), service: rfc3339(clock.now()) };
      logger.warn({ beforeMs: before, nowMs: Math.round(offset), ...times }, 'clock: set by the service’s');
    }
    return true;
  };

  const work = async (): Promise<void> => {
    while (!aborting.signal.aborted) {
      const heard = await syncNow();
      await sleep(heard ? EVERY_MS : RETRY_MS, aborting.signal);
    }
  };

  return {
    syncNow,
    start() {
      working ??= work();
    },
    async stop() {
      aborting.abort();
      await working;
    },
  };
}
