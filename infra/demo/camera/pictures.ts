/** Turns the drawings of one camera into raw pictures once, and keeps them on disk: a base picture and what differs from it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawRoom, height, width } from '../courtroom/drawing.ts';
import { type Moment, moments, nameOf } from '../courtroom/moment.ts';
import type { RoomCode, View } from '../courtroom/rooms.ts';
import { strip, stripSvg } from './clock-face.ts';

const frameBytes = (width * height * 3) / 2;

/** A rectangle of a picture, in pixels (even numbers), as yuv420p of its own size. */
export interface Patch {
  x: number;
  y: number;
  width: number;
  height: number;
  data: Uint8Array;
}

export interface Pictures {
  readonly width: number;
  readonly height: number;
  readonly base: Uint8Array;
  readonly patches: ReadonlyMap<string, Patch>;
  /** Luma of the clock's glyphs. */
  readonly glyphs: Uint8Array;
}

/** Runs ffmpeg over numbered SVGs in `folder` and hands out raw frames of `bytes` each; throws with ffmpeg's own words. */
async function rasterise(
  pattern: string,
  pixelFormat: string,
  bytes: number,
  onFrame: (frame: Buffer, n: number) => void,
): Promise<void> {
  const child = spawn(
    'ffmpeg',
    [
      '-loglevel',
      'error',
      '-nostdin',
      '-threads',
      '1',
      '-i',
      pattern,
      '-f',
      'rawvideo',
      '-pix_fmt',
      pixelFormat,
      'pipe:1',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let complaint = '';
  child.stderr.on('data', (d: Buffer) => {
    complaint = (complaint + d.toString()).slice(-2000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`ffmpeg could not read the drawings: ${complaint.trim()}`)),
    );
  });
  ended.catch(() => undefined);
  let held: Buffer[] = [];
  let size = 0;
  let n = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size < bytes) continue;
    let all = Buffer.concat(held, size);
    for (; all.length >= bytes; all = all.subarray(bytes)) onFrame(all.subarray(0, bytes), n++);
    held = [Buffer.from(all)];
    size = all.length;
  }
  await ended;
}

/** The smallest even rectangle outside which `frame` equals `base`; an empty one when they are equal. */
function difference(base: Uint8Array, frame: Uint8Array): Patch {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const luma = y * width + x;
      const chroma = width * height + (y >> 1) * (width / 2) + (x >> 1);
      if (
        base[luma] === frame[luma] &&
        base[chroma] === frame[chroma] &&
        base[chroma + (width * height) / 4] === frame[chroma + (width * height) / 4]
      )
        continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  if (right < 0) return { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) };
  const box = {
    x: left & ~1,
    y: top & ~1,
    width: (right | 1) + 1 - (left & ~1),
    height: (bottom | 1) + 1 - (top & ~1),
  };
  const data = new Uint8Array((box.width * box.height * 3) / 2);
  copyRows(frame, data, box, 'out');
  return { ...box, data };
}

/** Copies the rectangle between a whole picture and a patch's own buffer. */
function copyRows(frame: Uint8Array, patch: Uint8Array, box: Omit<Patch, 'data'>, direction: 'in' | 'out'): void {
  let at = 0;
  for (const [plane, shift] of [
    [0, 0],
    [width * height, 1],
    [(width * height * 5) / 4, 1],
  ] as const) {
    const stride = width >> shift;
    const length = box.width >> shift;
    for (let y = box.y >> shift; y < (box.y + box.height) >> shift; y++) {
      const start = plane + y * stride + (box.x >> shift);
      if (direction === 'out') patch.set(frame.subarray(start, start + length), at);
      else frame.set(patch.subarray(at, at + length), start);
      at += length;
    }
  }
}

export const applyPatch = (frame: Uint8Array, patch: Patch): void => copyRows(frame, patch.data, patch, 'in');

interface Index {
  patches: (Omit<Patch, 'data'> & { name: string })[];
}

function pack(base: Uint8Array, patches: Map<string, Patch>, glyphs: Uint8Array): Buffer {
  const index: Index = {
    patches: [...patches].map(([name, { x, y, width: w, height: h }]) => ({ name, x, y, width: w, height: h })),
  };
  const head = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(head.length);
  return Buffer.concat([size, head, base, glyphs, ...[...patches.values()].map((p) => p.data)]);
}

function unpack(file: Buffer): Pictures {
  const headBytes = file.readUInt32BE(0);
  const index = JSON.parse(file.subarray(4, 4 + headBytes).toString()) as Index;
  let at = 4 + headBytes;
  const take = (bytes: number): Uint8Array => {
    if (at + bytes > file.length) throw new Error('the kept pictures are cut short');
    at += bytes;
    return file.subarray(at - bytes, at);
  };
  const base = take(frameBytes);
  const glyphs = take(strip.width * strip.height);
  const patches = new Map(
    index.patches.map(({ name, ...box }) => [name, { ...box, data: take((box.width * box.height * 3) / 2) }]),
  );
  return { width, height, base, glyphs, patches };
}

async function render(
  code: RoomCode,
  view: View,
  list: readonly Moment[],
  drawings: readonly string[],
  cacheDir: string,
): Promise<Buffer> {
  const folder = await mkdtemp(join(cacheDir, 'drawing-'));
  try {
    await Promise.all(drawings.map((svg, n) => writeFile(join(folder, `${n}.svg`), svg)));
    await writeFile(join(folder, 'clock.svg'), stripSvg());
    let base: Uint8Array | undefined;
    const patches = new Map<string, Patch>();
    await rasterise(join(folder, '%d.svg'), 'yuv420p', frameBytes, (frame, n) => {
      base ??= new Uint8Array(frame);
      const moment = list[n];
      if (moment !== undefined) patches.set(nameOf(moment), difference(base, frame));
    });
    let glyphs: Uint8Array | undefined;
    await rasterise(join(folder, 'clock.svg'), 'gray', strip.width * strip.height, (frame) => {
      glyphs = new Uint8Array(frame);
    });
    if (base === undefined || glyphs === undefined || patches.size !== list.length)
      throw new Error(`the pictures of ${code} (${view}) are incomplete`);
    return pack(base, patches, glyphs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Digest of the code that draws: cheaper than drawing ninety pictures to see whether they changed. */
async function drawingDigest(): Promise<string> {
  const courtroom = new URL('../courtroom/', import.meta.url);
  const files = (await readdir(courtroom)).sort().map((name) => new URL(name, courtroom));
  const digest = createHash('sha256');
  for (const file of [...files, new URL('./clock-face.ts', import.meta.url), new URL('./pictures.ts', import.meta.url)])
    digest.update(await readFile(file));
  return digest.digest('hex').slice(0, 16);
}

/** The pictures of one camera; drawn at the first call (about a second), read from `cacheDir` afterwards. */
export async function loadPictures(code: RoomCode, view: View, cacheDir: string): Promise<Pictures> {
  await mkdir(cacheDir, { recursive: true });
  const file = join(cacheDir, `${code.toLowerCase()}-${view}-${await drawingDigest()}.pictures`);
  try {
    return unpack(await readFile(file));
  } catch {
    // The first becomes the base: the room as it is most of the time.
    const list = moments().sort((a, b) => Number(b.speaker === 'nobody') - Number(a.speaker === 'nobody'));
    const drawings = list.map((moment) => drawRoom(code, view, moment));
    const packed = await render(code, view, list, drawings, cacheDir);
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, packed);
    await rename(fresh, file);
    return unpack(packed);
  }
}
