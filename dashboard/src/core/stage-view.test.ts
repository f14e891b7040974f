import { STAGES } from '@giamsat/contract/stage';
import { describe, expect, it } from 'vitest';
import { countGroup, isDelayed, openedLateMs, stageLook } from './stage-view.ts';

describe('the look of a stage', () => {
  it('has an icon and a word for every stage', () => {
    for (const stage of STAGES) {
      const look = stageLook(stage);
      expect(look.icon, stage).toBeTruthy();
      expect(look.word, stage).toBe(stage);
      expect(countGroup(stage)).toBeTruthy();
    }
  });
  it('says "Hỏi" outside criminal cases', () => {
    expect(stageLook('questioning', 'HS').word).toBe('questioning');
    expect(stageLook('questioning', 'DS').word).toBe('questioning_civil');
  });
});

describe('late', () => {
  const start = '2021-04-15T01:00:00.000Z';
  const at = (minutes: number) => Date.parse(start) + minutes * 60_000;
  it('is delayed more than ten minutes after its time, until it opens', () => {
    expect(isDelayed({ stage: 'scheduled', start }, at(10))).toBe(false);
    expect(isDelayed({ stage: 'preparing', start }, at(10.1))).toBe(true);
    expect(isDelayed({ stage: 'opening', start }, at(60))).toBe(false);
  });
  it('tells by how much it opened late', () => {
    expect(openedLateMs({ start, openedAt: new Date(at(25)).toISOString() })).toBe(25 * 60_000);
    expect(openedLateMs({ start, openedAt: new Date(at(9)).toISOString() })).toBeUndefined();
    expect(openedLateMs({ start })).toBeUndefined();
  });
});
