/** Says of a camera's key frames, small and grey, whether they are black or frozen; and of its sound whether it is silent. */

export type PictureHealth = { black: boolean; frozen: boolean };

/** Luma of dark grey in limited range; a lens cap gives 16 to 24. */
const BLACK_LUMA = 38;
const BLACK_SHARE = 0.98;
/** A living picture differs at least by its sensor's noise; a frozen one only by rounding. */
const SAME_LUMA = 2;
const FROZEN_AFTER_MS = 8_000;
/** Frames that repeat the one before bit for bit cost next to nothing; no living picture has only such for so long. */
const STILL_AFTER_MS = 3_000;
const STILL_BYTES = 40;
const STILL_BYTES_PER_MACROBLOCK = 1 / 40;
/** One dark key frame and so long no other: the next may be seconds away. */
const BLACK_AFTER_MS = 1_000;
/** dBFS; a quiet courtroom has more, though a microphone may close its gate for a while. */
const SILENT_DB = -60;
const SILENT_AFTER_MS = 10_000;
/** No microphone that is open is so quiet. */
const DEAD_DB = -80;
const DEAD_AFTER_MS = 2_500;
/** Media that advance less than this share of real time, */
const SLOW_SHARE = 0.9;
/** over so long a stretch, */
const SLOW_WINDOW_MS = 2_500;
/** for so long. */
const SLOW_AFTER_MS = 1_000;
/** Two complaints of the decoder within so long: damaged data; one alone may be a packet that was lost. */
const DAMAGE_WINDOW_MS = 4_000;

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

/** What the pictures look like: key frames, small and grey, and how much the frames between them say. */
export function createPictureHealth() {
  const blackLasts = lasting(BLACK_AFTER_MS);
  const frozenLasts = lasting(FROZEN_AFTER_MS);
  const stillLasts = lasting(STILL_AFTER_MS);
  let before: Uint8Array | undefined;
  let dark = false;
  let same = false;
  let still = false;
  let macroblocks = 0;
  const read = (now: number): PictureHealth => {
    const black = blackLasts(dark, now);
    const unchanged = frozenLasts(same && !dark, now);
    // A black picture also stands still; it is called black.
    return { black, frozen: (stillLasts(still, now) || unchanged) && !dark };
  };
  return {
    /** Size of the picture, pixels. */
    size(width: number, height: number) {
      macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16);
    },
    key(luma: Uint8Array, now: number): PictureHealth {
      dark = isBlack(luma);
      same = before !== undefined && isSame(before, luma);
      before = luma;
      return read(now);
    },
    /** Sizes of the frames between key frames, as they arrived. */
    between(bytes: number[], now: number) {
      if (bytes.length === 0) return;
      const most = STILL_BYTES + macroblocks * STILL_BYTES_PER_MACROBLOCK;
      still = macroblocks > 0 && bytes.every((one) => one <= most);
      stillLasts(still, now);
    },
    read,
  };
}

export function createSoundHealth(): (levelDb: number, now: number) => { silent: boolean } {
  const silentLasts = lasting(SILENT_AFTER_MS);
  const deadLasts = lasting(DEAD_AFTER_MS);
  return (levelDb, now) => {
    const silent = silentLasts(levelDb < SILENT_DB, now);
    return { silent: deadLasts(levelDb < DEAD_DB, now) || silent };
  };
}

/** Whether media arrive more slowly than they should be shown. */
export function createPace() {
  const slowLasts = lasting(SLOW_AFTER_MS);
  const seen: { at: number; endMs: number }[] = [];
  return {
    observe(endMs: number, now: number) {
      seen.push({ at: now, endMs });
      while (seen[1] && now - seen[1].at >= SLOW_WINDOW_MS) seen.shift();
    },
    slow(now: number): boolean {
      const [first] = seen;
      const last = seen.at(-1);
      const passed = first ? now - first.at : 0;
      if (!first || !last || passed < SLOW_WINDOW_MS) return false;
      return slowLasts((last.endMs - first.endMs) / passed < SLOW_SHARE, now);
    },
  };
}

/** Whether the decoder complains of damaged data again and again. */
export function createDamage() {
  let at: number[] = [];
  return {
    observe(now: number) {
      at = [...at.filter((one) => now - one < DAMAGE_WINDOW_MS), now].slice(-50);
    },
    damaged(now: number): boolean {
      at = at.filter((one) => now - one < DAMAGE_WINDOW_MS);
      return at.length >= 2;
    },
  };
}

/** Levels (dBFS) in what the level filter printed; "-inf" counts as -120. */
export function levelsIn(text: string): number[] {
  return [...text.matchAll(/RMS_level=(-?inf|-?[0-9.]+|nan)/g)].map(([, value]) => {
    const level = Number(value);
    return Number.isFinite(level) ? level : -120;
  });
}
