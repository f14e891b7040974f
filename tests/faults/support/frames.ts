/** Finds every picture that lies in a folder, whatever its file is called, and reads the time that the camera burned into each. */
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openWhole, type SpoolKey } from '@giamsat/agent/spool/sealed';
import { STRIP } from '../../bench/glass/timecode-camera.ts';

const CELLS = STRIP.bits + 2;
const RANGE = 2 ** STRIP.bits;

/** A row of cells of each frame, as ffmpeg decodes it. `scale`: how much smaller the picture is than the camera's. */
async function rowsOf(picture: Buffer, format: string, scale: number): Promise<Buffer[]> {
  const part = (pixels: number) => Math.round(pixels * scale);
  const crop = `crop=${part(CELLS * STRIP.block)}:${part(STRIP.height)}:${part(STRIP.x)}:${part(STRIP.y)}`;
  const args = [
    '-v',
    'error',
    '-f',
    format,
    '-i',
    'pipe:0',
    '-an',
    '-vf',
    `${crop},scale=${CELLS}:1:flags=area,format=gray`,
  ];
  const ffmpeg = spawn('ffmpeg', [...args, '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1']);
  const pieces: Buffer[] = [];
  ffmpeg.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  ffmpeg.stdin.on('error', () => undefined);
  ffmpeg.stdin.end(picture);
  await new Promise((resolve) => ffmpeg.once('close', resolve));
  const all = Buffer.concat(pieces);
  return Array.from({ length: Math.floor(all.length / CELLS) }, (_, n) => all.subarray(n * CELLS, (n + 1) * CELLS));
}

/** Milliseconds since the epoch, within two hours of now; undefined: no strip is there. */
function timeIn(row: Buffer): number | undefined {
  const lit = (cell: number) => (row[cell] ?? 0) > 127;
  if (!lit(0) || lit(CELLS - 1)) return undefined;
  let time = 0;
  for (let bit = 0; bit < STRIP.bits; bit++) time = time * 2 + (lit(bit + 1) ? 1 : 0);
  const now = Date.now();
  const ago = ((now % RANGE) - time + RANGE) % RANGE;
  return now - ago;
}

/** Both houses keep the same bytes, and give them away: each is decoded once. */
const decoded = new Map<string, number[]>();

/** @param init of the camera: one encoder makes the same for every epoch */
export async function timesInSegment(init: Buffer, segment: Buffer): Promise<number[]> {
  const digest = hash('sha256', segment);
  const known = decoded.get(digest);
  if (known) return known;
  const rows = await rowsOf(Buffer.concat([init, segment]), 'mp4', 1);
  const times = rows.flatMap((row) => timeIn(row) ?? []);
  decoded.set(digest, times);
  return times;
}

export type Found = { file: string; times: number[] };
const isPicture = (bytes: Buffer): 'segment' | 'jpeg' | undefined =>
  bytes.includes('moof') ? 'segment' : bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ? 'jpeg' : undefined;

/**
 * Every file below `dir` is read whole: spools, stores, databases, temporary files; what the agent sealed is opened with its key.
 * `width`: of the camera's picture.
 */
export async function picturesIn(
  dir: string,
  width: number,
  key: SpoolKey,
): Promise<{ found: Found[]; files: number; init: Buffer }> {
  const read = async (file: string): Promise<Buffer> =>
    openWhole(key, file.split(path.sep).slice(-3).join('/'), await readFile(file));
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const initFile = files.find((file) => file.endsWith('init.mp4'));
  if (!initFile) throw new Error('no initialisation section was kept');
  const init = await read(initFile);
  const found: Found[] = [];
  for (const file of files) {
    const bytes = await read(file).catch(() => Buffer.alloc(0));
    const kind = isPicture(bytes);
    if (kind === 'segment') found.push({ file, times: await timesInSegment(init, bytes) });
    else if (kind === 'jpeg') {
      // A thumbnail is smaller: its width stands in the frame's header.
      const at = bytes.indexOf(Buffer.from('ffc0', 'hex'));
      const scale = at < 0 ? 1 : bytes.readUInt16BE(at + 7) / width;
      const rows = await rowsOf(bytes, 'image2pipe', scale);
      found.push({ file, times: rows.flatMap((row) => timeIn(row) ?? []) });
    }
  }
  return { found, files: files.length, init };
}
