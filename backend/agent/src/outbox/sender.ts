/** Sends the outbox: in order, in batches, again and again until each event was accepted or rejected by name. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { MAX_EVENTS_PER_CALL } from '@giamsat/contract/wire/ingest';
import type { Logger } from '../platform/logger.ts';
import { backoffMs, createBell, sleep } from '../platform/retry.ts';
import type { Line } from '../uplink/line.ts';
import { LineError, RefusedError, type ServiceClient } from '../uplink/service-client.ts';
import type { Outbox } from './outbox.ts';

export type OutboxSender = {
  start(): void;
  /** Sends, and asks whether the province still has what it confirmed. */
  wake(): void;
  /** Resolves when the province was next asked that, and what it lacks waits again; or after `ms`. */
  agreed(ms: number): Promise<void>;
  stop(): Promise<void>;
};

const IDLE_MS = 5_000;
const FIRST_WAIT_MS = 250;
const HALVED: ReadonlySet<number> = new Set([400, 413, 422]);

export function createOutboxSender(options: {
  outbox: Outbox;
  client: Pick<ServiceClient, 'postEvents'>;
  line: Line;
  logger: Logger;
  /** The province was set back to an earlier state, and what is kept of the time since waits again. */
  onSetBack?(): void;
}): OutboxSender {
  const { outbox, client, line, logger } = options;
  const bell = createBell();
  const aborting = new AbortController();
  let working: Promise<void> | undefined;
  let failures = 0;
  let most = MAX_EVENTS_PER_CALL;
  /** Whether the province has to be asked, though there is nothing to send. */
  let asks = true;
  let agreed = Promise.withResolvers<void>();

  const send = async (): Promise<void> => {
    const batch = outbox.batch(most);
    if (batch.length === 0 && !asks) return bell.wait(IDLE_MS, aborting.signal);
    const { results, lacksAfter } = await client.postEvents(batch, outbox.confirmed());
    line.note(true);
    failures = 0;
    most = MAX_EVENTS_PER_CALL;
    if (lacksAfter !== undefined) {
      const confirmed = outbox.confirmed();
      const again = outbox.setBack(lacksAfter);
      logger.error(
        { confirmed, lacksAfter, again },
        'outbox: the province was set back to an earlier state; what is still kept here is sent again',
      );
      options.onSetBack?.();
    }
    asks = false;
    agreed.resolve();
    agreed = Promise.withResolvers();
    if (lacksAfter !== undefined || batch.length === 0) return;
    outbox.settle(
      batch.map((event, i) => {
        const result = results[i];
        return result?.status === 'rejected'
          ? { ref: eventRef(event), problem: result.problem }
          : { ref: eventRef(event) };
      }),
    );
    for (const [i, result] of results.entries()) {
      if (result.status !== 'rejected') continue;
      const { type, id } = batch[i] ?? {};
      logger.error(
        { type, id, problem: result.problem.type, field: result.problem.field },
        'outbox: an event was rejected',
      );
    }
  };

  const work = async (): Promise<void> => {
    while (!aborting.signal.aborted) {
      try {
        await send();
      } catch (error) {
        const told = error instanceof RefusedError;
        if (told) line.note(true);
        else if (error instanceof LineError) line.note(false);
        // Too much at once, or something in it that the whole call fails by: the next call holds half.
        if (told && HALVED.has(error.status)) {
          const batch = outbox.batch(most);
          const [only] = batch;
          if (batch.length === 1 && only) {
            // Found: it is kept and shown as rejected, and holds back nothing behind it.
            const problem = error.problem ?? { type: 'about:blank', title: error.message, status: error.status };
            outbox.settle([{ ref: eventRef(only), problem }]);
            most = MAX_EVENTS_PER_CALL;
          } else most = Math.max(1, Math.floor(batch.length / 2));
          continue;
        }
        if (failures === 0)
          logger.warn({ reason: (error as Error).message }, 'outbox: could not be sent; it goes on trying');
        const waitMs =
          told && error.retryAfterMs !== undefined ? error.retryAfterMs : backoffMs(failures, FIRST_WAIT_MS, 5_000);
        failures++;
        // The line's return ends the wait, though never at once: it may be up for others alone.
        await sleep(Math.min(waitMs, FIRST_WAIT_MS), aborting.signal);
        if (!told && waitMs > FIRST_WAIT_MS) await bell.wait(waitMs - FIRST_WAIT_MS, aborting.signal);
        else if (waitMs > FIRST_WAIT_MS) await sleep(waitMs - FIRST_WAIT_MS, aborting.signal);
      }
    }
  };

  outbox.onAppended(() => bell.ring());
  return {
    start() {
      working ??= work();
    },
    wake() {
      asks = true;
      bell.ring();
    },
    async agreed(ms) {
      asks = true;
      bell.ring();
      await Promise.race([agreed.promise, sleep(ms, aborting.signal)]);
    },
    async stop() {
      aborting.abort();
      await working;
    },
  };
}
