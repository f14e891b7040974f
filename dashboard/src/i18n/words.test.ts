import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { REASON_CODES } from '@giamsat/contract/event/catalogue';
import { OFFICIAL_ROLES, PARTICIPANT_ROLES } from '@giamsat/contract/event/people';
import { ROLES } from '@giamsat/contract/registry';
import { STAGES } from '@giamsat/contract/stage';
import { ALERT_DEEDS, ALERT_RULES } from '@giamsat/contract/wire/alerts';
import { AILMENT_LIST, AILMENTS, BANDS } from '@giamsat/contract/wire/system';
import { describe, expect, it } from 'vitest';
import type { Words } from './language.ts';
import { firstWords } from './words.ts';

const wordsIn = async (language: string): Promise<Words> => {
  const folder = path.join(import.meta.dirname, language);
  const spaces = readdirSync(folder).map(async (file) => {
    const [words] = Object.values((await import(path.join(folder, file))) as Words);
    return [path.basename(file, '.ts'), words ?? {}] as const;
  });
  return Object.fromEntries(await Promise.all(spaces));
};
const vi = await wordsIn('vi');
const en = await wordsIn('en');
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
    for (const [namespace, words] of Object.entries(vi)) {
      const other = en[namespace] ?? {};
      expect(Object.keys(other).sort(), namespace).toEqual(Object.keys(words).sort());
      for (const [key, word] of [...Object.entries(words), ...Object.entries(other)])
        expect(word.trim(), `${namespace}:${key}`).not.toBe('');
    }
  });

  it('carry the same places to fill in both languages', () => {
    const places = (word: string) => [...word.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [namespace, words] of Object.entries(vi))
      for (const [key, word] of Object.entries(words))
        expect(new Set(places(en[namespace]?.[key] ?? '')), `${namespace}:${key}`).toEqual(new Set(places(word)));
  });

  it('are there for every key that a page asks for', () => {
    let seen = 0;
    for (const { file, text } of files) {
      for (const [namespace, key] of keysOf(text)) {
        seen++;
        expect(vi[namespace]?.[key], `${file}: ${namespace}:${key}`).toBeTypeOf('string');
      }
    }
    expect(seen).toBeGreaterThan(150);
  });

  it('come with the first load, or with the page or the panel that says them', () => {
    const routes = readFileSync(path.join(source, 'app', 'routes.tsx'), 'utf8');
    const panels = readFileSync(path.join(source, 'features', 'hearing', 'panels.ts'), 'utf8');
    const pages = [
      ...routes.matchAll(/import\('..\/features\/([\w-]+)\/[^[]*\[([^\]]*)\]/g),
      ...[...panels.matchAll(/import\('[^[]*\[([^\]]*)\]/g)].map(([all, words]) => [all, 'hearing', words]),
    ];
    const brought = new Map<string, Set<string>>();
    for (const [, feature = '', words = ''] of pages) {
      const known = brought.get(feature) ?? new Set(Object.keys(firstWords));
      for (const [, word = ''] of words.matchAll(/'([\w-]+)'/g)) known.add(word);
      brought.set(feature, known);
    }
    for (const { file, text } of files) {
      const feature = /^features\/([\w-]+)\//.exec(file)?.[1];
      if (!feature) continue;
      for (const [namespace] of keysOf(text)) expect([...(brought.get(feature) ?? [])], file).toContain(namespace);
    }
    expect(brought.size).toBeGreaterThan(5);
  });

  it('name every stage, role, reason and rule', () => {
    for (const stage of STAGES) expect(vi.stage?.[stage], stage).toBeTruthy();
    for (const role of ROLES) expect(vi.common?.[`role.${role}`], role).toBeTruthy();
    for (const role of [...OFFICIAL_ROLES, ...PARTICIPANT_ROLES]) expect(vi.people?.[role], role).toBeTruthy();
    for (const code of REASON_CODES) expect(vi.reason?.[code], code).toBeTruthy();
    for (const rule of ALERT_RULES) expect(vi.alerts?.[`rule.${rule}`], rule).toBeTruthy();
    for (const one of AILMENT_LIST) expect(vi.system?.[`ailment.${one}`], one).toBeTruthy();
    for (const place of Object.keys(AILMENTS)) expect(vi.system?.[`place.${place}`], place).toBeTruthy();
    for (const band of [...BANDS, 'unknown']) expect(vi.system?.[`band.${band}`], band).toBeTruthy();
    for (const deed of ALERT_DEEDS) expect(vi.alerts?.[`record.${deed}`], deed).toBeTruthy();
  });
});
