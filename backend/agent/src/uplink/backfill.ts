/**
 * Brings to the province what live could not, and what it says it misses; one segment at a time, never before live, and no faster than the line
 * carries beside it. The newest hearing comes first, since it is the one that is looked at, and within it what was captured first.
 */
import type { Logger } from '../platform/logger.ts';
import { type Bell, createBell, sleep } from '../platform/retry.ts';
import type { FinalSegment } from '../spool/model.ts';
import type { Spool } from '../spool/spool.ts';
import type { EpochRegister } from './epoch-register.ts';
import type { Line } from './line.ts';
import type { Pace } from './pace.ts';
import { LineError, RefusedError, type ServiceClient } from './service-client.ts';

export type Backfill = {
  /** There may be something to do: a segment failed, the line came back, the service asked. */
  wake(): void;
  /** The service was set back: it is asked of every epoch what it misses. */
  askAll(): void;
  /** The service misses this one. */
  wanted(feed: string, epoch: string, number: number): void;
  start(): void;
  stop(): Promise<void>;
};

export type BackfillOptions = {
  spool: Spool;
  client: ServiceClient;
  register: EpochRegister;
  line: Line;
  logger: Logger;
  mayLeave(signal: AbortSignal): Promise<boolean>;
  /** True while a live sender holds this segment. */
  isLive(segment: FinalSegment): boolean;
  /** True while live pictures wait: the line is theirs. */
  liveWaits(): boolean;
  pace: Pace;
};

const IDLE_MS = 5_000;
/** A segment that is refused is tried again after so long: its sitting may still be on its way. */
const REFUSED_WAIT_MS = 15_000;
const ASK_WANTED_EVERY_MS = 60_000;

export function createBackfill(options: BackfillOptions): Backfill {
  const { spool, client, register, line, pace, logger } = options;
  const bell: Bell = createBell();
  const aborting = new AbortController();
  const waitUntil = new Map<string, number>();
  let working: Promise<void> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let all = false;

  const idOf = ({ feed, epoch, number }: { feed: string; epoch: string; number: number }) =>
    `${feed}/${epoch}/${number}`;

  const next = (): FinalSegment | undefined => {
    const ready = spool
      .segments()
      .filter(
        (segment) =>
          !segment.sent && !options.isLive(segment) && (waitUntil.get(idOf(segment)) ?? 0) <= performance.now(),
      );
    const newest = ready.at(-1)?.sitting;
    return ready.find(({ sitting }) => sitting === newest);
  };

  const send = async (segment: FinalSegment): Promise<void> => {
    const signal = aborting.signal;
    const bytes = await spool.read(segment);
    if (!bytes) {
      logger.error({ feed: segment.feed, number: segment.number }, 'backfill: a segment is gone from the disk');
      waitUntil.set(idOf(segment), Number.POSITIVE_INFINITY);
      return;
    }
    await register.ensure(segment.feed, segment.epoch);
    const begun = performance.now();
    await client.putLater(segment, segment.startMs, pace.paced(bytes, signal), signal);
    pace.carried(bytes.byteLength, performance.now() - begun);
    const { sha256, bytes: length, durationMs } = segment;
    await client.closeSegment(segment, { sha256, bytes: length, durationMs });
    await spool.markSent(segment, true);
    waitUntil.delete(idOf(segment));
    const jpeg = await spool.readThumbnail(segment);
    if (jpeg) await client.putThumbnail(segment, jpeg).catch(() => {});
  };

  /** What was committed and is missing there, though we thought that it had arrived. */
  const askWanted = async (): Promise<void> => {
    const epochs = new Map<string, FinalSegment>();
    for (const segment of spool.segments()) {
      if (segment.sent && segment.committed) epochs.set(`${segment.feed}/${segment.epoch}`, segment);
    }
    // The newest epochs are the likeliest; older ones are asked for by the service itself.
    const asked = [...epochs.values()].slice(all ? 0 : -20);
    all = false;
    for (const { feed, epoch } of asked) {
      const { wanted } = await client.wanted(feed, epoch);
      for (const missing of wanted) await note(feed, missing.epoch, missing.number);
    }
  };

  const note = async (feed: string, epoch: string, number: number): Promise<void> => {
    const segment = spool.find({ feed, epoch, number });
    if (segment?.sent) await spool.markSent(segment, false);
  };

  const round = async (): Promise<boolean> => {
    const signal = aborting.signal;
    if (performance.now() - askedAt > ASK_WANTED_EVERY_MS) {
      askedAt = performance.now();
      await askWanted();
      line.note(true);
    }
    if (options.liveWaits()) return false;
    const segment = next();
    if (!segment || !(await options.mayLeave(signal))) return false;
    try {
      await send(segment);
      line.note(true);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      line.note(true);
      if (error.status === 404) register.forget(segment.feed, segment.epoch);
      waitUntil.set(idOf(segment), performance.now() + (error.retryAfterMs ?? REFUSED_WAIT_MS));
      logger.debug({ feed: segment.feed, number: segment.number, code: error.code }, 'backfill: refused for now');
    }
    return true;
  };

  const work = async (): Promise<void> => {
    while (!aborting.signal.aborted) {
      let busy = false;
      try {
        busy = await round();
      } catch (error) {
        if (error instanceof LineError) line.note(false);
        else if (error instanceof RefusedError) line.note(true);
        else if (!aborting.signal.aborted) logger.warn({ reason: (error as Error).message }, 'backfill: failed');
        await sleep(error instanceof RefusedError ? IDLE_MS : 1_000, aborting.signal);
      }
      if (busy) await sleep(20, aborting.signal);
      else await bell.wait(IDLE_MS, aborting.signal);
    }
  };

  return {
    wake: () => bell.ring(),
    askAll() {
      all = true;
      askedAt = Number.NEGATIVE_INFINITY;
      bell.ring();
    },
    wanted(feed, epoch, number) {
      void note(feed, epoch, number).then(() => bell.ring());
    },
    start() {
      working ??= work();
    },
    async stop() {
      aborting.abort();
      await working;
    },
  };
}
