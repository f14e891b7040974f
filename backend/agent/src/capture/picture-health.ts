/** Says of a camera's key frames, small and grey, whether they are black or frozen; and of its sound whether it is silent. */

export type PictureHealth = { black: boolean; frozen: boolean };

/** Luma of dark grey in limited range; a lens cap gives 16 to 24. */
const BLACK_LUMA = 38;
const BLACK_SHARE = 0.98;
/** A living picture differs at least by its sensor's noise; a frozen one only by rounding. */
const SAME_LUMA = 2;
const FROZEN_AFTER_MS = 8_000;
const BLACK_AFTER_MS = 2_000;
/** dBFS; a quiet courtroom has more. */
const SILENT_DB = -60;
const SILENT_AFTER_MS = 10_000;

/** Since when something has been so, and whether that is long enough. */
const lasting = (afterMs: number) => {
  let since: number | undefined;
  return (is: boolean, now: number): boolean => {
    since = is ? (since ?? now) : undefined;
    return since !== undefined && now - since >= afterMs;
  };
};

export const isBlack = (luma: Uint8Array): boolean => {
  let dark = 0;
  for (const value of luma) if (value <= BLACK_LUMA) dark++;
  return dark >= luma.byteLength * BLACK_SHARE;
};

export const isSame = (before: Uint8Array, now: Uint8Array): boolean => {
  if (before.byteLength !== now.byteLength) return false;
  for (let i = 0; i < now.byteLength; i++) {
    if (Math.abs((before[i] ?? 0) - (now[i] ?? 0)) > SAME_LUMA) return false;
  }
  return true;
};

export function createPictureHealth(): (luma: Uint8Array, now: number) => PictureHealth {
  const blackLasts = lasting(BLACK_AFTER_MS);
  const frozenLasts = lasting(FROZEN_AFTER_MS);
  let before: Uint8Array | undefined;
  return (luma, now) => {
    const dark = isBlack(luma);
    const same = before !== undefined && isSame(before, luma);
    before = luma;
    const black = blackLasts(dark, now);
    // A black picture also stands still; it is called black.
    const frozen = frozenLasts(same && !dark, now);
    return { black, frozen };
  };
}

export function createSoundHealth(): (levelDb: number, now: number) => { silent: boolean } {
  const silentLasts = lasting(SILENT_AFTER_MS);
  return (levelDb, now) => ({ silent: silentLasts(levelDb < SILENT_DB, now) });
}

/** Levels (dBFS) in what the level filter printed; "-inf" counts as -120. */
export function levelsIn(text: string): number[] {
  return [...text.matchAll(/RMS_level=(-?inf|-?[0-9.]+|nan)/g)].map(([, value]) => {
    const level = Number(value);
    return Number.isFinite(level) ? level : -120;
  });
}
