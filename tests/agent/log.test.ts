/** The agent's log at its end: the last lines arrive, and a reader that stands still or went away holds the end no longer than a reader that reads. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AGENT_PROGRAM } from '@giamsat/infra/programs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agentConfig, dataFolder, enrolled } from './court.ts';
import { sleep, until } from './wait.ts';

let data: ReturnType<typeof dataFolder>;
let child: ChildProcess | undefined;
beforeEach(() => {
  data = dataFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  data.remove();
});

/** An agent without a line and without cameras that are there: it has something to complain about. */
function start(out: 'pipe' | number): { ready: Promise<unknown>; ended: Promise<number | null> } {
  const config = enrolled(agentConfig('http://127.0.0.1:9', data.folder));
  const { code, court, console: listen, cameras } = config;
  const file = path.join(data.folder, 'agent.json');
  writeFileSync(
    file,
    JSON.stringify({
      code,
      court,
      service: 'http://127.0.0.1:9',
      dataDir: '.',
      console: listen,
      cameras: cameras.map((camera) => ({ ...camera, source: { kind: 'rtsp', url: 'rtsp://127.0.0.1:9/none' } })),
      logLevel: 'trace',
    }),
  );
  const started = spawn(process.execPath, [AGENT_PROGRAM, '--config', file], {
    stdio: ['ignore', out, 'inherit', 'ipc'],
  });
  child = started;
  return {
    ready: new Promise((resolve) => started.once('message', resolve)),
    ended: new Promise((resolve) => started.once('exit', resolve)),
  };
}
const atMost = (ended: Promise<number | null>) => Promise.race([ended, sleep(60_000, 'still there')]);

it('its last lines arrive', async () => {
  const { ready, ended } = start('pipe');
  let output = '';
  child?.stdout?.on('data', (piece: Buffer) => (output += piece.toString()));
  await ready;
  child?.kill('SIGTERM');
  expect(await atMost(ended)).toBe(0);
  await until('its last line', () => output.includes('agent: stops'));
});

it('it ends although the reader of its log went away', async () => {
  const { ready, ended } = start('pipe');
  child?.stdout?.destroy();
  await ready;
  await sleep(1_000);
  child?.kill('SIGTERM');
  expect(await atMost(ended)).toBe(0);
});

it('it ends although the reader of its log stands still', async () => {
  // A pipe that is open at both ends, that is full, and that nobody reads from.
  const fifo = path.join(data.folder, 'log');
  execFileSync('mkfifo', [fifo]);
  const pipe = await open(fifo, 'r+');
  await pipe.write(Buffer.alloc(60 * 1024, 'x'));
  const { ready, ended } = start(pipe.fd);
  await ready;
  await sleep(1_000);
  child?.kill('SIGTERM');
  const code = await atMost(ended);
  await pipe.close();
  expect(code).toBe(0);
});
