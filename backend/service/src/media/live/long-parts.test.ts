import { expect, test } from 'vitest';
import { readiness } from './directives.ts';
import { inLongParts, PARTS_TOGETHER } from './long-parts.ts';
import { announcedMs } from './part-lengths.ts';
import { livePlaylist } from './playlist.ts';
import {
  addInit,
  addPart,
  beginSegment,
  closeSegment,
  endWindow,
  findPart,
  type LivePart,
  type LiveSegment,
  type LiveWindow,
  lastSegment,
  openWindow,
  partsOf,
} from './window.ts';

const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const TARGET_MS = 200.2;
const text = (part: LivePart | undefined): string => (part ? Buffer.from(part.bytes).toString() : '');

/** Segments of so many parts each; a key frame at the start and where told; the last stays open. */
function play(counts: number[], keysAt: number[] = []): LiveWindow {
  const window = openWindow('w', TARGET_MS);
  const init = addInit(window, Buffer.from('init'));
  let at = T0;
  for (const [i, count] of counts.entries()) {
    beginSegment(window, {
      startMs: at,
      init,
      origin: { feed: 'f', epoch: 'e', number: i, fromByte: 0 },
      breaks: false,
    });
    for (let n = 0; n < count; n++) {
      addPart(window, {
        durationMs: 200,
        independent: n === 0 || keysAt.includes(n),
        bytes: Buffer.from(`${i}.${n} `),
      });
      at += 200;
    }
    if (i < counts.length - 1) closeSegment(window);
  }
  return window;
}
const opened = (window: LiveWindow): LiveSegment => {
  const segment = lastSegment(window);
  if (!segment) throw new Error('no segment');
  return segment;
};
const hintOf = (window: LiveWindow): string | undefined =>
  /PRELOAD-HINT:TYPE=PART,URI="(.*)"/.exec(livePlaylist(window))?.[1];

test('three parts make one, under the number of the first; what is not whole yet is hinted at', () => {
  const view = inLongParts(play([8, 5]));
  expect(view.segments.map((segment) => partsOf(segment).map(text))).toEqual([
    ['0.0 0.1 0.2 ', '0.3 0.4 0.5 ', '0.6 0.7 '],
    ['1.0 1.1 1.2 '],
  ]);
  expect(view.segments.map((segment) => partsOf(segment).map(({ number }) => number))).toEqual([[0, 3, 6], [8]]);
  expect(hintOf(view)).toBe('w11.m4s');
  expect(livePlaylist(view)).toContain('#EXT-X-PART:DURATION=0.6,URI="w8.m4s",INDEPENDENT=YES');
});

test('a key frame begins one, so that a player can begin there; the one before is short (rule 11)', () => {
  const view = inLongParts(play([8], [4]));
  expect(partsOf(opened(view)).map(text)).toEqual(['0.0 0.1 0.2 ', '0.3 ', '0.4 0.5 0.6 ']);
  expect(partsOf(opened(view)).map(({ independent }) => independent)).toEqual([true, false, true]);
});

test('the segments stay the window’s own, and one without parts stays without', () => {
  const window = play([4]);
  closeSegment(window);
  beginSegment(window, {
    startMs: T0 + 800,
    init: 0,
    origin: { feed: 'f', epoch: 'e', number: 1, fromByte: 0 },
    breaks: false,
    partless: true,
  });
  addPart(window, { durationMs: 2000, independent: true, bytes: Buffer.from('long') });
  closeSegment(window);
  const view = inLongParts(window);
  const segmentsIn = (one: LiveWindow) => livePlaylist(one).match(/#EXTINF.*\n.*/g);
  expect(segmentsIn(view)).toEqual(segmentsIn(window));
  expect(hintOf(view)).toBe('w4.m4s');
});

test('a request waits for the whole long part, and for the short last one until its segment is closed', () => {
  const ask = (window: LiveWindow, part: number) => readiness(inLongParts(window), { msn: 0, part, skip: false });
  expect(ask(play([5]), 1)).toBe('wait');
  expect(ask(play([6]), 1)).toBe('ready');
  const closing = play([5]);
  closeSegment(closing);
  expect(ask(closing, 1)).toBe('ready');
});

test('whatever is published in whatever order: no part is lost, none is too long, every hint is kept', () => {
  let state = Number(process.env.SEED ?? 4711);
  const roll = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const window = openWindow('w', TARGET_MS);
  const init = addInit(window, Buffer.from('init'));
  const published = new Map<string, string>();
  const hints = new Set<string>();
  const shorts: string[] = [];
  let at = T0;
  for (let step = 0; step < 700; step++) {
    if (!lastSegment(window) || lastSegment(window)?.closed || roll(18) === 0) {
      const number = step;
      beginSegment(window, {
        startMs: at,
        init,
        origin: { feed: 'f', epoch: 'e', number, fromByte: 0 },
        breaks: roll(9) === 0,
      });
    }
    const first = partsOf(opened(window)).length === 0;
    shorts.push(`${step} `);
    addPart(window, {
      durationMs: announcedMs(TARGET_MS) * (roll(5) === 0 ? 0.9 : 1),
      independent: first || roll(8) === 0,
      bytes: Buffer.from(`${step} `),
    });
    at += 200;
    if (roll(25) === 0) closeSegment(window);
    if (step === 699) endWindow(window);
    const view = inLongParts(window);
    expect(inLongParts(window)).toBe(view);
    for (const segment of view.segments) {
      const parts = partsOf(segment);
      for (const [i, part] of parts.entries()) {
        const uri = `w${part.number}.m4s`;
        const { durationMs } = part;
        expect(durationMs).toBeLessThanOrEqual(announcedMs(view.partTargetMs) + 1e-6);
        const mayBeShort = i === parts.length - 1 || parts[i + 1]?.independent;
        if (!mayBeShort) expect(durationMs).toBeGreaterThanOrEqual(0.85 * announcedMs(view.partTargetMs));
        // Under one name the same bytes for ever.
        expect(text(part)).toBe(published.get(uri) ?? text(part));
        published.set(uri, text(part));
        expect(findPart(view, part.number)?.number).toBe(part.number);
      }
    }
    const hint = hintOf(view);
    if (hint !== undefined) hints.add(hint);
  }
  expect([...published.values()].join('')).toBe(shorts.join(''));
  expect([...hints].filter((hint) => !published.has(hint)).length).toBeLessThanOrEqual(1);
  expect(published.size).toBeGreaterThan(shorts.length / PARTS_TOGETHER - 1);
});
