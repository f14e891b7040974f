/** Measures what one simulated camera costs: CPU of its two processes in percent of a core, and their memory. Linux only. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const seconds = Number(process.argv[2] ?? 30);
const fps = process.argv[3] ?? '10';
/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const ticksPerSecond = 100;

const stat = (pid: number): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
const ticks = (pid: number): number => Number(stat(pid)[11]) + Number(stat(pid)[12]);
const residentMB = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

function childOf(pid: number): number {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (stat(Number(name))[1] === `${pid}`) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error('the camera runs no encoder');
}

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

const camera = spawn(
  process.execPath,
  [
    ...[join(import.meta.dirname, 'camera.ts'), '--room', 'LS-A', '--mode', 'rtsp-serve', '--fps', fps],
    ...['--url', 'rtsp://127.0.0.1:0/live', '--cache', join(tmpdir(), 'giamsat-demo-cameras')],
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
for await (const chunk of camera.stdout as AsyncIterable<Buffer>) if (chunk.toString().includes('on the air')) break;
const pid = camera.pid as number;
const encoder = childOf(pid);
const before = [ticks(pid), ticks(encoder)] as const;
const began = performance.now();
for (const speaker of ['presiding', 'prosecutor', 'defendant', 'defender', 'nobody']) {
  camera.stdin.write(`${JSON.stringify({ speaker })}\n`);
  await wait((seconds * 1000) / 5);
}
const elapsed = (performance.now() - began) / 1000;
const percent = (pidOf: number, from: number): number =>
  Math.round((((ticks(pidOf) - from) * 100) / ticksPerSecond / elapsed) * 10) / 10;
const [node, ffmpeg] = [percent(pid, before[0]), percent(encoder, before[1])];
console.log(
  JSON.stringify({
    fps: Number(fps),
    seconds: Math.round(elapsed),
    nodePercent: node,
    ffmpegPercent: ffmpeg,
    totalPercent: Math.round((node + ffmpeg) * 10) / 10,
    nodeMB: residentMB(pid),
    ffmpegMB: residentMB(encoder),
  }),
);
camera.stdin.end();
