// The demo's simulated cameras, judged by ffmpeg: rate, key frames, sound, an advancing clock, and an end with their parent.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClockFace } from '@giamsat/infra/demo/camera/clock-face';
import { loadPictures } from '@giamsat/infra/demo/camera/pictures';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../rig/ports.ts';

const run = promisify(execFile);
const camera = join(dirname(fileURLToPath(import.meta.url)), '../../infra/demo/camera.ts');
const cache = mkdtempSync(join(tmpdir(), 'giamsat-camera-'));
const started: ChildProcess[] = [];

beforeAll(async () => {
  await loadPictures('LB-1', 'panel', join(cache, 'pictures'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function startCamera(url: string, mode: string): { child: ChildProcess; lines: string[] } {
  const child = spawn(
    process.execPath,
    [camera, '--room', 'LB-1', '--url', url, '--mode', mode, '--speaker', 'presiding', '--cache', cache],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  started.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d: Buffer) => lines.push(d.toString()));
  return { child, lines };
}

async function until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

interface Packet {
  codec_type: string;
  pts_time: string;
  flags: string;
}

async function packetsOf(file: string): Promise<Packet[]> {
  const entries = 'packet=codec_type,pts_time,flags';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
  return (JSON.parse(stdout) as { packets: Packet[] }).packets;
}

/** The clock in each whole second of the recording. */
async function clocksOf(file: string): Promise<string[]> {
  const pictures = await loadPictures('LB-1', 'panel', join(cache, 'pictures'));
  const face = createClockFace(pictures.glyphs);
  const args = ['-v', 'error', '-i', file, '-r', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 << 20 });
  const bytes = pictures.width * pictures.height;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, n) => {
    const [time, date] = face.read(stdout.subarray(n * bytes, (n + 1) * bytes), pictures.width);
    return `${date.split('/').reverse().join('-')}T${time}+07:00`;
  });
}

async function loudness(file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-']);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}

/** What a recording of about `seconds` must be, whichever way it came. */
async function judge(file: string, seconds: number, tookAt: number): Promise<void> {
  const video = (await packetsOf(file)).filter((p) => p.codec_type === 'video');
  const times = video.map((p) => Number(p.pts_time));
  expect(times.length).toBeGreaterThan(seconds * 10 - 15);
  for (const [n, time] of times.entries()) if (n > 2) expect(time - (times[n - 1] as number)).toBeCloseTo(0.1, 2);
  const keys = video.filter((p) => p.flags.startsWith('K')).map((p) => times[video.indexOf(p)] as number);
  expect(keys.length).toBeGreaterThan(1);
  for (const [n, time] of keys.entries()) if (n > 1) expect(time - (keys[n - 1] as number)).toBeCloseTo(2, 2);
  const clocks = (await clocksOf(file)).map((text) => Date.parse(text));
  expect(clocks.length).toBeGreaterThan(5);
  for (const [n, at] of clocks.entries()) {
    expect(Math.abs(at - tookAt)).toBeLessThan(60_000);
    if (n > 0) expect([0, 1000, 2000]).toContain(at - (clocks[n - 1] as number));
  }
  // As above, the first pictures may stand apart; then one whole second may be met twice.
  const steady = clocks.slice(2);
  expect((steady.at(-1) as number) - (steady[0] as number)).toBeGreaterThanOrEqual((steady.length - 2) * 1000);
  expect(await loudness(file)).toBeGreaterThan(-40);
}

test('a camera that pushes RTMP comes back when its listener does, at a constant rate, with sound and a clock', async () => {
  const url = `rtmp://127.0.0.1:${await freePort()}/live/lb-1`;
  const { lines } = startCamera(url, 'rtmp-push');
  await until('the camera says that nobody listens', () => lines.join('').includes('not connected'));
  const file = join(cache, 'pushed.flv');
  const tookAt = Date.now();
  const args = ['-y', '-v', 'error', '-listen', '1', '-timeout', '15', '-i', url, '-c', 'copy', '-t', '7', file];
  const listener = spawn('ffmpeg', args, { stdio: 'ignore' });
  started.push(listener);
  await new Promise((resolve) => listener.once('close', resolve));
  await judge(file, 7, tookAt);
});

test('a camera that serves RTSP admits only who knows the password, and several at once', async () => {
  const port = await freePort();
  const { child, lines } = startCamera(`rtsp://cam:mat%20khau@127.0.0.1:${port}/live`, 'rtsp-serve');
  await until('it is on the air', () => lines.join('').includes('on the air'));
  const pull = (who: string, file: string) =>
    run('ffmpeg', [
      ...['-y', '-v', 'error', '-rtsp_transport', 'tcp', '-i', `rtsp://${who}@127.0.0.1:${port}/live`],
      ...['-t', '7', '-c', 'copy', file],
    ]);
  await expect(pull('cam:sai', join(cache, 'refused.mp4'))).rejects.toThrow(/401 Unauthorized/);
  const tookAt = Date.now();
  const files = [join(cache, 'pulled-1.mp4'), join(cache, 'pulled-2.mp4')];
  await Promise.all(files.map((file) => pull('cam:mat%20khau', file)));
  for (const file of files) await judge(file, 7, tookAt);
  // Told to stand still it sends the same picture again and again, and sound; the first ones may be of before.
  child.stdin?.write(`${JSON.stringify({ frozen: true })}\n`);
  const standing = join(cache, 'standing.mp4');
  await pull('cam:mat%20khau', standing);
  expect(new Set((await clocksOf(standing)).slice(-3)).size).toBe(1);
  expect(await loudness(standing)).toBeGreaterThan(-40);
});

test.runIf(existsSync('/proc/self/stat'))('killed without warning, a camera leaves no encoder behind', async () => {
  const port = await freePort();
  const { child, lines } = startCamera(`rtsp://127.0.0.1:${port}/live`, 'rtsp-serve');
  await until('it is on the air', () => lines.join('').includes('on the air'));
  const childrenOf = (pid: number): number[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${pid}`;
        } catch {
          return false;
        }
      })
      .map(Number);
  const encoders = childrenOf(child.pid as number);
  expect(encoders.length).toBe(1);
  child.kill('SIGKILL');
  await until('the encoder is gone', () => encoders.every((pid) => !existsSync(`/proc/${pid}`)), 5_000);
});

test('a camera ends when whoever started it goes away', async () => {
  const { child, lines } = startCamera(`rtsp://127.0.0.1:${await freePort()}/live`, 'rtsp-serve');
  await until('it is on the air', () => lines.join('').includes('on the air'));
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.stdin?.end();
  expect(await gone).toBe(0);
});
