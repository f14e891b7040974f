/** What works with a camera and could be better. */
import { type AdviceFinding, KEY_FRAMES_RARE_MS, KEY_FRAMES_SELDOM_MS } from '@giamsat/contract/camera/finding';
import type { Rates } from './rates.ts';
import type { StreamFacts } from './stream-facts.ts';

const LARGE_PIXELS = 1920 * 1088;
const HIGH_KBPS = 6_000;
const LOW_FPS = 9.5;

export function adviceOn(seen: {
  facts: StreamFacts;
  rates: Rates;
  size?: { width: number; height: number };
  reorderMs: number;
  /** The sound is left out because none comes. */
  soundAbsent: boolean;
}): AdviceFinding[] {
  const { facts, rates, size, reorderMs, soundAbsent } = seen;
  const { picture, sound } = facts;
  const { keyIntervalMs = 0 } = rates;
  const all: [AdviceFinding, boolean][] = [
    // Rarer still is refused, in words of its own.
    ['key-frames-seldom', keyIntervalMs > KEY_FRAMES_SELDOM_MS && keyIntervalMs <= KEY_FRAMES_RARE_MS],
    ['picture-large', size !== undefined && size.width * size.height > LARGE_PIXELS],
    ['bitrate-high', (rates.kbps ?? 0) > HIGH_KBPS],
    ['interlaced', picture?.interlaced === true],
    ['frame-rate-low', rates.fps !== undefined && rates.fps < LOW_FPS],
    ['reordered', reorderMs > 0],
    ['sound-encoded-anew', sound !== undefined && sound.codec !== 'aac' && !soundAbsent],
    ['sound-absent', soundAbsent],
    ['no-sound', picture !== undefined && sound === undefined],
  ];
  return all.filter(([, is]) => is).map(([finding]) => finding);
}
