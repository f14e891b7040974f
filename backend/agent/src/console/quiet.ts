/** 45 minutes on air without an event: the console asks; five minutes later, without an answer, it cuts (`ui.md`, the clerk). */

export const ASK_AFTER_MS = 45 * 60_000;
export const CUT_AFTER_MS = 50 * 60_000;

export type Quiet = { hearing: string; sinceMs: number; cutsAtMs: number };

export type QuietWatch = {
  /** What to ask now, and (once each) what to cut. */
  look(onAir: { hearing: string; lastEventMs: number }[]): { asks: Quiet[]; cuts: string[] };
  /** Somebody is there. */
  answered(hearing: string): void;
};

export function createQuietWatch(now: () => number): QuietWatch {
  const startedAt = now();
  const answers = new Map<string, number>();
  const cut = new Set<string>();
  return {
    look(onAir) {
      const asks: Quiet[] = [];
      const cuts: string[] = [];
      for (const { hearing, lastEventMs } of onAir) {
        const sinceMs = Math.max(lastEventMs, startedAt, answers.get(hearing) ?? 0);
        const quietMs = now() - sinceMs;
        if (quietMs < ASK_AFTER_MS) cut.delete(hearing);
        else if (quietMs < CUT_AFTER_MS) asks.push({ hearing, sinceMs, cutsAtMs: sinceMs + CUT_AFTER_MS });
        else if (!cut.has(hearing)) {
          cut.add(hearing);
          cuts.push(hearing);
        }
      }
      return { asks, cuts };
    },
    answered: (hearing) => void answers.set(hearing, now()),
  };
}
