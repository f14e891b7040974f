import { describe, expect, it } from 'vitest';
import { ADVICE_FINDINGS, CONNECTION_FINDINGS, isFailing, MOMENT_FINDINGS, REFUSED_FINDINGS } from './finding.ts';
import { FINDING_WORDS } from './finding-words.ts';

const all = [...CONNECTION_FINDINGS, ...REFUSED_FINDINGS, ...MOMENT_FINDINGS, ...ADVICE_FINDINGS];

describe('findings of a camera', () => {
  it('say in two languages what is and what to set, each in words of its own', () => {
    expect(Object.keys(FINDING_WORDS).sort()).toEqual([...all].sort());
    for (const { what, change } of Object.values(FINDING_WORDS)) {
      for (const text of [what.vi, what.en, change.vi, change.en]) expect(text.length).toBeGreaterThan(5);
      expect(what.vi).not.toBe(what.en);
      expect(change.vi).not.toBe(change.en);
    }
    expect(new Set(Object.values(FINDING_WORDS).map(({ what }) => what.vi)).size).toBe(all.length);
  });

  it('fail the check where nobody would see a living picture, and advise elsewhere', () => {
    for (const finding of [...CONNECTION_FINDINGS, ...REFUSED_FINDINGS]) expect(isFailing(finding)).toBe(true);
    for (const finding of ADVICE_FINDINGS) expect(isFailing(finding)).toBe(false);
    expect(MOMENT_FINDINGS.filter((finding) => !isFailing(finding))).toEqual(['silent']);
  });

  it('name the settings that cameras’ menus call by these names', () => {
    expect(FINDING_WORDS['frame-rate-varies'].change.vi).toMatch(/H\.264\+.*Smart Codec/);
    expect(FINDING_WORDS['key-frames-rare'].change.vi).toContain('I-frame Interval');
    expect(FINDING_WORDS['sound-encoded-anew'].change.vi).toContain('AAC');
  });
});
