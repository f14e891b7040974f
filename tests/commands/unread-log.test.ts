// A reader of the log that stands still holds neither the service's answers nor its end; what nobody takes is dropped.
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Started, start, stop, until } from '../rig/processes.ts';

/** More than any pipe and the log's own memory hold. */
const REQUESTS = 1_500;

let dir: string;
let service: Started | undefined;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-unread-'));
  await chmod(dir, 0o755);
});
afterEach(async () => {
  if (service) await stop(service);
  await rm(dir, { recursive: true, force: true });
});

test('a service whose log nobody reads answers, and ends when it is told to', async () => {
  // A pipe that is open at both ends and that nobody reads from.
  const fifo = path.join(dir, 'log');
  execFileSync('mkfifo', [fifo]);
  const pipe = await open(fifo, 'r+');
  const data = path.join(dir, 'data');
  service = start(process.execPath, [SERVICE_PROGRAM], {
    stdio: ['pipe', pipe.fd, 'pipe'],
    env: { PATH: process.env.PATH ?? '', GIAMSAT_DATA: data, PORT: '0', TLS_PORT: '0', LOG_LEVEL: 'trace' },
  });
  const { child, ended, output } = service;
  const http = await until('the service', async () => {
    if (child.exitCode !== null) throw new Error(output());
    const told = JSON.parse(await readFile(path.join(data, 'listening.json'), 'utf8'));
    return told.pid === child.pid ? (told.http as string) : undefined;
  });
  for (let asked = 0; asked < REQUESTS; asked += 20) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${http}/api/v1/hearings/unknown`, { signal: AbortSignal.timeout(60_000) }),
      ),
    );
    for (const answer of answers) {
      await answer.arrayBuffer();
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  }
  expect((await fetch(`${http}/healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  const late = Symbol('late');
  const code = await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve(late), 60_000))]);
  await pipe.close();
  expect(code, output()).toBe(0);
});
