/** Makes a small picture out of parts that were kept: one ffmpeg that is fed with them and gives back fragments of its own. */
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { FRAGMENTED } from './arguments.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { createProcessCost } from './process-cost.ts';

export type SmallFragment = {
  /** moof + mdat. */
  bytes: Uint8Array;
  /** Media time of its first frame, milliseconds since the first that was written. */
  startMs: number;
  /** It begins with a key frame; there is one wherever the camera has one. */
  key: boolean;
};
export type Shrinking = {
  /** An initialisation section, then parts; the first of them begins with a key frame. False: it does not keep up. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  /** Resolves when the process is gone; by itself it goes only where something failed. */
  gone: Promise<void>;
  /** Percent of one core since the last look. */
  cost(): number | undefined;
};

const HEIGHT = 360;
/** What a line carries that is too weak for the camera's own picture, with room for the sound. */
const MOST_KBPS = 350;
/** So much waiting for it is several seconds of a camera. */
const MOST_WAITING_BYTES = 2 * 1024 * 1024;

const ARGUMENTS = [
  ...['-hide_banner', '-nostats', '-loglevel', 'error', '-filter_threads', '1', '-analyzeduration', '0'],
  ...['-fflags', 'nobuffer', '-threads', '1', '-f', 'mp4', '-i', 'pipe:0'],
  ...['-map', '0:v:0', '-vf', `scale=-2:'min(${HEIGHT},ih)':flags=fast_bilinear`, '-fps_mode', 'passthrough'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'main', '-pix_fmt', 'yuv420p'],
  ...['-threads', '1', '-crf', '28', '-maxrate', `${MOST_KBPS}k`, '-bufsize', `${MOST_KBPS}k`],
  // Segments are cut where the camera's are.
  ...['-g', '100000', '-sc_threshold', '0', '-force_key_frames', 'source'],
  ...['-map', '0:a:0?', '-c:a', 'copy'],
  ...FRAGMENTED,
  'pipe:1',
];

export function startShrinking(listener: {
  init(bytes: Uint8Array): void;
  fragment(fragment: SmallFragment): void;
}): Shrinking {
  const child = startFfmpeg('ffmpeg', ARGUMENTS);
  let over = false;
  let firstMs: number | undefined;
  /** Sound without a picture in between travels with the next fragment. */
  let soundOnly: Uint8Array[] = [];
  const end = (): void => {
    over = true;
    child.kill('SIGKILL');
  };
  const reader = createFragmentReader({ onInit: listener.init });
  child.stdout?.on('data', (piece: Buffer) => {
    if (over) return;
    try {
      for (const { bytes, info } of reader.push(piece)) {
        if (over) return;
        if (!info.video) {
          soundOnly.push(bytes);
          continue;
        }
        const { startMs, keyFirst: key } = info.video;
        firstMs ??= startMs;
        listener.fragment({ bytes: Buffer.concat([...soundOnly, bytes]), startMs: startMs - firstMs, key });
        soundOnly = [];
      }
    } catch {
      end();
    }
  });
  for (const stream of child.stdio) stream?.on('error', () => {});
  for (const fd of [2, 3, 4, 5]) (child.stdio[fd] as NodeJS.ReadableStream | undefined)?.resume();
  const gone = new Promise<void>((resolve) => {
    const finish = (): void => {
      over = true;
      resolve();
    };
    child.once('error', finish);
    child.once('close', finish);
  });
  return {
    write(bytes) {
      child.stdin?.write(bytes);
      return (child.stdin?.writableLength ?? 0) < MOST_WAITING_BYTES;
    },
    end,
    gone,
    cost: createProcessCost(child.pid),
  };
}
