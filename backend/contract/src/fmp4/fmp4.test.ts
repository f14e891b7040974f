import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxesIn } from './boxes.ts';
import { Mp4Error } from './error.ts';
import { parseFragment } from './fragment.ts';
import { createFragmentReader } from './fragment-reader.ts';
import { parseInit } from './init.ts';
import { createBoxSplitter } from './splitter.ts';
import { box, joined, syntheticFragment, syntheticInit, u32 } from './synthetic.ts';

const init = syntheticInit({ audio: true });
const fragment = (startTicks: number, key: boolean): Uint8Array =>
  syntheticFragment({
    video: { startTicks, durations: [512, 512, 512, 512, 512], key },
    audio: { startTicks: 0, durations: [1024, 1024] },
  });
const faultOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Mp4Error) return error.fault;
    throw error;
  }
  return 'none';
};
/** A copy with the four bytes at `at` replaced. */
const patched = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  copy.set(u32(value), at);
  return copy;
};
const find = (bytes: Uint8Array, type: string): number => {
  for (let i = 0; i + 4 <= bytes.length; i++) {
    if (String.fromCharCode(...bytes.subarray(i, i + 4)) === type) return i - 4;
  }
  throw new Error(`no ${type}`);
};

describe('parseInit', () => {
  test('reads tracks, timescales, codecs and size', () => {
    const read = parseInit(init);
    expect(read.codecs).toBe('avc1.4d401e,mp4a.40.2');
    expect(read.video).toMatchObject({ id: 1, timescale: 12_800, width: 640, height: 360 });
    expect(read.audio).toMatchObject({ id: 2, timescale: 48_000, sampleRate: 48_000, channels: 1 });
  });

  test('a picture without sound', () => {
    const read = parseInit(syntheticInit());
    expect(read.codecs).toBe('avc1.4d401e');
    expect(read.audio).toBeUndefined();
  });

  test.each([
    ['a box larger than what holds it', patched(init, find(init, 'moov'), 0x7fffffff), 'box-size'],
    ['a box smaller than its header', patched(init, find(init, 'trak'), 4), 'box-size'],
    ['a box that says "to the end of the file"', patched(init, find(init, 'moov'), 0), 'box-size'],
    ['no moov', box('ftyp'), 'box-missing'],
    ['not MP4 at all', new TextEncoder().encode('GIF89a, and much more besides'), 'box-size'],
    ['empty', new Uint8Array(0), 'box-missing'],
    ['not fragmented', joined(box('ftyp'), box('moov')), 'box-missing'],
  ])('%s → a typed error', (_case, bytes, fault) => {
    expect(faultOf(() => parseInit(bytes))).toBe(fault);
  });
});

describe('parseFragment', () => {
  test('reads start, duration, samples and the key frame', () => {
    const { video, audio, dataBytes } = parseFragment(fragment(25_600, true), parseInit(init));
    expect(video).toMatchObject({ startMs: 2000, durationMs: 200, samples: 5, keyFirst: true });
    expect(audio).toMatchObject({ samples: 2, durationTicks: 2048 });
    expect(dataBytes).toBe(5 * 16 + 2 * 4);
    expect(parseFragment(fragment(0, false), parseInit(init)).video?.keyFirst).toBe(false);
  });

  const good = fragment(0, true);
  const trun = find(good, 'trun');
  test.each([
    ['four billion samples', patched(good, trun + 12, 0xffffffff), 'too-many'],
    ['more samples than the box holds', patched(good, trun + 12, 40_000), 'truncated'],
    ['a track that does not exist', patched(good, find(good, 'tfhd') + 12, 9), 'value'],
    ['a decode time above 2^53', patched(good, find(good, 'tfdt') + 12, 0x7fffffff), 'value'],
    ['no track', box('moof'), 'box-missing'],
  ])('%s → a typed error', (_case, bytes, fault) => {
    expect(faultOf(() => parseFragment(bytes, parseInit(init)))).toBe(fault);
  });

  test('samples that do not fit into the mdat → a typed error', () => {
    expect(faultOf(() => parseFragment(good, parseInit(init), 10))).toBe('box-size');
  });

  test('whatever is overwritten, it answers or throws its own error', () => {
    const known = parseInit(init);
    fc.assert(
      fc.property(fc.nat(good.length - 4), fc.nat(0xffffffff), (at, value) => {
        faultOf(() => parseFragment(patched(good, at, value), known));
        faultOf(() => parseInit(patched(init, at % (init.length - 4), value)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('createBoxSplitter', () => {
  test('any split into pieces gives the same boxes', () => {
    const stream = joined(init, fragment(0, true), fragment(2560, false));
    const whole = boxesIn(stream, 0, stream.length).map((one) => stream.slice(one.start, one.end));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (lengths) => {
        const splitter = createBoxSplitter(1_000_000);
        const boxes: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const length = lengths[i % lengths.length] ?? 1;
          for (const one of splitter.push(stream.subarray(at, at + length))) boxes.push(one.bytes.slice());
          at += length;
        }
        expect(boxes).toEqual(whole);
        expect(splitter.pending()).toBe(0);
      }),
    );
  });

  test('a box larger than allowed is refused at its header', () => {
    const piece = joined(u32(5000), new TextEncoder().encode('mdat'));
    expect(faultOf(() => [...createBoxSplitter(1000).push(piece)])).toBe('too-large');
  });
});

describe('createFragmentReader', () => {
  test('init once, then each fragment with its leading boxes; joined they are the stream', () => {
    const body = joined(box('styp'), fragment(0, true), fragment(2560, false));
    const inits: string[] = [];
    const reader = createFragmentReader({ onInit: (_bytes, read) => inits.push(read.codecs) });
    const fragments = [...reader.push(init), ...reader.push(body.subarray(0, 100)), ...reader.push(body.subarray(100))];
    expect(inits).toEqual(['avc1.4d401e,mp4a.40.2']);
    expect(fragments.map((one) => one.info.video?.startTicks)).toEqual([0, 2560]);
    expect(joined(...fragments.map((one) => one.bytes))).toEqual(body);
    expect(reader.atBoundary()).toBe(true);
  });

  test('a stream that is not fragments is refused', () => {
    const known = parseInit(init);
    expect(faultOf(() => createFragmentReader({ init: known }).push(box('mdat', [1, 2, 3])))).toBe('unexpected-box');
    expect(faultOf(() => createFragmentReader().push(fragment(0, true)))).toBe('unexpected-box');
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
    expect(faultOf(() => createFragmentReader({ init: known }).push(png))).toBe('too-large');
  });
});
