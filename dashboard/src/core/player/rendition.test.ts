import { describe, expect, it } from 'vitest';
import { createRenditionChoice } from './rendition.ts';

const MINUTE = 60_000;

describe('the rendition of a picture', () => {
  it('is the camera’s own, also after it stood still once', () => {
    const choice = createRenditionChoice();
    expect(choice.wants(0)).toBe('main');
    choice.stalled(0);
    choice.stalled(31_000);
    expect(choice.wants(31_000)).toBe('main');
  });

  it('is the small one for five minutes where it stands still again and again', () => {
    const choice = createRenditionChoice();
    choice.stalled(0);
    choice.stalled(10_000);
    expect(choice.wants(10_000)).toBe('small');
    expect(choice.wants(10_000 + 5 * MINUTE - 1)).toBe('small');
    expect(choice.wants(10_000 + 5 * MINUTE)).toBe('main');
  });

  it('is the small one twice as long where the own one fails as soon as it is tried again', () => {
    const choice = createRenditionChoice();
    for (const at of [0, 10_000]) choice.stalled(at);
    const back = 10_000 + 5 * MINUTE;
    for (const at of [back + 5_000, back + 15_000]) choice.stalled(at);
    expect(choice.wants(back + 15_000 + 10 * MINUTE - 1)).toBe('small');
    expect(choice.wants(back + 15_000 + 10 * MINUTE)).toBe('main');
    // Once it has gone well for a while, the first stretch is a short one again.
    const later = back + 60 * MINUTE;
    for (const at of [later, later + 1_000]) choice.stalled(at);
    expect(choice.wants(later + 1_000 + 5 * MINUTE)).toBe('main');
  });

  it('is the own one where there is no small one, and where few data are wished the small one from the start', () => {
    const choice = createRenditionChoice(true);
    expect(choice.wants(0)).toBe('small');
    choice.missing(0);
    expect(choice.wants(MINUTE)).toBe('main');
    expect(choice.wants(5 * MINUTE)).toBe('small');
  });
});
