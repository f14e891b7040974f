import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createObjectStore } from './object-store.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'objects-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));

test('an object has its name only once it is whole', async () => {
  const store = await createObjectStore(root);
  const upload = store.begin();
  upload.write(bytes('one '));
  upload.write(bytes('two'));
  expect(upload.waiting()).toBe(7);
  await upload.settle();
  expect(upload.waiting()).toBe(0);
  expect(await store.read('feed/epoch/0.m4s')).toBeUndefined();
  await upload.commit('feed/epoch/0.m4s');
  expect(String(await store.read('feed/epoch/0.m4s'))).toBe('one two');
  expect(await store.size('feed/epoch/0.m4s')).toBe(7);
  expect(String(await store.read('feed/epoch/0.m4s', 2, 5))).toBe('e t');
  expect(String(await store.read('feed/epoch/0.m4s', 4))).toBe('two');
  // Into a place that is given again, and where that is too small into one of its own.
  const place = Buffer.alloc(7);
  const read = await store.read('feed/epoch/0.m4s', 0, undefined, place);
  expect([String(read), read?.buffer === place.buffer, String(place)]).toEqual(['one two', true, 'one two']);
  expect(String(await store.read('feed/epoch/0.m4s', 4, 99, place))).toBe('two');
  expect(String(await store.read('feed/epoch/0.m4s', 0, 7, Buffer.alloc(6)))).toBe('one two');
  expect(String(await store.read('feed/epoch/0.m4s', 8, undefined, place))).toBe('');
  expect(await filesUnder(root)).toEqual(['feed/epoch/0.m4s']);
});

test('what is discarded leaves nothing', async () => {
  const store = await createObjectStore(root);
  const upload = store.begin();
  upload.write(bytes('half'));
  await upload.discard();
  expect(await filesUnder(root)).toEqual([]);
});

test('half-written files of an earlier run are removed, final ones are not', async () => {
  const before = await createObjectStore(root);
  await before.put('feed/epoch/0.m4s', bytes('final'));
  const upload = before.begin();
  upload.write(bytes('half'));
  await upload.settle();
  await writeFile(path.join(root, '.incoming', 'left'), 'x');
  const after = await createObjectStore(root);
  expect(await filesUnder(root)).toEqual(['feed/epoch/0.m4s']);
  expect(String(await after.read('feed/epoch/0.m4s'))).toBe('final');
});

test('keys cannot leave the store', async () => {
  const store = await createObjectStore(root);
  for (const key of ['../x', '/etc/passwd', 'a//b', 'a/../b', '', '.incoming/x', 'A']) {
    await expect(store.read(key)).rejects.toThrow('not a key');
  }
});

test('a folder that cannot be written is said at once', async () => {
  await writeFile(path.join(root, 'file'), '');
  await expect(createObjectStore(path.join(root, 'file'))).rejects.toThrow();
  const store = await createObjectStore(path.join(root, 'ok'));
  await store.probe();
});
