import { describe, expect, it } from 'vitest';
import { createJpegSplitter } from './jpeg-splitter.ts';
import { createPictureHealth, createSoundHealth, levelsIn } from './picture-health.ts';

const grey = (fill: (i: number) => number) => Uint8Array.from({ length: 64 * 36 }, (_, i) => fill(i));
const lit = grey((i) => 60 + (i % 90));
const moved = grey((i) => 60 + ((i * 7) % 90));
const dark = grey(() => 18);

describe('picture health', () => {
  it('calls a dark picture black after two seconds, and not frozen', () => {
    const judge = createPictureHealth();
    expect(judge(dark, 0)).toEqual({ black: false, frozen: false });
    expect(judge(dark, 2000)).toEqual({ black: true, frozen: false });
    expect(judge(dark, 30_000)).toEqual({ black: true, frozen: false });
    expect(judge(lit, 31_000).black).toBe(false);
  });

  it('calls a standing picture frozen after eight seconds, a moving one never', () => {
    const judge = createPictureHealth();
    for (let now = 0; now < 9000; now += 1000) expect(judge(lit, now).frozen).toBe(false);
    expect(judge(lit, 9000).frozen).toBe(true);
    expect(judge(moved, 10_000).frozen).toBe(false);
    expect(judge(lit, 11_000).frozen).toBe(false);
  });

  it('is not fooled by a rounding difference', () => {
    const judge = createPictureHealth();
    const almost = lit.map((value, i) => value + (i % 2));
    judge(lit, 0);
    judge(almost, 1000);
    expect(judge(lit, 9000).frozen).toBe(true);
  });
});

describe('sound health', () => {
  it('is silent after ten seconds below -60 dBFS', () => {
    const judge = createSoundHealth();
    expect(judge(-90, 0).silent).toBe(false);
    expect(judge(-90, 10_000).silent).toBe(true);
    expect(judge(-20, 11_000).silent).toBe(false);
  });

  it('reads what astats prints', () => {
    expect(levelsIn('frame:1\nlavfi.astats.Overall.RMS_level=-21.5\nlavfi.astats.Overall.RMS_level=-inf\n')).toEqual([
      -21.5, -120,
    ]);
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
