// Two verifiers in two languages, the second written from the pages alone: they agree on every package, whatever was done to it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { verifyArchive } from '@giamsat/proof/package/archive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf, type PackageCase } from './cases.ts';

const SECOND = path.join(import.meta.dirname, 'verify.py');
const FLIPS = 1_200;
const AT_ONCE = 400;
type Told = { ok: boolean; paths: string[] };

let dir = '';
let key = '';
let cases: PackageCase[] = [];
const firsts: Told[] = [];
const seconds: Told[] = [];

const pathsOf = (list: readonly (string | undefined | null)[]): string[] =>
  [...new Set(list.filter((one) => typeof one === 'string'))].sort();

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-packages-'));
  ({ key, cases } = await casesOf({ flips: FLIPS }));
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  for (const { bytes } of cases) {
    const file = {
      bytes: bytes.length,
      read: async (from: number, to: number) => bytes.subarray(Math.max(0, from), Math.max(0, to)),
    };
    const { ok, findings } = await verifyArchive(file, { digest, trustedKey: key });
    firsts.push({ ok, paths: pathsOf(findings.map((one) => one.path)) });
  }
  for (let n = 0; n < cases.length; n += AT_ONCE) {
    const names = await Promise.all(
      cases.slice(n, n + AT_ONCE).map(async ({ bytes }, at) => {
        const name = path.join(dir, `${n + at}.zip`);
        await writeFile(name, bytes);
        return name;
      }),
    );
    const { stdout } = await promisify(execFile)('python3', [SECOND, '--key', key, ...names], { maxBuffer: 1 << 26 });
    for (const line of stdout.trimEnd().split('\n')) {
      const { ok, findings } = JSON.parse(line) as { ok: boolean; findings: [string, string | null][] };
      seconds.push({ ok, paths: pathsOf(findings.map(([, at]) => at)) });
    }
  }
}, 300_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

test('both were asked about every case', () => {
  expect(cases.length).toBeGreaterThan(FLIPS + 100);
  expect([firsts.length, seconds.length]).toEqual([cases.length, cases.length]);
});

test.each([
  ['the first', () => firsts],
  ['the second', () => seconds],
])('%s finds every change, and gives no false alarm', (_which, verdicts) => {
  const wrong = cases.filter(({ intact }, n) => verdicts()[n]?.ok !== intact);
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('they name the same files', () => {
  const differing = cases.flatMap(({ name }, n) => {
    const [one, other] = [firsts[n]?.paths.join(' '), seconds[n]?.paths.join(' ')];
    return one === other ? [] : [`${name}: ${one} / ${other}`];
  });
  expect(differing).toEqual([]);
});
