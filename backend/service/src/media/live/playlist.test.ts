import { describe, expect, test } from 'vitest';
import { type Directives, readDirectives, readiness } from './directives.ts';
import { livePlaylist, SKIP_UNTIL_S, skippable } from './playlist.ts';
import {
  addInit,
  addPart,
  beginSegment,
  closeSegment,
  endWindow,
  findPart,
  findSegment,
  type LiveWindow,
  openWindow,
  WINDOW_MS,
} from './window.ts';

const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const origin = (number: number) => ({
  feed: 'ls-a-1',
  epoch: '0193a000-0000-7000-8000-000000000001',
  number,
  fromByte: 0,
});

/** Plays `count` segments of `parts` parts of 200 ms into the window; the last stays open unless told. */
function play(
  window: LiveWindow,
  count: number,
  options: { parts?: number; from?: number; init?: string; breaks?: boolean; close?: boolean } = {},
): void {
  const parts = options.parts ?? 20;
  let at = options.from ?? T0;
  for (let i = 0; i < count; i++) {
    const init = addInit(window, bytes(options.init ?? 'init-a'));
    beginSegment(window, { startMs: at, init, origin: origin(i), breaks: options.breaks === true && i === 0 });
    for (let part = 0; part < parts; part++) {
      addPart(window, { durationMs: 200, independent: part === 0, bytes: bytes(`${i}.${part}`) });
    }
    at += parts * 200;
    if (i < count - 1 || options.close) closeSegment(window);
  }
}
const fresh = (): LiveWindow => openWindow('w', 200);
const linesOf = (window: LiveWindow, skip = false): string[] => livePlaylist(window, skip).trimEnd().split('\n');
const value = (window: LiveWindow, tag: string): number =>
  Number(
    linesOf(window)
      .find((line) => line.startsWith(`#EXT-X-${tag}:`))
      ?.split(':')[1],
  );

describe('playlist', () => {
  test('rule 2: version 9, where EXT-X-SKIP is used', () => {
    expect(linesOf(fresh())).toContain('#EXT-X-VERSION:9');
  });

  test('rule 3: the target duration is constant and no rounded EXTINF exceeds it', () => {
    const window = fresh();
    play(window, 20, { parts: 30 });
    expect(value(window, 'TARGETDURATION')).toBe(6);
    const durations = linesOf(window).flatMap((line) =>
      line.startsWith('#EXTINF:') ? [parseFloat(line.slice(8))] : [],
    );
    expect(durations.length).toBeGreaterThan(5);
    for (const duration of durations) expect(Math.round(duration)).toBeLessThanOrEqual(6);
  });

  test('rule 4: the media sequence grows by one for each removed segment', () => {
    const window = fresh();
    play(window, 15, { close: true });
    expect(value(window, 'MEDIA-SEQUENCE')).toBe(0);
    play(window, 1, { from: T0 + 60_000, close: true });
    expect(value(window, 'MEDIA-SEQUENCE')).toBe(1);
    play(window, 2, { from: T0 + 64_000, close: true });
    expect(value(window, 'MEDIA-SEQUENCE')).toBe(3);
    expect(window.segments.reduce((sum, one) => sum + one.durationMs, 0)).toBeGreaterThanOrEqual(WINDOW_MS);
  });

  test('rule 5: a discontinuity stands before the first part after a break, and is counted when it slides out', () => {
    const window = fresh();
    play(window, 2, { close: true });
    play(window, 1, { from: T0 + 30_000, breaks: true, init: 'init-b' });
    const lines = linesOf(window);
    const at = lines.indexOf('#EXT-X-DISCONTINUITY');
    expect(lines.slice(at, at + 4)).toEqual([
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="init1.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2021-04-15T01:00:30.000Z',
      '#EXT-X-PART:DURATION=0.2,URI="p40.m4s",INDEPENDENT=YES',
    ]);
    expect(value(window, 'DISCONTINUITY-SEQUENCE')).toBe(0);
    play(window, 20, { from: T0 + 34_000, init: 'init-b' });
    expect(value(window, 'DISCONTINUITY-SEQUENCE')).toBe(1);
    expect(linesOf(window)).not.toContain('#EXT-X-DISCONTINUITY');
  });

  test('rule 5: the same initialisation section after a restart of the camera is a break all the same', () => {
    const window = fresh();
    play(window, 1, { close: true });
    play(window, 1, { from: T0 + 4000, breaks: true });
    expect(linesOf(window)).toContain('#EXT-X-DISCONTINUITY');
  });

  test('rule 6: one EXT-X-MAP, and another when the initialisation section changes', () => {
    const window = fresh();
    play(window, 3, { close: true });
    play(window, 1, { from: T0 + 12_000, breaks: true, init: 'init-b' });
    expect(linesOf(window).filter((line) => line.startsWith('#EXT-X-MAP'))).toEqual([
      '#EXT-X-MAP:URI="init0.mp4"',
      '#EXT-X-MAP:URI="init1.mp4"',
    ]);
  });

  test('rules 7 and 8: a date on every segment, advancing by EXTINF; a jump of more than 50 ms is a discontinuity (22b)', () => {
    const window = fresh();
    play(window, 2, { close: true });
    play(window, 1, { from: T0 + 8040, close: true });
    expect(linesOf(window)).not.toContain('#EXT-X-DISCONTINUITY');
    play(window, 1, { from: T0 + 12_100 });
    expect(linesOf(window)).toContain('#EXT-X-DISCONTINUITY');
    const dates = linesOf(window).filter((line) => line.startsWith('#EXT-X-PROGRAM-DATE-TIME'));
    expect(dates).toHaveLength(window.segments.length);
  });

  test('rules 9 and 10: the part target is announced and never below a part of 24 frames/s', () => {
    const window = openWindow('w', 208.3333333);
    expect(value(window, 'PART-INF') || linesOf(window).find((line) => line.startsWith('#EXT-X-PART-INF'))).toBe(
      '#EXT-X-PART-INF:PART-TARGET=0.20834',
    );
    expect(linesOf(fresh())).toContain('#EXT-X-PART-INF:PART-TARGET=0.2');
  });

  test('rule 12: INDEPENDENT on parts that begin with a key frame, and on no other', () => {
    const window = fresh();
    play(window, 1);
    const parts = linesOf(window).filter((line) => line.startsWith('#EXT-X-PART:'));
    expect(parts.map((line) => line.endsWith('INDEPENDENT=YES'))).toEqual([true, ...new Array(19).fill(false)]);
  });

  test('rule 14: parts leave the playlist three target durations from its end, their bytes stay', () => {
    const window = fresh();
    play(window, 12, { close: true });
    const listed = linesOf(window).filter((line) => line.startsWith('#EXT-X-PART:'));
    expect(listed.length).toBe(2 * 20);
    expect(findPart(window, 0)?.bytes).toEqual(bytes('0.0'));
    play(window, 8, { from: T0 + 48_000, close: true });
    expect(value(window, 'MEDIA-SEQUENCE')).toBe(5);
    expect(findSegment(window, 4)?.parts).toHaveLength(20);
    expect(findSegment(window, 0)?.parts).toHaveLength(0);
  });

  test('rules 16 to 19: server control', () => {
    expect(linesOf(fresh())).toContain(
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6,HOLD-BACK=18,CAN-SKIP-UNTIL=36',
    );
  });

  test('rule 21: exactly one hint, whose URI is later published verbatim, even in the next segment', () => {
    const window = fresh();
    play(window, 1);
    const hints = linesOf(window).filter((line) => line.startsWith('#EXT-X-PRELOAD-HINT'));
    expect(hints).toEqual(['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p20.m4s"']);
    play(window, 1, { from: T0 + 4000, parts: 1 });
    expect(linesOf(window)).toContain('#EXT-X-PART:DURATION=0.2,URI="p20.m4s",INDEPENDENT=YES');
  });

  test('rule 22: no hint with ENDLIST', () => {
    const window = fresh();
    play(window, 1);
    endWindow(window);
    const lines = linesOf(window);
    expect(lines.at(-1)).toBe('#EXT-X-ENDLIST');
    expect(lines.some((line) => line.startsWith('#EXT-X-PRELOAD-HINT'))).toBe(false);
    expect(lines).toContain('s0.m4s');
  });

  test('after a restart of the service the numbers go on, behind a discontinuity', () => {
    const window = openWindow('w', 200, { nextMsn: 40, nextPart: 900, nextInit: 3, discontinuities: 2 });
    play(window, 1);
    const lines = linesOf(window);
    expect(value(window, 'MEDIA-SEQUENCE')).toBe(40);
    expect(value(window, 'DISCONTINUITY-SEQUENCE')).toBe(2);
    expect(lines).toContain('#EXT-X-DISCONTINUITY');
    expect(lines).toContain('#EXT-X-MAP:URI="init3.mp4"');
    expect(lines).toContain('#EXT-X-PART:DURATION=0.2,URI="p900.m4s",INDEPENDENT=YES');
    expect(lines).toContain('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p920.m4s"');
  });
});

describe('blocking reload and delta', () => {
  const of = (window: LiveWindow, directives: Partial<Directives>) => readiness(window, { skip: false, ...directives });
  const window = fresh();
  play(window, 3);

  test('rule 23: msn alone waits for the whole segment', () => {
    expect(of(window, { msn: 1 })).toBe('ready');
    expect(of(window, { msn: 2 })).toBe('wait');
  });

  test('rule 24: msn and part wait for that part', () => {
    expect(of(window, { msn: 2, part: 19 })).toBe('ready');
    expect(of(window, { msn: 2, part: 20 })).toBe('wait');
  });

  test('rule 25: a part past the end of its segment means part 0 of the next', () => {
    expect(of(window, { msn: 1, part: 20 })).toBe('ready');
    const closed = fresh();
    play(closed, 1, { close: true });
    expect(of(closed, { msn: 0, part: 20 })).toBe('wait');
    play(closed, 1, { from: T0 + 4000, parts: 1 });
    expect(of(closed, { msn: 0, part: 20 })).toBe('ready');
  });

  test('rules 26 and 33: malformed directives', () => {
    expect(readDirectives({ _HLS_part: '1' })).toBeUndefined();
    for (const query of [
      { _HLS_msn: '-1' },
      { _HLS_msn: '1.5' },
      { _HLS_msn: 'x' },
      { _HLS_msn: ['1', '2'] },
      { _HLS_msn: '' },
      { _HLS_msn: '99999999999999999999' },
      { _HLS_msn: '1', _HLS_part: '' },
      { _HLS_skip: 'NO' },
    ]) {
      expect(readDirectives(query)).toBeUndefined();
    }
    expect(readDirectives({ _HLS_msn: '7', _HLS_part: '3', _HLS_skip: 'YES' })).toEqual({
      msn: 7,
      part: 3,
      skip: true,
    });
    expect(readDirectives({})).toEqual({ skip: false });
  });

  test('rule 27: more than two segments ahead', () => {
    expect(of(window, { msn: 4 })).toBe('wait');
    expect(of(window, { msn: 5 })).toBe('bad');
  });

  test('rule 28: a part more than three seconds ahead', () => {
    expect(of(window, { msn: 2, part: 34 })).toBe('wait');
    expect(of(window, { msn: 2, part: 35 })).toBe('bad');
    expect(of(window, { msn: 3, part: 15 })).toBe('bad');
  });

  test('rule 29: a segment that is gone is answered at once', () => {
    const long = fresh();
    play(long, 30);
    expect(of(long, { msn: 0, part: 3 })).toBe('ready');
  });

  test('rule 31: with ENDLIST the directives are ignored', () => {
    const over = fresh();
    play(over, 1);
    endWindow(over);
    expect(of(over, { msn: 999, part: 999 })).toBe('ready');
    expect(livePlaylist(over, true)).toBe(livePlaylist(over));
  });

  test('rule 32: where nothing can be skipped, the whole playlist', () => {
    expect(skippable(window)).toBe(0);
    expect(livePlaylist(window, true)).toBe(livePlaylist(window));
  });

  test('rule 33: a delta merged into the previous playlist equals the whole one', () => {
    const long = fresh();
    play(long, 5, { close: true });
    play(long, 20, { from: T0 + 60_000, breaks: true, init: 'init-b' });
    const before = linesOf(long);
    play(long, 1, { from: T0 + 140_000, init: 'init-b', parts: 3 });
    const whole = linesOf(long);
    const delta = linesOf(long, true);
    const skipped = skippable(long);
    expect(skipped).toBeGreaterThan(3);
    expect(delta).toContain(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`);
    // A client keeps the lines of the segments it has, from the new media sequence on.
    const uri = (msn: number) => `s${msn}.m4s`;
    const first = long.segments[0]?.msn ?? 0;
    const headerEnd = whole.findIndex((line) => line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE')) + 1;
    const kept = before.slice(before.indexOf(uri(first - 1)) + 1, before.indexOf(uri(first + skipped - 1)) + 1);
    const withoutMap = (lines: string[]) => lines.filter((line) => !line.startsWith('#EXT-X-MAP'));
    const merged = [
      ...whole.slice(0, headerEnd),
      ...kept.filter((line) => !line.startsWith('#EXT-X-PART:')),
      ...delta.slice(delta.findIndex((line) => line.startsWith('#EXT-X-SKIP')) + 1),
    ];
    expect(withoutMap(merged)).toEqual(withoutMap(whole));
    expect(SKIP_UNTIL_S).toBeGreaterThanOrEqual(36);
  });
});
