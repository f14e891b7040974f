/** After a kill: keeps of an unfinished segment the parts that are whole. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { createFragmentReader, type StreamFragment } from '@giamsat/contract/fmp4/fragment-reader';
import { type Init, parseInit } from '@giamsat/contract/fmp4/init';
import type { SegmentEnd } from './running-segment.ts';
import { isSealed, openParts, openWhole, type SpoolKey } from './sealed.ts';

/** A file of the spool: where it lies, and the name that its key was made of. */
export type SpoolFile = { path: string; name: string };

/** What of the file is whole, and where in the file that ends. */
function wholeOf(
  content: Buffer,
  init: Init,
  name: string,
  key: SpoolKey,
): { fragments: StreamFragment[]; end: number } {
  const reader = createFragmentReader({ init });
  const fragments: StreamFragment[] = [];
  const bytes = () => fragments.reduce((sum, fragment) => sum + fragment.bytes.byteLength, 0);
  if (!isSealed(content)) {
    try {
      // Small pieces, so that what stands before a damaged place is still handed out.
      for (let at = 0; at < content.byteLength; at += 4096)
        fragments.push(...reader.push(content.subarray(at, at + 4096)));
    } catch {
      // What was read until here is good.
    }
    return { fragments, end: bytes() };
  }
  // A part that is sealed is whole, or it is not there; should one end within a fragment, both go.
  let read = 0;
  let good = { count: 0, end: 0 };
  try {
    for (const part of openParts(key, name, content)) {
      fragments.push(...reader.push(part.bytes));
      read += part.bytes.byteLength;
      if (read === bytes()) good = { count: fragments.length, end: part.end };
    }
  } catch {
    // What was read until here is good.
  }
  return { fragments: fragments.slice(0, good.count), end: good.end };
}

/** Cuts the file behind its last whole part. Undefined: nothing of it can be used. */
export function salvageSegment(file: SpoolFile, initFile: SpoolFile, key: SpoolKey): SegmentEnd | undefined {
  let content: Buffer;
  let init: Init;
  try {
    content = readFileSync(file.path);
    init = parseInit(openWhole(key, initFile.name, readFileSync(initFile.path)));
  } catch {
    return undefined;
  }
  const { fragments, end } = wholeOf(content, init, file.name, key);
  const durationMs = fragments.reduce((sum, fragment) => sum + (fragment.info.video?.durationMs ?? 0), 0);
  if (durationMs === 0 || !fragments[0]?.info.video?.keyFirst) return undefined;
  const handle = openSync(file.path, 'r+');
  try {
    ftruncateSync(handle, end);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const hash = createHash('sha256');
  for (const fragment of fragments) hash.update(fragment.bytes);
  const bytes = fragments.reduce((sum, fragment) => sum + fragment.bytes.byteLength, 0);
  return { bytes, durationMs, sha256: hash.digest('hex') };
}
