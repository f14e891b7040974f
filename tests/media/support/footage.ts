// Real footage by ffmpeg, cut into segments and parts as an agent cuts it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { createFragmentReader, type StreamFragment } from '@giamsat/contract/fmp4/fragment-reader';
import type { Init } from '@giamsat/contract/fmp4/init';

const run = promisify(execFile);

export type Segment = { fragments: StreamFragment[]; bytes: Buffer; sha256: string; durationMs: number };
export type Footage = { init: Buffer; initSha256: string; parsed: Init; segments: Segment[] };

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What both the files and the live cameras of these tests encode. */
export const encoding = ({
  audio = true,
  fps = 25,
  gopMs = 2000,
}: {
  audio?: boolean;
  fps?: number;
  gopMs?: number;
}) => [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'main', '-pix_fmt', 'yuv420p'],
  ...['-g', String((gopMs / 1000) * fps), '-sc_threshold', '0', '-b:v', '300k', '-threads', '1'],
  ...(audio ? ['-c:a', 'aac', '-b:a', '64k', '-ar', '48000', '-ac', '1'] : []),
  ...['-f', 'mp4', '-movflags', '+cmaf+frag_keyframe+empty_moov+skip_trailer', '-frag_duration', '200000'],
  ...['-flush_packets', '1', 'pipe:1'],
];
export const picture = ({ audio = true, fps = 25, size = '320x180', realtime = false, drops = false } = {}) => [
  ...(realtime ? ['-re'] : []),
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}`],
  ...(audio ? [...(realtime ? ['-re'] : []), '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'] : []),
  // One frame in 37 is missing, as with a camera that is short of light.
  ...(drops ? ['-vf', 'select=gt(mod(n\\,37)\\,0)', '-fps_mode', 'vfr'] : []),
];

/** Cuts fragments into segments of about `segmentMs`, each beginning with a key frame. */
function cut(fragments: readonly StreamFragment[], segmentMs: number): Segment[] {
  const groups: StreamFragment[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const fragment of fragments) {
    const { video } = fragment.info;
    if (video?.keyFirst && length >= segmentMs - 20) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(fragment);
    length += video?.durationMs ?? 0;
  }
  return groups.map((group) => {
    const bytes = Buffer.concat(group.map((one) => one.bytes));
    const durationMs = group.reduce((sum, one) => sum + (one.info.video?.durationMs ?? 0), 0);
    return { fragments: group, bytes, sha256: sha256(bytes), durationMs };
  });
}

/** What ffmpeg writes to its standard output as fragments, cut into segments. `args`: all but how loud it is. */
export async function footageFrom(args: readonly string[], segmentMs = 4000): Promise<Footage> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', ...args], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
  });
  let init: { bytes: Buffer; parsed: Init } | undefined;
  const reader = createFragmentReader({
    onInit: (bytes, parsed) => {
      init = { bytes: Buffer.from(bytes), parsed };
    },
  });
  const fragments = reader.push(stdout);
  if (!init) throw new Error('ffmpeg gave no initialisation section');
  return {
    init: init.bytes,
    initSha256: sha256(init.bytes),
    parsed: init.parsed,
    segments: cut(fragments, segmentMs),
  };
}

export async function makeFootage(options: {
  seconds: number;
  audio?: boolean;
  fps?: number;
  gopMs?: number;
  segmentMs?: number;
  size?: string;
}): Promise<Footage> {
  return footageFrom([...picture(options), '-t', String(options.seconds), ...encoding(options)], options.segmentMs);
}
