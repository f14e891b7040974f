/** Recordings that cameras of many kinds would send, made once per machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = path.join(tmpdir(), 'giamsat-test-media');

/** @param name with the ending that tells ffmpeg the container. */
export function recording(name: string, args: string[]): string {
  const file = path.join(FOLDER, name);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  const aside = path.join(FOLDER, `${process.pid}-${name}`);
  const made = spawnSync('nice', ['-n', '15', 'ffmpeg', '-nostdin', '-y', '-loglevel', 'error', ...args, aside]);
  if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr}`);
  renameSync(aside, file);
  return file;
}

/** A test card with noise, so that no frame repeats the one before. */
export const card = (size: string, fps: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps},noise=alls=8:allf=t`, '-t', String(seconds)],
];

export const x264 = (gop: number, more: string[] = []): string[] => [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', String(gop), '-keyint_min', String(gop), '-sc_threshold', '0'],
  ...['-threads', '1', '-pix_fmt', 'yuv420p', '-b:v', '500k', ...more],
];
