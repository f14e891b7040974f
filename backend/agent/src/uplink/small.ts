/**
 * Sends a feed's small picture beside its own, made of the very parts that are kept, and so under the same cuts. It is live alone and kept
 * nowhere: what fails, or would hold back the camera's own picture, is left out.
 */
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { type Init, parseInit } from '@giamsat/contract/fmp4/init';
import { type Shrinking, type SmallFragment, startShrinking } from '../capture/shrink.ts';
import type { RunningSegment } from '../spool/running-segment.ts';
import type { LiveSenderOptions } from './live.ts';
import { createPieces, type Pieces } from './pieces.ts';

export type SmallSender = {
  /** A segment of the camera's own picture begins. */
  offer(segment: RunningSegment): void;
  stop(): Promise<void>;
};
export type SmallSenderOptions = Pick<
  LiveSenderOptions,
  'feed' | 'spool' | 'client' | 'register' | 'logger' | 'mayLeave'
> & {
  /** The line is too thin for the camera's own picture. One segment that waits says nothing: the one before is still being closed, on a far line for a while. */
  mainWaits: () => boolean;
  start?: typeof startShrinking;
};

/** One ffmpeg over segments that follow each other. */
type Run = {
  epoch: string;
  init: Init;
  /** Number of the segment that would follow. */
  next: number;
  /** Media time of the first part. */
  firstMs?: number;
  /** Segments whose first small fragment has not come yet, and when they begin in the run. */
  coming: { segment: RunningSegment; atMs: number }[];
  smallInit: Uint8Array;
  process: Shrinking;
  body?: Pieces;
  over: boolean;
};

/** Times are rounded on the way through ffmpeg. */
const SAME_MS = 15;
/** No segment follows: a cut, or the end of a sitting. */
const IDLE_MS = 1_000;
/** A machine that was too slow is asked again after so long. */
const TOO_SLOW_MS = 60_000;
const COST_AFTER_MS = 10_000;

export function createSmallSender(options: SmallSenderOptions): SmallSender {
  const { feed, spool, client, register, mayLeave, mainWaits, start = startShrinking } = options;
  const logger = options.logger.child({ feed });
  const aborting = new AbortController();
  const { signal } = aborting;
  const queue: RunningSegment[] = [];
  const sendings = new Set<Promise<void>>();
  let run: Run | undefined;
  let working: Promise<void> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let pausedUntil = 0;

  const end = (one: Run | undefined): void => {
    if (!one || one.over) return;
    one.over = true;
    one.process.end();
    one.body?.end();
  };

  const send = async (segment: RunningSegment, body: Pieces): Promise<void> => {
    try {
      if (!(await mayLeave(signal))) return;
      await register.ensure(feed, segment.epoch);
      await client.putSmall(segment, segment.startMs, body.through(mayLeave, signal), signal);
    } catch (error) {
      if (signal.aborted) return;
      logger.debug(
        { number: segment.number, reason: (error as Error).message },
        'uplink: a small segment was left out',
      );
    } finally {
      body.end();
    }
  };

  const place = (one: Run, { bytes, startMs, key }: SmallFragment): void => {
    const [next] = one.coming;
    if (next && key && startMs >= next.atMs - SAME_MS) {
      one.coming.shift();
      one.body?.end();
      delete one.body;
      if (!mainWaits()) {
        one.body = createPieces(one.smallInit);
        const sending = send(next.segment, one.body);
        sendings.add(sending);
        void sending.finally(() => sendings.delete(sending));
      }
    }
    one.body?.push(bytes);
  };

  const begin = ({ epoch, number }: RunningSegment): Run | undefined => {
    const init = spool.epoch(feed, epoch)?.init;
    if (!init) return undefined;
    const made: Run = {
      epoch,
      init: parseInit(init),
      next: number,
      coming: [],
      smallInit: new Uint8Array(),
      over: false,
      process: start({
        init(bytes) {
          made.smallInit = bytes;
        },
        fragment: (fragment) => place(made, fragment),
      }),
    };
    const cost = setTimeout(
      () => logger.info({ corePercent: made.process.cost() }, 'uplink: the small picture costs this share of a core'),
      COST_AFTER_MS,
    );
    void made.process.gone.then(() => {
      clearTimeout(cost);
      if (!made.over) logger.warn('uplink: the small picture ended by itself');
      end(made);
    });
    made.process.write(init);
    return made;
  };

  /** Media time of the first picture in a part, milliseconds. */
  const startOf = (part: Uint8Array, init: Init): number | undefined =>
    createFragmentReader({ init })
      .push(part)
      .find(({ info }) => info.video)?.info.video?.startMs;

  const shrink = async (segment: RunningSegment, one: Run): Promise<void> => {
    let known = false;
    for await (const part of segment.parts()) {
      if (signal.aborted || one.over) return;
      if (!known) {
        const startMs = startOf(part, one.init);
        if (startMs === undefined) throw new Error('a part without a picture');
        one.firstMs ??= startMs;
        one.coming.push({ segment, atMs: startMs - one.firstMs });
        known = true;
      }
      if (one.process.write(part)) continue;
      logger.warn('uplink: this machine is too slow for the small picture; it is tried again in a minute');
      pausedUntil = performance.now() + TOO_SLOW_MS;
      end(one);
    }
  };

  const work = async (): Promise<void> => {
    for (let segment = queue.shift(); segment && !signal.aborted; segment = queue.shift()) {
      if (performance.now() < pausedUntil) continue;
      const follows = run && !run.over && run.epoch === segment.epoch && run.next === segment.number;
      if (!follows) {
        end(run);
        run = begin(segment);
      }
      if (!run) continue;
      run.next = segment.number + 1;
      // What was lost on its way to the disk is the recorder's gap.
      await shrink(segment, run).catch(() => end(run));
    }
    idle = setTimeout(() => end(run), IDLE_MS);
  };

  return {
    offer(segment) {
      if (signal.aborted) return;
      clearTimeout(idle);
      queue.push(segment);
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    async stop() {
      aborting.abort();
      clearTimeout(idle);
      queue.length = 0;
      end(run);
      await run?.process.gone;
      await working;
      await Promise.all(sendings);
    },
  };
}
