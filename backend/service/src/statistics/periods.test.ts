import { describe, expect, test } from 'vitest';
import { CASE_BOOK_FIGURES, HEARING_FIGURES } from './figures.ts';
import { addMonths, lastDay, monthsOf, spans, yearOf } from './periods.ts';
import { readStatisticsRules, targetOf } from './targets.ts';

describe('months and statistical years', () => {
  test('a year runs from October to September, or as the province has it', () => {
    expect(yearOf('2021-09-30', 10)).toEqual({ from: '2020-10', to: '2021-09' });
    expect(yearOf('2021-10-01', 10)).toEqual({ from: '2021-10', to: '2022-09' });
    expect(yearOf('2021-04-15', 1)).toEqual({ from: '2021-01', to: '2021-12' });
  });
  test('months go on over the years', () => {
    expect([addMonths('2020-12', 1), addMonths('2020-01', -1), addMonths('2020-05', -12)]).toEqual([
      '2021-01',
      '2019-12',
      '2019-05',
    ]);
    expect(monthsOf({ from: '2020-11', to: '2021-02' })).toEqual(['2020-11', '2020-12', '2021-01', '2021-02']);
    expect([lastDay('2024-02'), lastDay('2023-02'), lastDay('2021-04')]).toEqual([
      '2024-02-29',
      '2023-02-28',
      '2021-04-30',
    ]);
  });
  test('a period that runs is compared with the same days a year before, a whole one with a whole one', () => {
    const year = { from: '2020-10', to: '2021-09' };
    expect(spans(year, '2021-04-15')).toEqual({
      now: { from: '2020-10-01', through: '2021-04-15' },
      before: { from: '2019-10-01', through: '2020-04-15' },
    });
    expect(spans({ from: '2021-02', to: '2021-02' }, '2021-12-31').before).toEqual({
      from: '2020-02-01',
      through: '2020-02-29',
    });
    expect(spans(year, '2024-02-29').now.through).toBe('2021-09-30');
    expect(spans({ from: '2023-10', to: '2024-09' }, '2024-02-29').before.through).toBe('2023-02-28');
  });
});

describe('figures', () => {
  test('have names of their own, in both languages, and words for how they are made', () => {
    const all = [...CASE_BOOK_FIGURES, ...HEARING_FIGURES];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, name, how, sql } of all) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const words of [name.vi, name.en, how.vi, how.en, sql])
        expect([id, words.trim().length > 3]).toEqual([id, true]);
    }
  });
  test('list no hearing whose doors were closed', () => {
    const listed = HEARING_FIGURES.filter(({ rows }) => rows !== undefined);
    expect(listed.length).toBeGreaterThan(8);
    for (const { id, rows } of listed) expect([id, rows?.startsWith('told and ')]).toEqual([id, true]);
  });
});

describe('targets', () => {
  const rules = {
    yearBegins: 10,
    targets: [
      { figure: 'disposal-rate', value: 85, document: 'cũ', from: '2015-01-01', checked: true },
      { figure: 'disposal-rate', value: 90, document: 'mới', from: '2017-01-01', to: '2020-12-31', checked: false },
      {
        figure: 'disposal-rate',
        caseTypes: ['HC' as const],
        value: 60,
        document: 'HC',
        from: '2017-01-01',
        checked: false,
      },
    ],
  };
  test('are those in force on the day, the newest of them; one for all types is none for one', () => {
    const at = (day: string, type?: string) => targetOf(rules, 'disposal-rate', type, day)?.document;
    expect([at('2014-12-31'), at('2015-01-01'), at('2017-01-01'), at('2021-01-01')]).toEqual([
      undefined,
      'cũ',
      'mới',
      'cũ',
    ]);
    expect([at('2018-01-01', 'HC'), at('2018-01-01', 'HS')]).toEqual(['HC', undefined]);
    expect(targetOf(rules, 'fault-rate', undefined, '2018-01-01')).toBeUndefined();
  });
  test('that come with the service are read; what is wrong in a file is named', async () => {
    const { targets } = await readStatisticsRules();
    expect(targets.length).toBeGreaterThan(0);
    await expect(readStatisticsRules('/nowhere/statistics.json')).rejects.toThrow('/nowhere/statistics.json');
  });
});
