// The house as it stands keeps its rules, and the check has really read it.
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALONE, IN_PAIRS } from '../alone.ts';
import { readModules, repository } from './modules.ts';
import { cycles, oddNames, silentFiles, tooLong, wrongDirections } from './rules.ts';

const modules = readModules();

test('every module of the repository was read', () => {
  const patterns = ['backend', 'dashboard', 'infra', 'tests'].flatMap((area) => [`${area}/*.ts`, `${area}/*.tsx`]);
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: repository, encoding: 'utf8' });
  const tracked = listed.split('\0').filter((path) => path !== '');
  expect(tracked.length).toBeGreaterThan(0);
  const read = new Set(modules.map(({ path }) => path));
  // A file that is tracked and just deleted in the working tree would be listed, so compare with what exists.
  const unread = tracked.filter((path) => !read.has(path));
  expect(unread).toEqual([]);
  expect(modules.length).toBeGreaterThanOrEqual(tracked.length);
});

test('every import that a plain search finds was seen by the parser', () => {
  const plain = /^(?:import|export)\s[^'";]*?from '([^']+)';$/gm;
  let found = 0;
  for (const { path, source, imports } of modules) {
    // Text inside templates of the architecture's own tests looks like imports.
    if (path.startsWith('tests/architecture/')) continue;
    for (const [, specifier = ''] of source.matchAll(plain)) {
      found += 1;
      expect(imports, path).toContain(specifier);
    }
  }
  expect(found).toBeGreaterThan(modules.length / 2);
});

test('imports go in the directions of the house', () => {
  expect(wrongDirections(modules)).toEqual([]);
});

test('no modules import each other in a ring', () => {
  expect(cycles(modules)).toEqual([]);
});

test('no source is longer than 300 lines', () => {
  expect(tooLong(modules)).toEqual([]);
});

test('names are in kebab-case', () => {
  expect(oddNames(modules)).toEqual([]);
});

test('every source opens with its duty', () => {
  expect(silentFiles(modules)).toEqual([]);
});

test('what is to run alone is there under that name', () => {
  expect([...ALONE, ...IN_PAIRS].filter((pattern) => globSync(pattern, { cwd: repository }).length === 0)).toEqual([]);
});
