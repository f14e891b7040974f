/** Makes parts of fragments so that every one keeps to the target (rules 10 and 11), whatever a camera does to its frames. Pure. */

export type Fragment = {
  bytes: Uint8Array;
  /** Wall clock of its first frame, ms since 1970. */
  startMs: number;
  durationMs: number;
  keyFirst: boolean;
  /** Where it begins in the body of its recorded segment. */
  fromByte: number;
};

/**
 * `whole`: longer than a part may be, so it becomes a segment of its own that lists no parts.
 * `cut`: a new segment begins before it, because the part before it is short and only the last of a segment may be.
 */
export type Step = { kind: 'part' | 'whole'; fragment: Fragment; cut: boolean };

/** PART-TARGET as it is written: rounded up to 10 µs, so that no part is longer than what is announced. */
export const announcedMs = (targetMs: number): number => Math.ceil(targetMs * 100 - 1e-6) / 100;
/** Rule 11. */
export const SHORTEST_SHARE = 0.85;
const ROUNDING_MS = 1e-6;

export const exceeds = (durationMs: number, targetMs: number): boolean =>
  durationMs > announcedMs(targetMs) + ROUNDING_MS;

const isShort = (durationMs: number, targetMs: number): boolean =>
  durationMs < SHORTEST_SHARE * announcedMs(targetMs) - ROUNDING_MS;

const joined = (first: Fragment, second: Fragment): Fragment => ({
  ...first,
  bytes: Buffer.concat([first.bytes, second.bytes]),
  durationMs: first.durationMs + second.durationMs,
});

/**
 * What to do now that `fragment` is here, and what waits: a short one, until it is known what follows it.
 * @param held what waited before.
 */
export function fit(held: Step | undefined, fragment: Fragment, targetMs: number): { now: Step[]; held?: Step } {
  const now: Step[] = [];
  let step: Step = { kind: 'part', fragment, cut: false };
  if (held) {
    const together = held.fragment.durationMs + fragment.durationMs;
    if (!fragment.keyFirst && !exceeds(together, targetMs)) {
      step = { ...held, fragment: joined(held.fragment, fragment) };
    } else {
      now.push(held);
      step.cut = !fragment.keyFirst;
    }
  }
  const { durationMs } = step.fragment;
  if (exceeds(durationMs, targetMs)) return { now: [...now, { ...step, kind: 'whole' }] };
  return isShort(durationMs, targetMs) ? { now, held: step } : { now: [...now, step] };
}
