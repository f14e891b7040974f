import { describe, expect, it } from 'vitest';
import { createJpegSplitter } from './jpeg-splitter.ts';
import { createDamage, createPace, createPictureHealth, createSoundHealth, levelsIn } from './picture-health.ts';

const grey = (fill: (i: number) => number) => Uint8Array.from({ length: 64 * 36 }, (_, i) => fill(i));
const lit = grey((i) => 60 + (i % 90));
const moved = grey((i) => 60 + ((i * 7) % 90));
const dark = grey(() => 18);

describe('picture health', () => {
  it('calls a dark picture black after a second, without another key frame, and not frozen', () => {
    const judge = createPictureHealth();
    expect(judge.key(dark, 0)).toEqual({ black: false, frozen: false });
    expect(judge.read(900).black).toBe(false);
    expect(judge.read(1000)).toEqual({ black: true, frozen: false });
    expect(judge.key(dark, 30_000)).toEqual({ black: true, frozen: false });
    expect(judge.key(lit, 31_000).black).toBe(false);
  });

  it('calls a standing picture frozen after eight seconds, a moving one never', () => {
    const judge = createPictureHealth();
    for (let now = 0; now < 9000; now += 1000) expect(judge.key(lit, now).frozen).toBe(false);
    expect(judge.key(lit, 9000).frozen).toBe(true);
    expect(judge.key(moved, 10_000).frozen).toBe(false);
    expect(judge.key(lit, 11_000).frozen).toBe(false);
  });

  it('is not fooled by a rounding difference', () => {
    const judge = createPictureHealth();
    const almost = lit.map((value, i) => value + (i % 2));
    judge.key(lit, 0);
    judge.key(almost, 1000);
    expect(judge.key(lit, 9000).frozen).toBe(true);
  });

  it('calls a picture frozen after three seconds in which no frame says anything, unless it is black', () => {
    for (const picture of [lit, dark]) {
      const judge = createPictureHealth();
      judge.size(1280, 720);
      judge.key(picture, 0);
      for (let now = 0; now <= 3000; now += 200) judge.between([90, 110, 95, 90, 120], now);
      expect(judge.read(3000).frozen).toBe(picture === lit);
      judge.between([90, 110, 2000, 90, 120], 3200);
      expect(judge.read(3200).frozen).toBe(false);
    }
  });
});

describe('sound health', () => {
  it('is silent after ten seconds below -60 dBFS', () => {
    const judge = createSoundHealth();
    expect(judge(-70, 0).silent).toBe(false);
    expect(judge(-70, 9000).silent).toBe(false);
    expect(judge(-70, 10_000).silent).toBe(true);
    expect(judge(-20, 11_000).silent).toBe(false);
  });

  it('is silent after two and a half without any noise at all', () => {
    const judge = createSoundHealth();
    expect(judge(-120, 0).silent).toBe(false);
    expect(judge(-120, 2500).silent).toBe(true);
    expect(judge(-50, 3500).silent).toBe(false);
  });

  it('reads what astats prints', () => {
    expect(levelsIn('frame:1\nlavfi.astats.Overall.RMS_level=-21.5\nlavfi.astats.Overall.RMS_level=-inf\n')).toEqual([
      -21.5, -120,
    ]);
  });
});

describe('pace', () => {
  const play = (speed: (i: number) => number, count: number) => {
    const pace = createPace();
    let now = 0;
    let slowAt: number | undefined;
    for (let i = 0; i < count; i++) {
      now += 200 / speed(i);
      pace.observe((i + 1) * 200, now);
      if (pace.slow(now)) slowAt ??= now;
    }
    return { slowAt, slow: pace.slow(now) };
  };

  it('is slow within five seconds at half the speed, and at real time never', () => {
    expect(play(() => 0.5, 40).slowAt).toBeLessThanOrEqual(5000);
    expect(play(() => 1, 100).slowAt).toBeUndefined();
  });

  it('forgives a hiccup that is caught up with, and the burst of a beginning', () => {
    expect(play((i) => (i === 30 ? 0.3 : i > 30 && i < 36 ? 4 : 1), 100).slowAt).toBeUndefined();
    expect(play((i) => (i < 10 ? 10 : 1), 100).slowAt).toBeUndefined();
  });

  it('recovers', () => {
    expect(play((i) => (i < 40 ? 0.5 : 1), 100).slow).toBe(false);
  });
});

describe('damage', () => {
  it('is two complaints within four seconds, and passes', () => {
    const damage = createDamage();
    damage.observe(0);
    expect(damage.damaged(0)).toBe(false);
    damage.observe(5000);
    expect(damage.damaged(5000)).toBe(false);
    damage.observe(6000);
    expect(damage.damaged(6000)).toBe(true);
    expect(damage.damaged(9500)).toBe(false);
  });
});

describe('a stream of JPEG pictures', () => {
  it('gives each picture whole, however it was cut', () => {
    const one = [0xff, 0xd8, 1, 2, 0xff, 0x00, 3, 0xff, 0xd9];
    const two = [0xff, 0xd8, 9, 0xff, 0xd9];
    const stream = Uint8Array.from([...one, ...two]);
    for (let size = 1; size <= stream.length; size++) {
      const split = createJpegSplitter();
      const pictures: number[][] = [];
      for (let at = 0; at < stream.length; at += size) {
        for (const picture of split(stream.subarray(at, at + size))) pictures.push([...picture]);
      }
      expect(pictures).toEqual([one, two]);
    }
  });
});
