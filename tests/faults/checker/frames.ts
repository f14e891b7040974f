/** Which frames a film holds, by the time that the camera burned into each: decoded by ffmpeg, read here. */
import { spawn } from 'node:child_process';
import { STRIP } from '../../bench/glass/timecode-camera.ts';

const CELLS = STRIP.bits + 2;
const RANGE = 2 ** STRIP.bits;
const CROP = `crop=${CELLS * STRIP.block}:${STRIP.height}:${STRIP.x}:${STRIP.y}`;

/** @param film a file's path, or its bytes as MP4. @returns for each frame the burned-in milliseconds, modulo 2^24; undefined where none can be read */
export async function framesOf(film: string | Buffer): Promise<(number | undefined)[]> {
  const input = typeof film === 'string' ? ['-i', film] : ['-f', 'mp4', '-i', 'pipe:0'];
  const filter = ['-an', '-vf', `${CROP},scale=${CELLS}:1:flags=area,format=gray`, '-fps_mode', 'passthrough'];
  const ffmpeg = spawn('ffmpeg', ['-v', 'fatal', ...input, ...filter, '-f', 'rawvideo', 'pipe:1']);
  const pieces: Buffer[] = [];
  ffmpeg.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  ffmpeg.stderr.resume();
  ffmpeg.stdin.on('error', () => undefined);
  ffmpeg.stdin.end(typeof film === 'string' ? undefined : film);
  await new Promise((resolve) => ffmpeg.once('close', resolve));
  const all = Buffer.concat(pieces);
  return Array.from({ length: Math.floor(all.length / CELLS) }, (_, n) => timeIn(all.subarray(n * CELLS)));
}

function timeIn(row: Buffer): number | undefined {
  const lit = (cell: number): boolean => (row[cell] ?? 0) > 127;
  if (!lit(0) || lit(CELLS - 1)) return undefined;
  let time = 0;
  for (let bit = 1; bit <= STRIP.bits; bit++) time = time * 2 + (lit(bit) ? 1 : 0);
  return time;
}

/** The moment nearest to `nearMs` that the strip may mean; within two hours of it there is no other. */
export const unwrapped = (read: number, nearMs: number): number =>
  nearMs + ((((read - nearMs) % RANGE) + 1.5 * RANGE) % RANGE) - RANGE / 2;
