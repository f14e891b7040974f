import { describe, expect, test } from 'vitest';
import { boxesIn, topBox } from './boxes.ts';
import { parseFragment } from './fragment.ts';
import { parseInit } from './init.ts';
import { formOf, movedBy, withWords } from './joining.ts';
import { seekTable, seekTableBytes } from './seek-table.ts';
import { joined, syntheticFragment, syntheticInit } from './synthetic.ts';

const init = syntheticInit({ audio: true });
const segment = (start: number) =>
  joined(
    syntheticFragment({
      video: { startTicks: start, durations: [512, 512], key: true },
      audio: { startTicks: start * 3, durations: [1024] },
    }),
    syntheticFragment({ video: { startTicks: start + 1024, durations: [512, 512], key: false } }),
  );

describe('a segment that is moved', () => {
  test('has all its decode times moved, each in its own timescale, and nothing else', () => {
    const parsed = parseInit(init);
    const before = segment(128_000);
    const after = movedBy(before, parsed, -5_000);
    const [was, is] = [parseFragment(before, parsed), parseFragment(after, parsed)];
    expect(is.video?.startMs).toBe((was.video?.startMs ?? 0) - 5_000);
    expect(is.audio?.startMs).toBeCloseTo((was.audio?.startMs ?? 0) - 5_000, 1);
    expect(is.video?.durationMs).toBe(was.video?.durationMs);
    expect(after.length).toBe(before.length);
    expect(after.filter((byte, n) => byte !== before[n]).length).toBeLessThanOrEqual(3 * 8);
    const second = boxesIn(after, 0, after.length).filter(({ type }) => type === 'moof')[1];
    expect(parseFragment(after.subarray(second?.start), parsed).video?.startMs).toBe((is.video?.startMs ?? 0) + 80);
  });

  test('never begins before the file does', () => {
    const parsed = parseInit(init);
    expect(parseFragment(movedBy(segment(0), parsed, -10), parsed).video?.startTicks).toBe(0);
  });
});

describe('an initialisation section with words', () => {
  test('says them, and is otherwise the same', () => {
    const said = withWords(init, 'Bản sao', 'không có chứng thực');
    expect(Buffer.from(said).toString('utf8')).toContain('không có chứng thực');
    expect(parseInit(said)).toEqual(parseInit(init));
    expect(formOf(said)).toBe(formOf(init));
    // Words replace words.
    expect(withWords(said, 'Bản sao', 'không có chứng thực')).toEqual(said);
  });

  test('of another size or without sound has another form', () => {
    expect(formOf(syntheticInit({ audio: true, width: 1280, height: 720 }))).not.toBe(formOf(init));
    expect(formOf(syntheticInit({}))).not.toBe(formOf(init));
  });
});

describe('a seek table', () => {
  const pieces = [
    { bytes: 1000, durationMs: 4000.4 },
    { bytes: 2000, durationMs: 3999.7 },
    { bytes: 3000, durationMs: 100.3 },
  ];

  test('tells where each piece is and how long, without roundings that add up', () => {
    const bytes = seekTable({ trackId: 1, timescale: 90_000, startTicks: 2 ** 33, pieces });
    const view = new DataView(bytes.buffer);
    expect(topBox(bytes, 'sidx')).toMatchObject({ start: 0, end: bytes.length });
    expect(bytes.length).toBe(seekTableBytes(3));
    expect([view.getUint32(12), view.getUint32(16), Number(view.getBigUint64(20)), view.getUint16(38)]).toEqual([
      1,
      90_000,
      2 ** 33,
      3,
    ]);
    expect(pieces.map((_, n) => view.getUint32(40 + n * 12))).toEqual([1000, 2000, 3000]);
    const ticks = pieces.map((_, n) => view.getUint32(44 + n * 12));
    expect(ticks.reduce((sum, one) => sum + one, 0)).toBe(Math.round(8.1004 * 90_000));
  });

  test('that would be too long is refused', () => {
    const many = Array.from({ length: 65_536 }, () => ({ bytes: 1, durationMs: 1 }));
    expect(() => seekTable({ trackId: 1, timescale: 1, startTicks: 0, pieces: many })).toThrow('pieces');
  });
});
