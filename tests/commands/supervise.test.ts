// The watch over the demo: one request to stop however often it is asked, and nothing that outlives it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
const supervise = join(repository, 'infra/run/supervise.mjs');
let folder: string;
let started: ChildProcess | undefined;
let said = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'giamsat-supervise-'));
});
afterEach(() => {
  started?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const note = () => (existsSync(join(folder, 'notes')) ? readFileSync(join(folder, 'notes'), 'utf8') : '');
const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

async function until(holds: () => boolean, withinMs = 10_000) {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain; notes: ${note()}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Starts a child under supervision that writes down what happens to it and leaves a grandchild behind. */
async function begin(): Promise<{ watcher: ChildProcess; child: number; grandchild: number }> {
  const child = join(folder, 'child.mjs');
  writeFileSync(
    child,
    `import { spawn } from 'node:child_process';
     import { appendFileSync } from 'node:fs';
     const note = (line) => appendFileSync(${JSON.stringify(join(folder, 'notes'))}, line + '\\n');
     const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
     const stop = (why) => { note(why); setTimeout(() => process.exit(3), 300); };
     process.on('SIGINT', () => stop('SIGINT'));
     process.on('SIGTERM', () => stop('SIGTERM'));
     process.on('disconnect', () => { note('disconnect'); grandchild.kill(); process.exit(0); });
     note('pids ' + process.pid + ' ' + grandchild.pid);`,
  );
  const parent = join(folder, 'parent.mjs');
  writeFileSync(
    parent,
    `import { supervise } from ${JSON.stringify(supervise)};
     process.exitCode = await supervise(process.execPath, [${JSON.stringify(child)}], {}, { name: 'the demo', kept: 'All is kept.' });`,
  );
  const watcher = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'ignore'] });
  said = '';
  watcher.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  started = watcher;
  await until(() => note().includes('pids'));
  const [, own = '', other = ''] = /pids (\d+) (\d+)/.exec(note()) ?? [];
  return { watcher, child: Number(own), grandchild: Number(other) };
}

test('two interrupts are one wish; the exit code is passed on; the grandchild ends too', async () => {
  const { watcher, grandchild } = await begin();
  const ended = new Promise((settle) => watcher.on('exit', settle));
  watcher.kill('SIGINT');
  watcher.kill('SIGINT');
  setTimeout(() => watcher.kill('SIGINT'), 100);
  expect(await ended).toBe(3);
  expect(note().match(/SIGTERM/g)).toHaveLength(1);
  expect(note()).not.toContain('SIGINT');
  await until(() => !alive(grandchild));
});

test('a child that is killed ends the watch, which says what ended, what happens and that nothing is lost', async () => {
  const { watcher, child, grandchild } = await begin();
  const ended = new Promise((settle) => watcher.on('close', settle));
  process.kill(child, 'SIGKILL');
  expect(await ended).toBe(1);
  expect(said).toMatch(/the demo was ended from outside \(SIGKILL\); what it had started is stopping/);
  expect(said).toContain('Everything has stopped. All is kept.');
  expect(alive(grandchild)).toBe(false);
});

test('killed without a word, the child still learns of it', async () => {
  const { watcher, child, grandchild } = await begin();
  watcher.kill('SIGKILL');
  await until(() => note().includes('disconnect'));
  await until(() => !alive(child) && !alive(grandchild));
});
