import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyArchive } from './archive.ts';
import { openFile, openFolder } from './node-source.ts';
import { type Sample, samplePackage } from './sample.ts';
import { verifyPackage } from './verify.ts';
import { openZip } from './zip-reading.ts';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let root = '';
let sample: Sample;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'packages-'));
  sample = await samplePackage();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const judge = async (name: string) => {
  const file = await openFile(name);
  return verifyArchive(file, { digest, trustedKey: sample.key }).finally(file.close);
};
/** Unpacked as a person does. */
async function folderOf(bytes: Uint8Array): Promise<string> {
  const folder = path.join(root, 'unpacked');
  const read = async (from: number, to: number) => bytes.subarray(from, to);
  const { source } = await openZip({ bytes: bytes.length, read });
  for (const file of source?.files ?? []) {
    await mkdir(path.dirname(path.join(folder, file.path)), { recursive: true });
    await writeFile(path.join(folder, file.path), (await source?.read(file.path, 0, file.bytes)) ?? '');
  }
  return folder;
}
async function judgeFolder(folder: string) {
  const source = await openFolder(folder);
  return verifyPackage(source, { digest, trustedKey: sample.key }).finally(source.close);
}

test('a file on the disk is judged like its bytes; whatever is longer than the place for reading is read, too', async () => {
  const name = path.join(root, 'package.zip');
  await writeFile(name, sample.bytes);
  expect(await judge(name)).toMatchObject({ ok: true, findings: [] });
  const long = Buffer.alloc(9 * 1024 * 1024, 'giamsat');
  await writeFile(name, long);
  const file = await openFile(name);
  expect(digest(await file.read(0, long.length))).toBe(digest(long));
  expect(String(await file.read(7, 14))).toBe('giamsat');
  expect(await file.read(long.length - 3, long.length + 99)).toHaveLength(3);
  await file.close();
});

test('a file of a terabyte that holds nothing, and one with so much behind it, are refused at once', async () => {
  const name = path.join(root, 'package.zip');
  await writeFile(name, '');
  await truncate(name, 2 ** 40);
  expect((await judge(name)).findings).toEqual([{ code: 'archive-truncated' }]);
  await writeFile(name, sample.bytes);
  await truncate(name, 2 ** 40);
  expect((await judge(name)).findings).toEqual([{ code: 'archive-truncated' }]);
});

test('in a folder links lead nowhere, and what was put beside it is named', async () => {
  const folder = await folderOf(sample.bytes);
  expect(await judgeFolder(folder)).toMatchObject({ ok: true, findings: [] });
  // The same bytes, but elsewhere: what is judged is what lies here.
  const page = path.join(folder, 'index.html');
  const elsewhere = path.join(root, 'index.html');
  await writeFile(elsewhere, '<!doctype html><title>Diễn biến phiên tòa</title>');
  await rm(page);
  await symlink(elsewhere, page);
  await symlink(root, path.join(folder, 'proof', 'above'));
  const { findings } = await judgeFolder(folder);
  expect(findings.map(({ code, path: at }) => `${code} ${at}`).sort()).toEqual([
    'file-added proof/above',
    'file-changed index.html',
  ]);
});
