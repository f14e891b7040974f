/** After a kill: keeps of an unfinished segment the parts that are whole. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { createFragmentReader, type StreamFragment } from '@giamsat/contract/fmp4/fragment-reader';
import { parseInit } from '@giamsat/contract/fmp4/init';
import type { SegmentEnd } from './running-segment.ts';

/** Cuts the file behind its last whole part. Undefined: nothing of it can be used. */
export function salvageSegment(file: string, initFile: string): SegmentEnd | undefined {
  let content: Buffer;
  let init: ReturnType<typeof parseInit>;
  try {
    content = readFileSync(file);
    init = parseInit(readFileSync(initFile));
  } catch {
    return undefined;
  }
  const reader = createFragmentReader({ init });
  const whole: StreamFragment[] = [];
  try {
    // Small pieces, so that what stands before a damaged place is still handed out.
    for (let at = 0; at < content.byteLength; at += 4096) whole.push(...reader.push(content.subarray(at, at + 4096)));
  } catch {
    // What was read until here is good.
  }
  const bytes = whole.reduce((sum, fragment) => sum + fragment.bytes.byteLength, 0);
  const durationMs = whole.reduce((sum, fragment) => sum + (fragment.info.video?.durationMs ?? 0), 0);
  if (bytes === 0 || durationMs === 0 || !whole[0]?.info.video?.keyFirst) return undefined;
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { bytes, durationMs, sha256: createHash('sha256').update(content.subarray(0, bytes)).digest('hex') };
}
