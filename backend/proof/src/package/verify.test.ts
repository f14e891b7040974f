import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyArchive } from './archive.ts';
import { crc32 } from './crc32.ts';
import type { Finding } from './findings.ts';
import { type Sample, samplePackage } from './sample.ts';
import type { Verdict } from './verify.ts';
import { VERIFIER_WORDS } from './words.ts';
import { directoryOf, localHeader, type ZipEntry } from './zip-form.ts';
import { openZip } from './zip-reading.ts';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const inMemory = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  read: async (from: number, to: number) => bytes.subarray(Math.max(0, from), Math.max(0, to)),
});
const verdictOf = (bytes: Uint8Array, trustedKey?: string): Promise<Verdict> =>
  verifyArchive(inMemory(bytes), { digest, ...(trustedKey ? { trustedKey } : {}) });
const codes = (findings: readonly Finding[]) => [...new Set(findings.map(({ code }) => code))].sort();

let sample: Sample;
/** Its files, to be put together anew. */
let files: { path: string; bytes: Uint8Array }[];
beforeAll(async () => {
  sample = await samplePackage();
  const { source } = await openZip(inMemory(sample.bytes));
  files = await Promise.all(
    (source?.files ?? []).map(async ({ path, bytes }) => ({
      path,
      bytes: (await source?.read(path, 0, bytes)) ?? new Uint8Array(),
    })),
  );
});
/** As somebody would who knows the form, and has no key. */
function packed(list: readonly { path: string; bytes: Uint8Array }[]): Uint8Array {
  const entries: ZipEntry[] = list.map(({ path, bytes }) => ({ path, bytes: bytes.length, crc32: crc32(bytes) }));
  return Buffer.concat([
    ...list.flatMap(({ bytes }, n) => [localHeader(entries[n] as ZipEntry), bytes]),
    directoryOf(entries),
  ]);
}
const withFile = (path: string, change: (bytes: Uint8Array) => Uint8Array) =>
  packed(files.map((file) => (file.path === path ? { path, bytes: change(file.bytes) } : file)));
const withLines = (change: (lines: string[]) => string[]) =>
  withFile('records/hearing.jsonl', (bytes) =>
    Buffer.from(`${change(Buffer.from(bytes).toString().trimEnd().split('\n')).join('\n')}\n`),
  );
const PIECES = [120, 30, 400, 401, 402, 403, 404, 405];
const withPieces = (change: (pieces: Uint8Array[]) => Uint8Array[]) =>
  withFile('media/lb-1-1/0001.mp4', (bytes) => {
    let at = 0;
    const pieces = PIECES.map((size) => {
      at += size;
      return bytes.subarray(at - size, at);
    });
    return Buffer.concat(change(pieces));
  });

describe('a package as it was made', () => {
  test('says what was removed by decision, and does not miss it', async () => {
    const { bytes, key } = await samplePackage({ removedBy: '/service' });
    const verdict = await verdictOf(bytes, key);
    expect(verdict).toMatchObject({ ok: true, findings: [], pictures: { segments: 6 } });
    expect(verdict.removed).toEqual([
      {
        feed: 'lb-1-1',
        from: '2021-04-15T01:00:24.000Z',
        to: '2021-04-15T01:00:32.000Z',
        segments: 2,
        at: '2021-04-15T01:00:19.000Z',
        decisionNo: '12/QĐ-TA',
        decidedOn: '2041-04-16',
      },
    ]);
    expect(VERIFIER_WORDS.vi.count(verdict)).toContain(
      'Đã xóa ngày 15/04/2021, theo quyết định 12/QĐ-TA ngày 16/04/2041: 2 đoạn hình, camera lb-1-1, 08:00:24.000 15/04/2021 – 08:00:32.000 15/04/2021',
    );
  });

  test('takes nobody’s word for a removal but the service’s', async () => {
    const { bytes } = await samplePackage({ removedBy: '/courts/lb/agents/lb-1' });
    expect((await verdictOf(bytes)).removed).toEqual([]);
  });

  test('is intact, and says of whom', async () => {
    const verdict = await verdictOf(sample.bytes, sample.key);
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({
      ok: true,
      key: { text: sample.key, compared: true },
      lines: { withheld: 4 },
      pictures: { segments: 6, durationMs: 24_000, unstated: 0 },
    });
    expect(await verdictOf(packed(files), sample.key)).toMatchObject({ ok: true });
  });

  test('of which no key was compared says so', async () => {
    expect(await verdictOf(sample.bytes)).toMatchObject({ ok: true, key: { compared: false } });
  });
});

describe('one changed byte', () => {
  test('is found wherever it is, in every file and between them', async () => {
    const { bytes } = sample;
    // Every 7th of them, each with another of its bits: more than a thousand.
    let flipped = 0;
    const missed: number[] = [];
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ (1 << (flipped % 8));
      flipped += 1;
      if ((await verdictOf(changed, sample.key)).ok) missed.push(at);
    }
    expect(missed).toEqual([]);
    expect(flipped).toBeGreaterThan(1000);
  }, 120_000);

  test.each([
    ['the picture', 'media/lb-1-1/0001.mp4', 1000, 'segment-changed'],
    ['its beginning', 'media/lb-1-1/0001.mp4', 3, 'init-changed'],
    ['its seek table', 'media/lb-1-1/0001.mp4', 125, 'index-changed'],
    ['the page', 'index.html', 20, 'file-changed'],
    ['the log', 'records/hearing.jsonl', 600, 'line-changed'],
    ['the seal', 'proof/checkpoint.note', 30, 'checkpoint-unsigned'],
    ['the manifest', 'manifest.json', 'kiem.sat', 'statement-differs'],
  ])('in %s is named', async (_what, path, at, code) => {
    const bytes = withFile(path, (one) => {
      const changed = Uint8Array.from(one);
      const place = typeof at === 'number' ? at : Buffer.from(one).indexOf(at);
      changed[place] = (changed[place] as number) ^ 1;
      return changed;
    });
    const { findings } = await verdictOf(bytes, sample.key);
    expect(codes(findings)).toContain(code);
    expect(new Set(findings.map((one) => one.path))).toContain(path);
  });
});

describe('lines', () => {
  test.each<[string, (lines: string[]) => string[], Partial<Finding>]>([
    ['missing', (lines) => lines.filter((_, n) => n !== 5), { code: 'line-missing', seq: 5 }],
    ['missing at the end', (lines) => lines.slice(0, -1), { code: 'line-missing', seq: 11 }],
    [
      'told of behind closed doors, and missing',
      (lines) => lines.filter((_, n) => n !== 3),
      { code: 'line-missing', seq: 3 },
    ],
    ['twice', (lines) => [...lines.slice(0, 6), ...lines.slice(5)], { code: 'line-twice', seq: 5, line: 7 }],
    [
      'in another order',
      (lines) => [...lines.slice(0, 5), lines[6] ?? '', lines[5] ?? '', ...lines.slice(7)],
      { code: 'line-moved', seq: 5 },
    ],
    [
      'changed',
      (lines) => lines.map((line, n) => (n === 6 ? line.replace('số 6', 'số 7') : line)),
      { code: 'line-changed', line: 7, seq: 6 },
    ],
    [
      'changed in its hash alone',
      (lines) =>
        lines.map((line, n) =>
          n === 3 ? line.replace(/"hash":"(.)/, (_, c) => `"hash":"${c === 'f' ? '0' : 'f'}`) : line,
        ),
      { code: 'line-changed' },
    ],
    ['added', (lines) => [...lines, '{"position":99,"seq":99}'], { code: 'line-added', line: 13 }],
  ])('%s', async (_what, change, expected) => {
    const { findings } = await verdictOf(withLines(change), sample.key);
    expect(findings).toContainEqual(expect.objectContaining({ path: 'records/hearing.jsonl', ...expected }));
    expect(findings.filter(({ code }) => code.startsWith('line-'))).toHaveLength(1);
  });
});

describe('segments', () => {
  const from = (n: number) => new Date(Date.parse('2021-04-15T01:00:00.000Z') + n * 4000).toISOString();
  test.each<[string, (pieces: Uint8Array[]) => Uint8Array[], Partial<Finding>[]]>([
    ['missing', (all) => all.filter((_, n) => n !== 4), [{ code: 'segment-missing', from: from(2) }]],
    ['missing at the end', (all) => all.slice(0, -1), [{ code: 'segment-missing', from: from(5) }]],
    ['twice', (all) => [...all.slice(0, 5), ...all.slice(4)], [{ code: 'segment-twice', from: from(2) }]],
    [
      'in another order',
      (all) => [...all.slice(0, 4), all[5], all[4], ...all.slice(6)] as Uint8Array[],
      [{ code: 'segment-moved', from: from(2) }],
    ],
    [
      'cut short',
      (all) => [...all.slice(0, -1), (all.at(-1) as Uint8Array).subarray(0, 99)],
      [{ code: 'segment-changed', from: from(5) }],
    ],
    ['with something behind them', (all) => [...all, new Uint8Array(9)], [{ code: 'segment-added' }]],
  ])('%s', async (_what, change, expected) => {
    const { findings } = await verdictOf(withPieces(change), sample.key);
    const found = findings.filter(({ code }) => code.startsWith('segment-'));
    expect(found).toEqual(
      expected.map((one) => expect.objectContaining({ path: 'media/lb-1-1/0001.mp4', feed: 'lb-1-1', ...one })),
    );
  });
});

describe('files', () => {
  test.each<[string, () => Uint8Array, string[]]>([
    ['missing', () => packed(files.filter(({ path }) => path !== 'index.html')), ['file-missing']],
    ['added', () => packed([...files, { path: 'them.txt', bytes: new Uint8Array(3) }]), ['file-added']],
    [
      'added with a way out',
      () => packed([...files, { path: '../../etc/passwd', bytes: new Uint8Array(3) }]),
      ['file-added'],
    ],
    ['in another order', () => packed([files[1], files[0], ...files.slice(2)] as typeof files), ['file-moved']],
    [
      'of one name',
      () => packed([...files, { path: 'index.html', bytes: new Uint8Array(3) }]),
      ['archive-form', 'file-changed', 'file-moved', 'file-twice'],
    ],
    [
      'without the statement',
      () => packed(files.filter(({ path }) => path !== 'statement.note')),
      ['file-missing', 'statement-unreadable'],
    ],
    ['without the manifest', () => packed(files.filter(({ path }) => path !== 'manifest.json')), ['file-missing']],
    ['none', () => packed([]), ['file-missing']],
    ['behind something else', () => Buffer.concat([new Uint8Array(5), packed(files)]), ['archive-form']],
    ['before something else', () => Buffer.concat([packed(files), new Uint8Array(5)]), ['archive-truncated']],
    ['cut short', () => sample.bytes.subarray(0, sample.bytes.length / 2), ['archive-truncated']],
    ['nothing', () => new Uint8Array(), ['archive-truncated']],
  ])('%s', async (_what, make, expected) => {
    const verdict = await verdictOf(make(), sample.key);
    expect(verdict.ok).toBe(false);
    expect(codes(verdict.findings)).toEqual(expected);
  });

  test('that say they are enormous, or are packed small, are not read', async () => {
    const huge = Buffer.from(packed(files));
    const central = huge.indexOf(Buffer.from('PK\u0001\u0002'));
    huge.writeUInt32LE(0xfffffff0, central + 24);
    expect(codes((await verdictOf(huge)).findings)).toContain('archive-form');
    const bomb = Buffer.from(packed(files));
    bomb.writeUInt16LE(8, bomb.indexOf(Buffer.from('PK\u0001\u0002')) + 10);
    expect(codes((await verdictOf(bomb)).findings)).toContain('file-compressed');
    const end = Buffer.from(packed(files));
    end.writeUInt32LE(0x7fffffff, end.length - 10);
    expect(codes((await verdictOf(end)).findings)).toEqual(['archive-form']);
  });
});

describe('another whole package, consistent in itself', () => {
  test('is found by its key, and by nothing else', async () => {
    const forged = await samplePackage({ say: (n) => `Điều khác ${n}` });
    expect(codes((await verdictOf(forged.bytes, sample.key)).findings)).toEqual(['key-unknown']);
    expect(await verdictOf(forged.bytes)).toMatchObject({ ok: true, key: { text: forged.key, compared: false } });
  });

  test('under the seal of the real one is found line by line', async () => {
    const forged = await samplePackage({ say: (n) => `Điều khác ${n}` });
    const { source } = await openZip(inMemory(forged.bytes));
    const lines = source?.files.find(({ path }) => path === 'records/hearing.jsonl');
    const bytes = (await source?.read('records/hearing.jsonl', 0, lines?.bytes ?? 0)) ?? new Uint8Array();
    const { findings } = await verdictOf(
      withFile('records/hearing.jsonl', () => bytes),
      sample.key,
    );
    expect(codes(findings)).toEqual(
      ['archive-form', 'file-changed', 'line-unsealed'].filter((code) => codes(findings).includes(code as never)),
    );
    expect(findings.filter(({ code }) => code === 'line-unsealed').length).toBeGreaterThan(8);
  });
});
