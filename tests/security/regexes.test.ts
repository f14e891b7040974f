// No pattern that is held against what comes in can be made to take for ever (ReDoS): each is judged by a tool that others keep.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { isSafePattern } from 'redos-detector';
import { expect, test } from 'vitest';
import { repository } from '../architecture/modules.ts';

/** Where input is read: everything that runs on the service, on an agent, and the contract of both. */
const SOURCES = ['contract', 'proof', 'service', 'agent'].flatMap((name) =>
  globSync(`backend/${name}/src/**/*.ts`, { cwd: repository }).filter(
    (file) => !file.endsWith('.test.ts') && !file.includes('/testing/'),
  ),
);

type Pattern = { at: string; source: string; flags: string };
/** Regular expressions as they are written, and the patterns of schemas. */
function patternsIn(file: string): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    const { type, regex, key, value } = node as {
      type?: string;
      regex?: { pattern: string; flags: string };
      key?: { name?: string };
      value?: { value?: unknown };
    };
    if (type === 'Literal' && regex) found.push({ at: file, source: regex.pattern, flags: regex.flags });
    if (type === 'Property' && key?.name === 'pattern' && typeof value?.value === 'string') {
      found.push({ at: file, source: value.value, flags: '' });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(file, readFileSync(path.join(repository, file), 'utf8')).program);
  return found;
}
const patterns = SOURCES.flatMap(patternsIn);

/** What a pattern may cost: how often it can go back over one and the same text. */
const MOST = 200;
/** Nothing in it repeats, so it ends where it began. */
const isPlain = (source: string): boolean => !/[*+]|\{\d+,\d*\}/.test(source);
const isSlow = ({ source, flags }: Pick<Pattern, 'source' | 'flags'>): boolean =>
  !isPlain(source) &&
  !isSafePattern(source, {
    maxScore: MOST,
    caseInsensitive: flags.includes('i'),
    unicode: flags.includes('u'),
    dotAll: flags.includes('s'),
    multiLine: flags.includes('m'),
    // By steps, not by the clock of a busy machine.
    timeout: Number.POSITIVE_INFINITY,
  }).safe;

/** These go back over a text as often as it is long, which is seldom: what they read is short, and here is why. */
const SHORT: Record<string, string> = {
  '^TAND (?:khu vực|KV) ?(.+)$': 'a court’s name in the registry, at most 200 characters',
  '^Hội trường(?: xét xử)?(.*)$': 'a room’s name in the registry, at most 120 characters',
  '^\\d+|\\d+$': 'a password, at most 256 characters',
  '=+$': 'a digest that we made ourselves',
  '\\/\\/[^/@]*@': 'a line of ffmpeg’s, which ends after a kilobyte',
  '([a-z]+:\\/\\/)[^\\s/@]*@': 'a line of ffmpeg’s, which ends after a kilobyte',
  '^\\s*Stream #0:\\d+.*?: (Video|Audio): ([a-z0-9_]+)(.*)$': 'a line of ffmpeg’s, which ends after a kilobyte',
  ', ([\\d.]+) fps': 'a line of ffmpeg’s, which ends after a kilobyte',
  ', (\\d+) Hz': 'a line of ffmpeg’s, which ends after a kilobyte',
  'pts has no value|packet duration: .* is out of range': 'a line of ffmpeg’s, which ends after a kilobyte',
  '\\{\\{(\\w+)\\}\\}': 'a line of our own words',
  '(-?)(?:["“”„«]([^"“”„«»]*)(?:["“”„»]|$)|([^\\s"“”„«»]+))': 'what somebody looks for, at most 300 characters',
  '^\\d{1,5}[/.–-](?:\\d{4}$|(?:\\d{4}[/.–-])?\\p{L}[\\p{L}\\p{M}\\d/.–-]*$)':
    'what somebody looks for, at most 300 characters',
  '\\s*\\/\\s*': 'what somebody looks for, at most 300 characters',
  '(\\/\\p{L}+)\\s*[–-]\\s*(?=\\p{L})': 'what somebody looks for, at most 300 characters',
  '\\d{1,5} ?(?:\\/ ?\\d{4} ?)?\\/ ?\\p{L}{2,8} ?[-–] ?\\p{L}{2,8}': 'a cell of a hearing list, at most 200 characters',
  '\\b(\\d{1,2}) ?[/.-] ?(\\d{1,2}) ?[/.-] ?(\\d{4}|\\d{2})(?!\\d)': 'a cell of a hearing list, at most 120 characters',
  '\\b(\\d{1,2}) ?thang ?(\\d{1,2}) ?,? ?nam ?(\\d{4})(?!\\d)': 'a cell of a hearing list, at most 120 characters',
};

test('every pattern of the service and of the agents ends soon, whatever it is held against', () => {
  expect(patterns.length).toBeGreaterThan(80);
  const slow = patterns.filter(isSlow);
  expect(
    slow.filter(({ source }) => !(source in SHORT)).map(({ at, source }) => `${at}: /${source}/`),
    'write it so that it cannot go back, or say in SHORT why what it reads is short',
  ).toEqual([]);
  // And none is excused that is not there.
  const found = new Set(slow.map(({ source }) => source));
  expect(Object.keys(SHORT).filter((source) => !found.has(source))).toEqual([]);
}, 120_000);

test('the tool would have found one', () => {
  for (const source of ['^(a+)+$', '^(\\s|x|\\s\\s)*y$'])
    expect([source, isSlow({ source, flags: '' })]).toEqual([source, true]);
});
