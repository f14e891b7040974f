import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryInUse, lockDirectory, RESTORING } from './directory-lock.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-lock-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('a second holder is refused until the first lets go', async () => {
  const lock = await lockDirectory(dir);
  await expect(lockDirectory(dir)).rejects.toThrow(DirectoryInUse);
  await lock.release();
  await (await lockDirectory(dir)).release();
});

test('a lock does not outlive its holder, even if the process id was given to another', async () => {
  const child = spawn('sleep', ['60']);
  await writeFile(path.join(dir, 'lock'), `${child.pid} 1`);
  await (await lockDirectory(dir)).release();

  child.kill('SIGKILL');
  await once(child, 'exit');
  await writeFile(path.join(dir, 'lock'), `${child.pid} `);
  await (await lockDirectory(dir)).release();
});

test('a torn lock file is no holder', async () => {
  await writeFile(path.join(dir, 'lock'), '');
  await (await lockDirectory(dir)).release();
});

test('nobody works in a directory while a restore into it is not whole', async () => {
  await writeFile(path.join(dir, RESTORING), '');
  await expect(lockDirectory(dir)).rejects.toThrow(/broke off: what is there is not whole/);
  await rm(path.join(dir, RESTORING));
  await (await lockDirectory(dir)).release();
});
