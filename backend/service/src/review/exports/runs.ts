/** Cuts a camera's segments into runs that play through: one initialisation section, nothing missing in between. Pure. */
import { parseFragment } from '@giamsat/contract/fmp4/fragment';
import type { Init } from '@giamsat/contract/fmp4/init';
import { seekTable } from '@giamsat/contract/fmp4/seek-table';
import type { Segment } from './sources.ts';

export type Run = { feed: string; epoch: string; segments: Segment[] };

/** How far one may begin from the end of the one before. */
const TOLERANCE_MS = 250;
/** Of one seek table. */
const MAX_SEGMENTS = 20_000;

export function runsOf(segments: readonly Segment[]): Run[] {
  const runs: Run[] = [];
  for (const segment of segments) {
    const run = runs.at(-1);
    const last = run?.segments.at(-1);
    const follows =
      run?.epoch === segment.epoch &&
      last?.number === segment.number - 1 &&
      Math.abs(segment.startMs - last.startMs - last.durationMs) <= TOLERANCE_MS &&
      run.segments.length < MAX_SEGMENTS;
    if (run && follows) run.segments.push(segment);
    else runs.push({ feed: segment.feed, epoch: segment.epoch, segments: [segment] });
  }
  return runs;
}

/** `first`: the bytes of its first segment. @throws Mp4Error */
export function seekTableOf(segments: readonly Segment[], init: Init, first: Uint8Array): Uint8Array {
  const { video, audio } = parseFragment(first, init);
  const main = video ?? audio;
  return seekTable({
    trackId: main?.id ?? 1,
    timescale: main?.timescale ?? 1000,
    startTicks: main?.startTicks ?? 0,
    pieces: segments,
  });
}
