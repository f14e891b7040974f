/** One feed's way into its live window: segments in order, each part published on arrival or not at all. */
import type { Clock } from '../../platform/clock.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { WindowFacts } from '../rights.ts';
import type { Shelf } from './shelf.ts';
import {
  addInit,
  addPart,
  beginSegment,
  closeSegment,
  type LiveSegment,
  type LiveWindow,
  MAX_SEGMENT_MS,
} from './window.ts';

export type IncomingPart = {
  bytes: Uint8Array;
  /** Wall clock of its first frame, ms since 1970. */
  startMs: number;
  durationMs: number;
  keyFirst: boolean;
  hasAudio: boolean;
};

export type IncomingSegment = {
  epoch: string;
  number: number;
  init: Uint8Array;
  partTargetMs: number;
};

/** One segment's parts, as they come. */
export type Intake = {
  part(part: IncomingPart): void;
  /** No more comes, because it is whole or because it broke off. */
  end(): void;
};

export type Lane = {
  /** Undefined for what live does not take: it is not newer than what was sent before, and goes to the recording alone. */
  open(segment: IncomingSegment): Intake | undefined;
};

export type LaneDeps = {
  feed: string;
  shelf: Shelf;
  windowAt: (feed: string, atMs: number) => WindowFacts | undefined;
  clock: Clock;
  metrics: MediaMetrics;
  /** The window's playlist changed. */
  published: (window: LiveWindow) => void;
  /** The window has another part target than this epoch: a new window is needed. */
  otherTarget: (feed: string, epoch: string, partTargetMs: number, window: WindowFacts) => void;
};

/** Older than this by the clock is not live any more: an outage stays a gap. */
export const LATE_MS = 15_000;
/** Further ahead than this the clocks do not agree, and it is not known which window it belongs to. */
export const AHEAD_MS = 10_000;
/** A segment whose successor has begun may still bring its last parts, on another connection, for so long. */
export const OVERLAP_MS = 400;
const SAME_TARGET_MS = 0.5;

type Open = { segment: IncomingSegment; queue: IncomingPart[]; ended: boolean };
type Current = { owner: Open; window: LiveWindow; live: LiveSegment };

export function createLane(deps: LaneDeps): Lane {
  const { feed, shelf, clock, metrics } = deps;
  const opens: Open[] = [];
  let newest: { epoch: string; number: number } | undefined;
  let current: Current | undefined;
  let cancelOverlap: (() => void) | undefined;

  const leave = (): void => {
    if (current && !current.live.closed) {
      closeSegment(current.window);
      deps.published(current.window);
    }
    current = undefined;
  };

  const fateOf = (part: IncomingPart, facts: WindowFacts | undefined): 'forbidden' | 'late' | 'ahead' | undefined => {
    if (!facts?.picture || (part.hasAudio && !facts.sound)) return 'forbidden';
    const age = clock.now() - (part.startMs + part.durationMs);
    if (age > LATE_MS) return 'late';
    return age < -AHEAD_MS ? 'ahead' : undefined;
  };

  const append = (owner: Open, window: LiveWindow, part: IncomingPart): string => {
    const goesOn = current?.owner === owner && current.window === window && !current.live.closed;
    if (!goesOn) {
      if (!part.keyFirst) return 'no-key';
      leave();
      const { epoch, number, init } = owner.segment;
      const breaks = window.segments.at(-1)?.origin.epoch !== epoch;
      const live = beginSegment(window, {
        startMs: part.startMs,
        init: addInit(window, init),
        origin: { feed, epoch, number },
        breaks,
      });
      current = { owner, window, live };
      shelf.reserve(window);
    }
    if (!current || current.live.durationMs + part.durationMs > MAX_SEGMENT_MS + 1) {
      leave();
      return 'too-long';
    }
    addPart(window, { durationMs: part.durationMs, independent: part.keyFirst, bytes: part.bytes });
    metrics.publishDelay.observe(Math.max(0, (clock.now() - part.startMs - part.durationMs) / 1000));
    deps.published(window);
    return 'published';
  };

  /** False when it must wait for its window. */
  const publish = (owner: Open, part: IncomingPart): boolean => {
    const facts = deps.windowAt(feed, part.startMs);
    let fate: string | undefined = fateOf(part, facts);
    if (!fate && facts) {
      const { epoch, partTargetMs } = owner.segment;
      const window = shelf.ensure(facts.id, partTargetMs);
      if (window instanceof Promise) {
        window.then(pump, () => undefined);
        return false;
      }
      if (window.ended) fate = 'forbidden';
      else if (Math.abs(window.partTargetMs - partTargetMs) > SAME_TARGET_MS) {
        deps.otherTarget(feed, epoch, partTargetMs, facts);
        fate = 'other-target';
      } else fate = append(owner, window, part);
    }
    if (fate !== 'published' && current?.owner === owner) leave();
    metrics.parts.inc({ fate: fate ?? 'forbidden' });
    return true;
  };

  const pump = (): void => {
    for (;;) {
      const [head] = opens;
      if (!head) return;
      for (let part = head.queue[0]; part; part = head.queue[0]) {
        if (!publish(head, part)) return;
        head.queue.shift();
      }
      if (!head.ended) return;
      if (current?.owner === head) leave();
      opens.shift();
      cancelOverlap?.();
      cancelOverlap = undefined;
      if (opens.length > 1) overlap();
    }
  };

  /** The successor has begun: what is ahead of it ends soon, or is ended. */
  const overlap = (): void => {
    cancelOverlap ??= clock.at(clock.now() + OVERLAP_MS, () => {
      cancelOverlap = undefined;
      const [head, next] = opens;
      if (head && next) head.ended = true;
      pump();
    });
  };

  return {
    open(segment) {
      const { epoch, number } = segment;
      const older = newest && (epoch === newest.epoch ? number <= newest.number : epoch < newest.epoch);
      if (older) return undefined;
      newest = { epoch, number };
      const made: Open = { segment, queue: [], ended: false };
      opens.push(made);
      return {
        part(part) {
          if (made.ended) return;
          made.queue.push(part);
          if (opens[0] !== made) overlap();
          pump();
        },
        end() {
          made.ended = true;
          pump();
        },
      };
    },
  };
}
