/** How long the parts of a stretch are. */
import type { Part } from '@giamsat/agent/capture/part';

export function partTimes(parts: Part[]): { usual: number; most: number; uneven: number } {
  // The first and the last may be cut short.
  const lengths = parts.slice(1, -1).map(({ durationMs }) => durationMs);
  const usual = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
  return {
    usual,
    most: Math.max(...lengths),
    uneven: lengths.filter((one) => Math.abs(one - usual) > usual * 0.03).length,
  };
}
