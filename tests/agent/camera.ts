/** Cameras for tests: a file that is played in a loop, made once per machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** 20 s of 320×180 at 25 frames/s with a key frame each second, and sound. */
export function cameraFile(): string {
  const folder = path.join(tmpdir(), 'giamsat-test-media');
  const file = path.join(folder, 'camera-25-1s.mp4');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const aside = `${file}.${process.pid}.mp4`;
  const made = spawnSync('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', '20'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-tune',
      'zerolatency',
      '-g',
      '25',
      '-sc_threshold',
      '0',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-c:a', 'aac', '-b:a', '64k', aside],
  ]);
  if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr}`);
  renameSync(aside, file);
  return file;
}
