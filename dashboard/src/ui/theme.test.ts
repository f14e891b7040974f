import { DEFAULT_THEME } from '@mantine/core';
import { describe, expect, it } from 'vitest';
import { TONES } from '../core/stage-view.ts';
import { cssVariablesResolver } from './theme.ts';

const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

const { light, dark } = cssVariablesResolver(DEFAULT_THEME);

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('%s pages (WCAG 2.2 AA)', (_name, variables) => {
  const of = (name: string): string => (variables as Record<string, string>)[name] ?? '';
  it.each(TONES)('tone %s can be read on its own ground', (tone) => {
    expect(contrast(of(`--tone-${tone}-fg`), of(`--tone-${tone}-bg`))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['--gs-text', '--gs-text-2', '--gs-text-3', '--gs-accent', '--gs-alarm'])(
    '%s can be read on page and surface',
    (text) => {
      expect(contrast(of(text), of('--gs-page'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of(text), of('--gs-surface'))).toBeGreaterThanOrEqual(4.5);
    },
  );
  it.each(['--gs-action', '--gs-action-hover'])('%s carries its words', (ground) => {
    expect(contrast(of('--gs-on-action'), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it('the focus ring stands out', () => {
    expect(contrast(of('--gs-focus') || '#e0b84f', of('--gs-page'))).toBeGreaterThanOrEqual(3);
  });
});
