/** Recordings that cameras of many kinds would send, made once per machine. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const FOLDER = path.join(tmpdir(), 'giamsat-test-media');
const run = promisify(execFile);
const made = new Map<string, Promise<string>>();

/** Cameras that are watched meanwhile are not held up by it. @param name with the ending that tells ffmpeg the container. */
export function recording(name: string, args: string[]): Promise<string> {
  const file = made.get(name) ?? make(name, args);
  made.set(name, file);
  return file;
}

async function make(name: string, args: string[]): Promise<string> {
  const file = path.join(FOLDER, name);
  if (existsSync(file)) return file;
  await mkdir(FOLDER, { recursive: true });
  const aside = path.join(FOLDER, `${process.pid}-${name}`);
  await run('nice', ['-n', '15', 'ffmpeg', '-nostdin', '-y', '-loglevel', 'error', ...args, aside]);
  await rename(aside, file);
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
