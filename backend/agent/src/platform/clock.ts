/** The agent's clock: the machine's monotonic time plus an offset that the service confirms. */

export type AgentClock = {
  /** Milliseconds since 1970, UTC, corrected. Never goes back but at a step. */
  now(): number;
  /** What is added to the machine's own clock, in whole milliseconds. */
  offsetMs(): number;
  /** True once the service's time was heard in this run. */
  confirmed(): boolean;
  /** Takes over a measured service-minus-machine difference; answers what became of it. */
  observe(offsetMs: number): 'kept' | 'adjusted' | 'stepped';
  /** Time must not begin below what was written in an earlier run. */
  raiseFloor(ms: number): void;
  /** Called after a step of more than a second: media begin a new epoch. */
  onStep(listener: (byMs: number) => void): void;
  /** Asked before a small adjustment: false while an epoch is being kept, in which the offset is constant. */
  mayAdjust(question: () => boolean): void;
};

/** Beyond it the clock was wrong; below, an epoch goes on with the offset it began with (`interfaces.md` §3). */
export const STEP_MS = 1000;

/** Milliseconds of the machine's clock that no one can set while we run. */
const steadyNow = (): number => performance.timeOrigin + performance.now();

export function createAgentClock(steady: () => number = steadyNow): AgentClock {
  let offset = 0;
  let last = 0;
  let heard = false;
  let idle = (): boolean => true;
  const listeners: ((byMs: number) => void)[] = [];

  return {
    now() {
      last = Math.max(last, steady() + offset);
      return last;
    },
    offsetMs: () => Math.round(offset),
    confirmed: () => heard,
    observe(measured) {
      const by = measured - offset;
      heard = true;
      if (Math.abs(by) <= STEP_MS && !idle()) return 'kept';
      offset = measured;
      if (Math.abs(by) <= STEP_MS) return 'adjusted';
      // The service's word goes before the floor: what was written under a wrong clock must not hold time back for hours.
      last = 0;
      for (const listener of listeners) listener(by);
      return 'stepped';
    },
    raiseFloor(ms) {
      // A machine that woke in 1970 goes on from where it was, as fast as time passes.
      if (!heard && steady() + offset < ms) offset = ms - steady();
    },
    onStep: (listener) => void listeners.push(listener),
    mayAdjust(question) {
      idle = question;
    },
  };
}

/** One exchange with the service: machine time when asked and answered, and what the service said. */
export type RoundTrip = { askedAt: number; answeredAt: number; serverMs: number };

/** Offset from several round trips: the shortest is the least disturbed. Undefined without any. */
export function offsetOf(trips: RoundTrip[]): number | undefined {
  const [best] = [...trips].sort((a, b) => a.answeredAt - a.askedAt - (b.answeredAt - b.askedAt));
  return best && best.serverMs - (best.askedAt + best.answeredAt) / 2;
}

export const machineNow = steadyNow;
export const rfc3339 = (ms: number): string => new Date(ms).toISOString();
