/** Measures what the simulated cameras cost: CPU in percent of a core and memory, of one camera and of all eight. Linux only. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraList } from './cameras.ts';
import { rooms } from './courtroom/rooms.ts';

const seconds = Number(process.argv[2] ?? 20);
const fps = Number(process.argv[3] ?? 10);
/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const ticksPerSecond = 100;

const stat = (pid: number): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
const ticks = (pid: number): number => Number(stat(pid)[11]) + Number(stat(pid)[12]);
const residentMB = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

function childrenOf(pid: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && stat(Number(name))[1] === `${pid}` ? [Number(name)] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

const wait = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const folder = mkdtempSync(join(tmpdir(), 'giamsat-camera-cost-'));
const cache = join(tmpdir(), 'giamsat-demo-cameras');

async function measure(list: CameraList): Promise<void> {
  const file = join(folder, 'cameras.json');
  writeFileSync(file, JSON.stringify(list));
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'cameras.ts'), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let onAir = 0;
  process_.stdout.on('data', (d: Buffer) => {
    onAir += d.toString().match(/on the air/g)?.length ?? 0;
  });
  while (onAir < list.length) await wait(200);
  const node = process_.pid as number;
  const encoders = childrenOf(node);
  const before = [node, ...encoders].map(ticks);
  const began = performance.now();
  for (const speaker of ['presiding', 'prosecutor', 'defendant', 'defender', 'nobody']) {
    for (const { name } of list) process_.stdin.write(`${JSON.stringify({ camera: name, speaker })}\n`);
    await wait((seconds * 1000) / 5);
  }
  const elapsed = (performance.now() - began) / 1000;
  const used = [node, ...encoders].map((pid, n) => ((ticks(pid) - (before[n] ?? 0)) * 100) / ticksPerSecond / elapsed);
  console.log(
    JSON.stringify({
      cameras: list.length,
      fps,
      seconds: Math.round(elapsed),
      percentEach: oneDecimal(sum(used) / list.length),
      ofWhichNode: oneDecimal((used[0] ?? 0) / list.length),
      memoryMB: residentMB(node) + sum(encoders.map(residentMB)),
    }),
  );
  const gone = new Promise((resolve) => process_.once('close', resolve));
  process_.stdin.end();
  await gone;
}

const camera = (room: keyof typeof rooms, view: 'panel' | 'floor') =>
  ({ name: `${room} ${view}`, room, view, mode: 'rtsp-serve', url: 'rtsp://127.0.0.1:0/live', fps, cache }) as const;
const all = Object.values(rooms).map(({ code }) => camera(code, 'panel'));
await measure([camera('LS-A', 'panel')]);
await measure([...all, camera('LS-A', 'floor')]);
rmSync(folder, { recursive: true });
