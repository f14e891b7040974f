/** One feed's way into its live window: segments in order, each part published on arrival or not at all. */
import type { Clock } from '../../platform/clock.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { WindowFacts } from '../rights.ts';
import { exceeds, type Fragment, fit, type Step } from './part-lengths.ts';
import { createTargets, suits } from './part-targets.ts';
import type { Shelf } from './shelf.ts';
import {
  addInit,
  addPart,
  beginSegment,
  closeSegment,
  DATE_TOLERANCE_MS,
  type LiveSegment,
  type LiveWindow,
  MAX_SEGMENT_MS,
} from './window.ts';

export type IncomingPart = Fragment & { hasAudio: boolean };

export type IncomingSegment = {
  epoch: string;
  number: number;
  /** As its court dates it. */
  startMs: number;
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
  /** Another node has the camera from now on: nothing is published here any more. */
  stop(): void;
};

export type LaneDeps = {
  feed: string;
  shelf: Shelf;
  windowAt: (feed: string, atMs: number) => WindowFacts | undefined;
  /** With several nodes: whether this one has the camera. */
  holds?: ((feed: string) => boolean) | undefined;
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

type Open = { segment: IncomingSegment; queue: IncomingPart[]; ended: boolean };
type Current = {
  owner: Open;
  window: LiveWindow;
  /** The segment that grows; undefined where the next piece begins one. */
  live?: LiveSegment;
  /** A short part that waits for what follows it. */
  held?: Step;
  /** When the next fragment begins, if it follows. */
  nextMs: number;
};

export function createLane(deps: LaneDeps): Lane {
  const { feed, shelf, clock, metrics } = deps;
  const opens: Open[] = [];
  const targets = createTargets();
  let newest: { epoch: string; number: number; startMs: number } | undefined;
  let current: Current | undefined;
  let cancelOverlap: (() => void) | undefined;
  let stopped = false;

  const write = (now: Current, { kind, fragment, cut }: Step): void => {
    const { owner, window } = now;
    const early = fragment.keyFirst && window.hurries && window.segments.length > 0;
    if (early) window.hurries = false;
    if (!now.live || cut || early || kind === 'whole') {
      const { epoch, number, init } = owner.segment;
      now.live = beginSegment(window, {
        startMs: fragment.startMs,
        init: addInit(window, init),
        origin: { feed, epoch, number, fromByte: fragment.fromByte },
        breaks: window.segments.at(-1)?.origin.epoch !== epoch,
        partless: kind === 'whole',
      });
      shelf.reserve(window);
    }
    addPart(window, { durationMs: fragment.durationMs, independent: fragment.keyFirst, bytes: fragment.bytes });
    if (kind === 'whole') {
      closeSegment(window);
      delete now.live;
    }
    metrics.publishDelay.observe(Math.max(0, (clock.now() - fragment.startMs - fragment.durationMs) / 1000));
    deps.published(window);
  };

  const leave = (): void => {
    const left = current;
    current = undefined;
    if (!left || left.window.ended) return;
    if (left.held) write(left, left.held);
    if (left.live && !left.live.closed) {
      closeSegment(left.window);
      deps.published(left.window);
    }
  };

  const fateOf = (
    part: IncomingPart,
    facts: WindowFacts | undefined,
  ): 'forbidden' | 'other-node' | 'late' | 'ahead' | undefined => {
    if (!facts?.picture || (part.hasAudio && !facts.sound)) return 'forbidden';
    if (deps.holds?.(feed) === false) return 'other-node';
    const age = clock.now() - (part.startMs + part.durationMs);
    if (age > LATE_MS) return 'late';
    return age < -AHEAD_MS ? 'ahead' : undefined;
  };

  /** Follows the fragment on what is being written? A camera's timeline may break within a segment, too (rule 22b). */
  const follows = (owner: Open, window: LiveWindow, { startMs }: Fragment): boolean =>
    current?.owner === owner &&
    current.window === window &&
    !current.live?.closed &&
    Math.abs(startMs - current.nextMs) <= DATE_TOLERANCE_MS;

  const append = (owner: Open, window: LiveWindow, part: IncomingPart): string => {
    if (!follows(owner, window, part)) {
      if (!part.keyFirst) return 'no-key';
      leave();
      current = { owner, window, nextMs: part.startMs };
    }
    const now = current;
    if (!now) return 'no-key';
    const lengthMs = (now.live?.durationMs ?? 0) + (now.held?.fragment.durationMs ?? 0) + part.durationMs;
    if (lengthMs > MAX_SEGMENT_MS + 1) {
      leave();
      return 'too-long';
    }
    const fitted = fit(now.held, part, window.partTargetMs);
    delete now.held;
    for (const step of fitted.now) write(now, step);
    if (fitted.held) now.held = fitted.held;
    now.nextMs += part.durationMs;
    return exceeds(part.durationMs, window.partTargetMs) ? 'over-target' : 'published';
  };

  /** False when it must wait for its window. */
  const publish = (owner: Open, part: IncomingPart): boolean => {
    const facts = deps.windowAt(feed, part.startMs);
    let fate: string | undefined = fateOf(part, facts);
    if (!fate && facts) {
      const { epoch } = owner.segment;
      const window = shelf.ensure(facts.id, targets.of(owner.segment), feed);
      if (window instanceof Promise) {
        window.then(pump, () => undefined);
        return false;
      }
      targets.see(owner.segment, part.durationMs);
      const partTargetMs = targets.of(owner.segment);
      if (window.ended) fate = 'forbidden';
      else if (!suits(partTargetMs, window.partTargetMs)) {
        deps.otherTarget(feed, epoch, partTargetMs, facts);
        fate = 'other-target';
      } else fate = append(owner, window, part);
    }
    const shown = fate === 'published' || fate === 'over-target';
    if (!shown && current?.owner === owner) leave();
    metrics.parts.inc({ fate: fate ?? 'forbidden' });
    return true;
  };

  const pump = (): void => {
    while (!stopped) {
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

  /**
   * Of two runs of capture the later date counts, and not their names: those are made by the clock of the court's machine, which may stand in
   * 1970. What is dated into our future says nothing: our own clock was set back, and the court follows it.
   */
  const isOlder = ({ epoch, number, startMs }: IncomingSegment): boolean => {
    if (!newest) return false;
    if (epoch === newest.epoch) return number <= newest.number;
    return startMs < newest.startMs && newest.startMs <= clock.now() + AHEAD_MS;
  };

  return {
    open(segment) {
      if (stopped || isOlder(segment) || segment.startMs > clock.now() + AHEAD_MS) return undefined;
      newest = { epoch: segment.epoch, number: segment.number, startMs: segment.startMs };
      const made: Open = { segment, queue: [], ended: false };
      opens.push(made);
      return {
        part(part) {
          if (made.ended || stopped) return;
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
    stop() {
      stopped = true;
      cancelOverlap?.();
      opens.length = 0;
    },
  };
}
