// Every rule of the list has a test that is named after its number, over both protocols where it concerns HTTP.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { RULES } from './list.ts';

type Node = { type: string; [key: string]: unknown };
type Found = { title: string; overBoth: boolean };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const nameOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node.name);
  return node.type === 'MemberExpression' ? `${nameOf(node.object)}.${nameOf(node.property)}` : '';
};
const textOf = (node: unknown): string =>
  isNode(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';

/** Titles of the tests in a source; `overBoth`: they stand within `describe.each(PROTOCOLS)`. Tests that are skipped are none. */
function titlesIn(source: string): Found[] {
  const found: Found[] = [];
  const walk = (value: unknown, overBoth: boolean): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, overBoth);
    if (!isNode(value)) return;
    let both = overBoth;
    if (value.type === 'CallExpression') {
      const args = value.arguments as unknown[];
      if (nameOf(value.callee) === 'test') found.push({ title: textOf(args[0]), overBoth });
      const each = value.callee;
      if (isNode(each) && each.type === 'CallExpression' && nameOf(each.callee) === 'describe.each')
        both ||= nameOf((each.arguments as unknown[])[0]) === 'PROTOCOLS';
    }
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') walk(child, both);
  };
  walk(parseSync('a.ts', source).program, false);
  return found;
}
const numberOf = (title: string): string | undefined => /^rule (\d+b?): \S/.exec(title)?.[1];

const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const titles = sources.flatMap(titlesIn);

describe('the list', () => {
  test('has every number once, and no hole', () => {
    const numbers = RULES.map((rule) => rule.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => number !== '22b').map(Number)).toEqual(
      Array.from({ length: 41 }, (_, i) => i + 1),
    );
  });

  test.each(RULES)('$number: $says', ({ number, http }) => {
    const own = titles.filter(({ title }) => numberOf(title) === number);
    expect(own.length).toBeGreaterThan(0);
    if (http) expect(own.every(({ overBoth }) => overBoth)).toBe(true);
  });

  test('no test is named after a rule that is not in it', () => {
    const known = new Set(RULES.map((rule) => rule.number));
    const named = titles.flatMap(({ title }) => numberOf(title) ?? []);
    expect(named.length).toBeGreaterThanOrEqual(RULES.length);
    expect(named.filter((number) => !known.has(number))).toEqual([]);
  });
});

test('the check sees what is missing: skipped tests, and tests over one protocol, do not count', () => {
  const source = `
    test.skip('rule 1: a', () => {});
    test('rule 2: b', () => {});
    describe.each(PROTOCOLS)('%s', () => { test('rule 3: c', () => {}); });
  `;
  expect(titlesIn(source)).toEqual([
    { title: 'rule 2: b', overBoth: false },
    { title: 'rule 3: c', overBoth: true },
  ]);
});
