/** Describes an epoch to the province: codecs, size, frame rate and the part target that the frame rate gives. */
import { createHash } from 'node:crypto';
import type { CaptureInit, Part } from '../capture/part.ts';
import type { AgentClock } from '../platform/clock.ts';
import type { EpochMeta } from '../spool/model.ts';

/** A fragment ends with the first frame at or beyond this (see `capture/arguments.ts`). */
const FRAGMENT_MS = 195;

const round3 = (value: number): number => Math.round(value * 1000) / 1000;

/** Frames a second over some parts, and the duration of a full part: 200 ms at 25, 200.2 at 29.97, 208.333 at 24. */
export function ratesOf(parts: Pick<Part, 'frames' | 'durationMs'>[]): { frameRate: number; partTargetMs: number } {
  // The middle one: cameras often begin with a frame whose time is not its own.
  const each = parts.filter((part) => part.frames > 0).map((part) => part.durationMs / part.frames);
  const frameMs = each.sort((a, b) => a - b)[Math.floor(each.length / 2)];
  if (frameMs === undefined || frameMs <= 0) return { frameRate: 25, partTargetMs: 200 };
  const full = Math.ceil(FRAGMENT_MS / frameMs - 1e-6) * frameMs;
  // RTMP rounds times to milliseconds, so parts of one camera differ by one.
  const longest = Math.max(...parts.map((part) => part.durationMs));
  const partTargetMs = longest > full && longest < full * 1.05 ? longest : full;
  return { frameRate: round3(1000 / frameMs), partTargetMs: round3(partTargetMs + 0.0004) };
}

export function describeEpoch(options: {
  feed: string;
  epoch: string;
  init: CaptureInit;
  parts: Part[];
  clock: AgentClock;
  gopMs: number | undefined;
}): EpochMeta {
  const { feed, epoch, init, parts, clock, gopMs } = options;
  const { video, codecs } = init.init;
  return {
    epoch,
    feed,
    startedAt: Math.round(clock.now()),
    clockOffsetMs: clock.offsetMs(),
    codecs,
    width: video?.width ?? 16,
    height: video?.height ?? 16,
    ...ratesOf(parts),
    ...(gopMs === undefined ? {} : { gopMs }),
    initSha256: createHash('sha256').update(init.bytes).digest('hex'),
  };
}
