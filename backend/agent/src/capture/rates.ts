/** Frame rate, bit rate and key-frame interval of a camera, over the last five seconds. */
import type { Part } from './part.ts';

export type Rates = { fps?: number; kbps?: number; keyIntervalMs?: number };

const WINDOW_MS = 5_000;

export function createRates(): { observe(part: Part): void; read(): Rates; reset(): void } {
  let recent: { startMs: number; durationMs: number; frames: number; bytes: number }[] = [];
  let lastKeyMs: number | undefined;
  let keyIntervalMs: number | undefined;
  return {
    observe(part) {
      const { startMs, durationMs, frames } = part;
      recent.push({ startMs, durationMs, frames, bytes: part.bytes.byteLength });
      while (recent[0] && part.startMs - recent[0].startMs > WINDOW_MS) recent.shift();
      if (!part.key) return;
      if (lastKeyMs !== undefined) keyIntervalMs = Math.round(part.startMs - lastKeyMs);
      lastKeyMs = part.startMs;
    },
    read() {
      const ms = recent.reduce((sum, part) => sum + part.durationMs, 0);
      if (ms < 400) return {};
      const frames = recent.reduce((sum, part) => sum + part.frames, 0);
      const bytes = recent.reduce((sum, part) => sum + part.bytes, 0);
      return {
        fps: Math.round((frames / ms) * 10_000) / 10,
        kbps: Math.round((bytes * 8) / ms),
        ...(keyIntervalMs === undefined ? {} : { keyIntervalMs }),
      };
    },
    reset() {
      recent = [];
      lastKeyMs = undefined;
      keyIntervalMs = undefined;
    },
  };
}
