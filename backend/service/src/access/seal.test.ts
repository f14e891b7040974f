import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createSeal, readSealKey } from './seal.ts';

const seal = createSeal(Buffer.alloc(32, 7));
const secret = Buffer.from('bí mật');

test('what is sealed opens under the same key for the same use, and never looks the same twice', () => {
  const [a, b] = [seal.seal(secret, 'totp minh'), seal.seal(secret, 'totp minh')];
  expect(seal.open(a, 'totp minh')).toEqual(secret);
  expect(a).not.toEqual(b);
  expect(a.includes(secret)).toBe(false);
});

test('another key, another person, a changed or missing byte: it does not open', () => {
  const sealed = seal.seal(secret, 'totp minh');
  expect(() => createSeal(Buffer.alloc(32, 8)).open(sealed, 'totp minh')).toThrow();
  expect(() => seal.open(sealed, 'totp lan')).toThrow();
  for (const at of [0, 13, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => seal.open(changed, 'totp minh')).toThrow();
  }
  expect(() => seal.open(sealed.subarray(0, -1), 'totp minh')).toThrow();
  expect(() => seal.open(Buffer.alloc(0), 'totp minh')).toThrow();
});

test('digests depend on key, use and text', () => {
  const all = [
    seal.mac('a', 'b'),
    seal.mac('a', 'c'),
    seal.mac('b', 'b'),
    createSeal(Buffer.alloc(32, 8)).mac('a', 'b'),
  ];
  expect(new Set(all.map((mac) => mac.toString('hex'))).size).toBe(4);
  expect(seal.mac('a', 'b')).toEqual(all[0]);
});

test('the key is made once, for its owner alone; a file that others may read, or that holds no key, is refused', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'giamsat-seal-')), 'seal.key');
  const key = await readSealKey(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readSealKey(file)).toEqual(key);
  expect((await readFile(file, 'utf8')).trim()).toBe(key.toString('base64'));
  await writeFile(`${file}2`, key.toString('base64'), { mode: 0o644 });
  await expect(readSealKey(`${file}2`)).rejects.toThrow(/mode to 600/);
  await writeFile(`${file}3`, 'too short', { mode: 0o600 });
  await expect(readSealKey(`${file}3`)).rejects.toThrow(/32 bytes/);
  await expect(readSealKey('/nowhere/seal.key')).rejects.toThrow(/neither read nor made/);
});
