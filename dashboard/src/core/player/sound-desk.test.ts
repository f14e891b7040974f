import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSoundDesk, type Voice } from './sound-desk.ts';

const voice = (): Voice => ({ muted: true, volume: 1 });
const loudness = ({ muted, volume }: Voice): number => (muted ? 0 : volume);

describe('the sound of a page', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is of nobody until it is asked for, then of one', () => {
    const [a, b] = [voice(), voice()];
    createSoundDesk().hear(a);
    expect([loudness(a), loudness(b)]).toEqual([1, 0]);
  });

  it('goes from one to the other without a moment of silence, and ends with the other alone', async () => {
    const [a, b] = [voice(), voice()];
    const desk = createSoundDesk();
    desk.hear(a);
    // As React does it: what leaves is told first.
    desk.leave(a);
    desk.hear(b);
    let least = 1;
    let both = 0;
    for (let ms = 0; ms < 400; ms += 10) {
      await vi.advanceTimersByTimeAsync(10);
      least = Math.min(least, Math.max(loudness(a), loudness(b)));
      if (loudness(a) === 1 && loudness(b) === 1) both += 10;
    }
    expect(least).toBe(1);
    // A browser that needs a tenth of a second to begin is covered.
    expect(both).toBeGreaterThanOrEqual(80);
    expect([loudness(a), loudness(b)]).toEqual([0, 1]);
    expect(a.volume).toBe(1);
  });

  it('is the last one’s where somebody hurries from tile to tile', async () => {
    const [a, b, c] = [voice(), voice(), voice()];
    const desk = createSoundDesk();
    desk.hear(a);
    desk.hear(b);
    await vi.advanceTimersByTimeAsync(60);
    desk.hear(c);
    expect(loudness(a)).toBe(0);
    expect(loudness(b)).toBe(1);
    await vi.advanceTimersByTimeAsync(400);
    expect([a, b, c].map(loudness)).toEqual([0, 0, 1]);
    desk.hear(a);
    desk.hear(c);
    await vi.advanceTimersByTimeAsync(400);
    expect([a, b, c].map(loudness)).toEqual([0, 0, 1]);
  });

  it('ends where it is turned off, also in the middle of being handed over', async () => {
    const [a, b] = [voice(), voice()];
    const desk = createSoundDesk();
    desk.hear(a);
    desk.hear(b);
    await vi.advanceTimersByTimeAsync(60);
    desk.leave(b);
    await vi.advanceTimersByTimeAsync(0);
    expect([a, b].map(loudness)).toEqual([0, 0]);
    desk.hear(a);
    expect(loudness(a)).toBe(1);
    desk.leave(b);
    await vi.advanceTimersByTimeAsync(0);
    expect(loudness(a)).toBe(1);
  });
});
