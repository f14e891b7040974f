// What is said of a machine that ends: what it was, when it is started again, that nothing is lost, and when it runs again.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from './child.ts';

test('a killed machine is named with what happens now, and again when it runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'giamsat-child-'));
  const said: string[] = [];
  let heard: () => void = () => undefined;
  const told = (count: number): Promise<void> =>
    new Promise((resolve) => {
      heard = () => said.length >= count && resolve();
      heard();
    });
  const child = startChild({
    name: 'agent lb-1',
    args: [
      '-e',
      "process.send({ type: 'ready' }); process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000)",
    ],
    cwd: folder,
    compileCache: folder,
    logFile: join(folder, 'log'),
    lifeline: 'ipc',
    graceMs: 5_000,
    restart: () => true,
    ready: (started) => once(started, 'message'),
    kept: 'it is all on disk',
    report: (line) => {
      said.push(line);
      heard();
    },
  });
  try {
    process.kill(child.pid as number, 'SIGKILL');
    await told(2);
    expect(said[0]).toBe(
      'agent lb-1 ended (it was killed); it is started again in 1 s. Nothing is lost: it is all on disk',
    );
    expect(said[1]).toMatch(/^agent lb-1 runs again, after \d+ s$/);
    // Killed on purpose it stays away as long as was said, or until it is woken.
    child.kill(600_000);
    await told(3);
    expect(said[2]).toMatch(/ended \(it was killed\); it is started again in (599|600) s\./);
    expect(child.pid).toBeUndefined();
    child.wake();
    await told(4);
    expect(said[3]).toMatch(/runs again/);
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  expect(said.length).toBe(4);
});
