// Packages as they were made, and as somebody changed them: what both verifiers are asked about.
import { generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { samplePackage } from '@giamsat/proof/package/sample';
import { directoryOf, localHeader, type ZipEntry } from '@giamsat/proof/package/zip-form';
import { openZip } from '@giamsat/proof/package/zip-reading';

export type PackageCase = { name: string; bytes: Uint8Array; intact: boolean };
type File = { path: string; bytes: Uint8Array };

const inMemory = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  read: async (from: number, to: number) => bytes.subarray(from, to),
});
async function filesOf(bytes: Uint8Array): Promise<File[]> {
  const { source } = await openZip(inMemory(bytes));
  if (!source) throw new Error('not a package');
  return Promise.all(
    source.files.map(async ({ path, bytes: size }) => ({ path, bytes: await source.read(path, 0, size) })),
  );
}
/** As somebody would pack it who knows the form, and has no key. */
function packed(files: readonly File[]): Uint8Array {
  const entries = files.map(({ path, bytes }): ZipEntry => ({ path, bytes: bytes.length, crc32: crc32(bytes) }));
  return Buffer.concat([
    ...files.flatMap(({ bytes }, n) => [localHeader(entries[n] as ZipEntry), bytes]),
    directoryOf(entries),
  ]);
}
/** The same numbers at each run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** `flips`: random bytes changed, over the whole archive. */
export async function casesOf({ flips }: { flips: number }): Promise<{ key: string; cases: PackageCase[] }> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const sample = await samplePackage({ privateKey });
  const files = await filesOf(sample.bytes);
  const removed = await samplePackage({ privateKey, removedBy: '/service' });
  const cases: PackageCase[] = [
    { name: 'as it was made', bytes: sample.bytes, intact: true },
    { name: 'with pictures that were removed by decision', bytes: removed.bytes, intact: true },
  ];
  const add = (name: string, bytes: Uint8Array): void => void cases.push({ name, bytes, intact: false });
  const changed = (path: string, change: (bytes: Uint8Array) => Uint8Array): Uint8Array =>
    packed(files.map((file) => (file.path === path ? { path, bytes: change(file.bytes) } : file)));

  for (const path of files.filter(({ path: one }) => one.endsWith('.jsonl')).map(({ path: one }) => one)) {
    const lines = (change: (all: string[]) => string[]) =>
      changed(path, (bytes) =>
        Buffer.from(`${change(Buffer.from(bytes).toString().trimEnd().split('\n')).join('\n')}\n`),
      );
    const count = Buffer.from(files.find((file) => file.path === path)?.bytes ?? [])
      .toString()
      .trimEnd()
      .split('\n').length;
    for (let n = 0; n < count; n++) {
      add(
        `${path}: line ${n} dropped`,
        lines((all) => all.filter((_, at) => at !== n)),
      );
      add(
        `${path}: line ${n} twice`,
        lines((all) => all.toSpliced(n, 0, all[n] ?? '')),
      );
      if (n > 0)
        add(
          `${path}: lines ${n - 1} and ${n} swapped`,
          lines((all) => all.toSpliced(n - 1, 2, all[n] ?? '', all[n - 1] ?? '')),
        );
      add(
        `${path}: the words of line ${n} withheld from here`,
        lines((all) => all.map((line, at) => (at === n ? withoutPath(line) : line))),
      );
    }
  }
  const media = 'media/lb-1-1/0001.mp4';
  const sizes = [120, 30, 400, 401, 402, 403, 404, 405];
  const pieces = (change: (all: Uint8Array[]) => Uint8Array[]) =>
    changed(media, (bytes) => {
      let at = 0;
      const all = sizes.map((size) => {
        at += size;
        return bytes.subarray(at - size, at);
      });
      return Buffer.concat(change(all));
    });
  for (let n = 0; n < sizes.length; n++) {
    add(
      `piece ${n} dropped`,
      pieces((all) => all.filter((_, at) => at !== n)),
    );
    add(
      `piece ${n} twice`,
      pieces((all) => all.toSpliced(n, 0, all[n] as Uint8Array)),
    );
    if (n > 0)
      add(
        `pieces ${n - 1} and ${n} swapped`,
        pieces((all) => all.toSpliced(n - 1, 2, all[n] as Uint8Array, all[n - 1] as Uint8Array)),
      );
  }
  for (const [n, { path }] of files.entries()) {
    add(`${path} gone`, packed(files.filter((file) => file.path !== path)));
    add(
      `${path} empty`,
      changed(path, () => new Uint8Array()),
    );
    add(`${path} twice`, packed([...files, files[n] as File]));
    if (n > 0) add(`${path} moved`, packed(files.toSpliced(n - 1, 2, files[n] as File, files[n - 1] as File)));
  }
  add('a file more', packed([...files, { path: 'them.txt', bytes: Buffer.from('x') }]));
  add('a way out', packed([...files, { path: '../../etc/cron.d/x', bytes: Buffer.from('x') }]));
  add('an absolute path', packed([...files, { path: '/etc/x', bytes: Buffer.from('x') }]));
  add('no files', packed([]));
  add('nothing', new Uint8Array());
  for (const share of [0.1, 0.5, 0.9, 0.999])
    add(`cut at ${share}`, sample.bytes.subarray(0, Math.floor(sample.bytes.length * share)));
  add('something before', Buffer.concat([Buffer.from('xyz'), sample.bytes]));
  add('something behind', Buffer.concat([sample.bytes, Buffer.from('xyz')]));
  const central = Buffer.from(sample.bytes).indexOf(Buffer.from('PK\u0001\u0002'));
  const patched = (at: number, value: number, width: 2 | 4): Uint8Array => {
    const bytes = Buffer.from(sample.bytes);
    if (width === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
    return bytes;
  };
  add('packed small', patched(central + 10, 8, 2));
  add('enormous', patched(central + 24, 0xfffffff0, 4));
  add('a directory that is enormous', patched(sample.bytes.length - 10, 0x7fffffff, 4));
  // Consistent in itself, and of another key.
  const forged = await samplePackage({ say: (n) => `Điều khác ${n}` });
  add('another whole package', forged.bytes);
  const forgedFiles = await filesOf(forged.bytes);
  for (const { path, bytes } of forgedFiles.filter(({ path: one }) => one !== media && one !== 'index.html')) {
    add(
      `${path} of another package`,
      changed(path, () => bytes),
    );
  }
  const next = random(20_210_415);
  for (let n = 0; n < flips; n++) {
    const bytes = Uint8Array.from(sample.bytes);
    const at = next(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << next(8));
    add(`byte ${at} changed`, bytes);
  }
  return { key: sample.key, cases };
}

function withoutPath(line: string): string {
  const { path: _, ...rest } = JSON.parse(line) as { path?: string[] };
  return JSON.stringify({ ...rest, seq: 999 });
}
