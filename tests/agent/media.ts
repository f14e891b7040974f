/** What tests ask of kept segments: are they one stream, and when was it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { parseInit } from '@giamsat/contract/fmp4/init';
import type { Kept } from './province.ts';

/** Parts of a segment: milliseconds of media time, frames, and whether each begins with a key frame. */
export function partsOf(init: Uint8Array, segment: Kept) {
  const reader = createFragmentReader({ init: parseInit(init) });
  return reader.push(segment.bytes).map(({ info }) => ({
    startMs: info.video?.startMs ?? 0,
    durationMs: info.video?.durationMs ?? 0,
    key: info.video?.keyFirst ?? false,
    sound: info.audio !== undefined,
  }));
}

export const durationOf = (init: Uint8Array, segment: Kept): number =>
  partsOf(init, segment).reduce((sum, part) => sum + part.durationMs, 0);

const run = promisify(execFile);

/** What ffprobe, which is none of ours, says of the segments joined behind their initialisation section. */
export async function probe(
  init: Uint8Array,
  segments: Kept[],
): Promise<{ frames: number; streams: string[]; complaints: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'giamsat-probe-'));
  try {
    const file = path.join(folder, 'joined.mp4');
    await writeFile(file, Buffer.concat([init, ...segments.map((segment) => segment.bytes)]));
    const { stdout, stderr } = await run('ffprobe', [
      ...['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_type,nb_read_frames', '-of', 'json', file],
    ]);
    const { streams } = JSON.parse(stdout) as { streams: { codec_type: string; nb_read_frames?: string }[] };
    const video = streams.find((stream) => stream.codec_type === 'video');
    return {
      frames: Number(video?.nb_read_frames ?? 0),
      streams: streams.map((stream) => stream.codec_type),
      complaints: stderr,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
