import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announcedMs, type Fragment, fit, SHORTEST_SHARE, type Step } from './part-lengths.ts';

const fragment = (durationMs: number, keyFirst = false): Fragment => ({
  bytes: new Uint8Array([Math.round(durationMs) % 251]),
  startMs: 0,
  durationMs,
  keyFirst,
  fromByte: 0,
});
/** All fragments of one segment, and its end. */
function run(fragments: Fragment[], targetMs: number): Step[] {
  const steps: Step[] = [];
  let held: Step | undefined;
  for (const one of fragments) {
    const fitted = fit(held, one, targetMs);
    steps.push(...fitted.now);
    held = fitted.held;
  }
  return held ? [...steps, held] : steps;
}
/** `k`ey; `|` a segment begins; `w`hole. */
const told = (steps: Step[]): string =>
  steps
    .map(
      ({ kind, fragment: { durationMs, keyFirst }, cut }) =>
        `${cut ? '|' : ''}${durationMs}${keyFirst ? 'k' : ''}${kind === 'whole' ? 'w' : ''}`,
    )
    .join(' ');

describe('fit', () => {
  test.each([
    ['full parts pass at once', [fragment(200, true), fragment(200)], '200k 200'],
    [
      'a short part before a key frame stands',
      [fragment(200, true), fragment(80), fragment(200, true)],
      '200k 80 200k',
    ],
    [
      'short ones are joined while they fit',
      [fragment(80, true), fragment(80), fragment(40), fragment(200)],
      '200k 200',
    ],
    ['a short one that cannot be joined ends its segment', [fragment(120, true), fragment(200)], '120k |200'],
    [
      'one that is too long is a segment by itself',
      [fragment(200, true), fragment(240), fragment(200)],
      '200k 240w 200',
    ],
    ['the last may be short', [fragment(200, true), fragment(40)], '200k 40'],
  ])('%s', (_what, fragments, expected) => {
    expect(told(run(fragments, 200))).toBe(expected);
  });

  test('whatever the lengths: nothing is lost or swapped, no part is too long, and a short one is followed by what the rule allows', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(lengths, fc.constantFrom(200, 200.2002, 208.3333, 250), (all, targetMs) => {
        const fragments = all.map(([ms, key]) => fragment(ms, key));
        const steps = run(fragments, targetMs);
        expect(Buffer.concat(steps.map((step) => step.fragment.bytes))).toEqual(
          Buffer.concat(fragments.map((one) => one.bytes)),
        );
        steps.forEach((step, i) => {
          const next = steps[i + 1];
          if (step.kind === 'whole') return;
          expect(step.fragment.durationMs).toBeLessThanOrEqual(announcedMs(targetMs));
          const isLast = !next || next.cut || next.kind === 'whole' || next.fragment.keyFirst;
          if (!isLast) expect(step.fragment.durationMs).toBeGreaterThanOrEqual(SHORTEST_SHARE * targetMs);
        });
      }),
    );
  });
});
