// The decisions are numbered, each number once, and each page is headed by its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from './modules.ts';

const folder = join(repository, 'backend/decisions');
const pages = readdirSync(folder).filter((name) => name !== 'README.md');

test('every decision has a number of its own, which heads its page', () => {
  expect(pages.length).toBeGreaterThan(5);
  for (const name of pages) {
    expect(name).toMatch(/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/);
    expect(readFileSync(join(folder, name), 'utf8').split('\n')[0]).toMatch(
      new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`),
    );
  }
  const numbers = pages.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
});

test('a decision is one short page, and is not named where there is none', () => {
  for (const name of pages) {
    const text = readFileSync(join(folder, name), 'utf8');
    expect([name, text.length < 6000]).toEqual([name, true]);
    for (const [, number = ''] of text.matchAll(/decision (\d{1,4})\b/g)) {
      expect(
        pages.some((page) => Number(page.slice(0, 4)) === Number(number)),
        `${name} names ${number}`,
      ).toBe(true);
    }
  }
});
