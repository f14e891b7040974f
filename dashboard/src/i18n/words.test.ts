import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { REASON_CODES } from '@giamsat/contract/event/catalogue';
import { OFFICIAL_ROLES, PARTICIPANT_ROLES } from '@giamsat/contract/event/people';
import { ROLES } from '@giamsat/contract/registry';
import { STAGES } from '@giamsat/contract/stage';
import { describe, expect, it } from 'vitest';
import { dictionary as en } from './en/dictionary.ts';
import { dictionary as vi } from './vi/dictionary.ts';

type Words = Record<string, Record<string, string>>;
const source = path.join(import.meta.dirname, '..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|^console|^i18n/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(source, file), 'utf8') }));

/** Every `t('key')` of a file, in the namespace that its `useTranslation` names, or that stands before the colon. */
const keysOf = (text: string): [string, string][] => {
  const own = /useTranslation\('([\w-]+)'\)/.exec(text)?.[1] ?? 'common';
  return [...text.matchAll(/\bt\(\s*'([^'${}]+)'/g)].map(([, key = '']) => {
    const [before, after] = key.split(':');
    return after === undefined ? [own, key] : [before ?? '', after];
  });
};

describe('words', () => {
  it('are the same set in both languages, none empty', () => {
    for (const [namespace, words] of Object.entries(vi as Words)) {
      const other = (en as Words)[namespace] ?? {};
      expect(Object.keys(other).sort(), namespace).toEqual(Object.keys(words).sort());
      for (const [key, word] of [...Object.entries(words), ...Object.entries(other)])
        expect(word.trim(), `${namespace}:${key}`).not.toBe('');
    }
  });

  it('carry the same places to fill in both languages', () => {
    const places = (word: string) => [...word.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [namespace, words] of Object.entries(vi as Words))
      for (const [key, word] of Object.entries(words))
        expect(new Set(places((en as Words)[namespace]?.[key] ?? '')), `${namespace}:${key}`).toEqual(
          new Set(places(word)),
        );
  });

  it('are there for every key that a page asks for', () => {
    let seen = 0;
    for (const { file, text } of files) {
      for (const [namespace, key] of keysOf(text)) {
        seen++;
        expect((vi as Words)[namespace]?.[key], `${file}: ${namespace}:${key}`).toBeTypeOf('string');
      }
    }
    expect(seen).toBeGreaterThan(150);
  });

  it('name every stage, role and reason', () => {
    for (const stage of STAGES) expect((vi.stage as Record<string, string>)[stage], stage).toBeTruthy();
    for (const role of ROLES) expect((vi.common as Record<string, string>)[`role.${role}`], role).toBeTruthy();
    for (const role of [...OFFICIAL_ROLES, ...PARTICIPANT_ROLES])
      expect((vi.people as Record<string, string>)[role], role).toBeTruthy();
    for (const code of REASON_CODES) expect((vi.reason as Record<string, string>)[code], code).toBeTruthy();
  });
});
