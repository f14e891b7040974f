// What the README's page of rights and limits guarantees, each line by tests that are there.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from './modules.ts';

const page = readFileSync(join(repository, 'README.md'), 'utf8').split('## Quyền và giới hạn\n')[1]?.split('\n## ')[0];
/** Without the head of the table. */
const lines = (page ?? '').split('\n').filter((line) => /^\| (?!điều được bảo đảm)/.test(line));

test('every guarantee names its tests, and each of them is there', () => {
  expect(lines.length).toBeGreaterThan(30);
  for (const line of lines) {
    const [guarantee = '', tests = '', ...more] = line.split(' | ');
    expect([guarantee, more]).toEqual([guarantee, []]);
    const names = [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect([guarantee.slice(0, 80), names.length > 0]).toEqual([guarantee.slice(0, 80), true]);
    for (const name of names) {
      const places = name.includes('/') ? [name] : [`tests/security/${name}`, `backend/service/src/access/${name}`];
      expect([name, globSync(places, { cwd: repository }).length > 0]).toEqual([name, true]);
    }
  }
});
