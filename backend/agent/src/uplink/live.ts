/** Sends a feed's running segments as they are written. What fails is left to the backfill: live only looks ahead. */
import type { Logger } from '../platform/logger.ts';
import type { RunningSegment } from '../spool/running-segment.ts';
import type { Spool } from '../spool/spool.ts';
import type { EpochRegister } from './epoch-register.ts';
import type { Line } from './line.ts';
import { LineError, RefusedError, type ServiceClient } from './service-client.ts';

export type LiveSender = {
  /** A segment begins. */
  offer(segment: RunningSegment): void;
  /** How many segments wait behind the one that is being sent; more than one: the line is too thin for more. */
  waiting(): number;
  /** True while this very segment is in live's hands, so that the backfill leaves it alone. */
  holds(epoch: string, number: number): boolean;
  /** The line is back: what hangs in it is left to the backfill, and the next segment is sent as it begins. */
  startAfresh(): void;
  stop(): Promise<void>;
};

export type LiveSenderOptions = {
  feed: string;
  spool: Spool;
  client: ServiceClient;
  register: EpochRegister;
  line: Line;
  logger: Logger;
  /**
   * Resolves true when media may leave: the desk is up to date, and every event of ours was accepted (`interfaces.md` §3).
   * False: not within a reasonable time.
   */
  mayLeave(signal: AbortSignal): Promise<boolean>;
  /** A segment arrived whole, or did not. */
  onSent(): void;
  /** One was with the province so long (ms) after its last part was on our disk. */
  onArrived(lateMs: number): void;
};

/** A live picture that is later than this is no longer live; what is older goes the other way. */
const MOST_WAITING = 4;

type OwnFailure = { failed: boolean };

export function createLiveSender(options: LiveSenderOptions): LiveSender {
  const { feed, spool, client, register, line } = options;
  const logger = options.logger.child({ feed });
  const queue: RunningSegment[] = [];
  /** Of the segment that is being sent. */
  let attempt = new AbortController();
  let over = false;
  let current: RunningSegment | undefined;
  let working: Promise<void> | undefined;

  /** Ends with an error of our own where a part may not leave, or the disk lost it: that says nothing of the line. */
  async function* allowed(segment: RunningSegment, signal: AbortSignal, own: OwnFailure): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of segment.parts()) {
        if (!(await options.mayLeave(signal))) throw new Error('not allowed to leave yet');
        yield bytes;
      }
    } catch (error) {
      own.failed = true;
      throw error;
    }
  }

  const send = async (segment: RunningSegment): Promise<void> => {
    attempt = new AbortController();
    const { signal } = attempt;
    const own: OwnFailure = { failed: false };
    let doneAt: number | undefined;
    void segment.done.then(() => {
      doneAt = performance.now();
    });
    try {
      if (!(await options.mayLeave(signal))) return;
      await register.ensure(feed, segment.epoch);
      await client.putSegment(segment, segment.startMs, allowed(segment, signal, own), signal);
      const end = await segment.done;
      options.onArrived(performance.now() - (doneAt ?? performance.now()));
      if (!end) return;
      await client.closeSegment(segment, end);
      line.note(true);
      await spool.markSent(segment, true);
      const jpeg = await spool.readThumbnail(segment);
      if (jpeg) await client.putThumbnail(segment, jpeg).catch(() => {});
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LineError && !own.failed) line.note(false);
      if (error instanceof RefusedError) {
        line.note(true);
        if (error.status === 404) register.forget(feed, segment.epoch);
      }
      logger.debug(
        { number: segment.number, reason: (error as Error).message },
        'uplink: a live segment did not arrive',
      );
    }
  };

  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next && !over; next = queue.shift()) {
      current = next;
      await send(next);
      current = undefined;
      options.onSent();
    }
  };

  return {
    offer(segment) {
      if (over) return;
      queue.push(segment);
      while (queue.length > MOST_WAITING) queue.shift();
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    startAfresh() {
      queue.length = 0;
      attempt.abort();
    },
    waiting: () => queue.length,
    holds: (epoch, number) =>
      [current, ...queue].some((segment) => segment?.epoch === epoch && segment.number === number),
    async stop() {
      over = true;
      queue.length = 0;
      attempt.abort();
      await working;
    },
  };
}
