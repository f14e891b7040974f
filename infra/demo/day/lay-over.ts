/** Lays the plan's day over the present: from one moment on, it runs at a pace. */
import { counted, minutesOf, type PlanTime, uncounted } from './plan.ts';

export interface Anchor {
  /** A real moment, ms since 1970 … */
  readonly at: number;
  /** … and where the plan stands then, in minutes since its midnight. */
  readonly planMinutes: number;
}

export interface LaidOver {
  readonly anchor: Anchor;
  readonly pace: number;
  /** When a time of the plan is in the present, ms since 1970; before the anchor too, at the same pace. */
  realOf(time: PlanTime): number;
  /** Where the plan stands at a real moment, in minutes since its midnight. */
  planAt(real: number): number;
}

/** `pace` 6: six minutes of the plan pass in one. */
export function layOver(anchor: Anchor, pace: number): LaidOver {
  const zero = counted(anchor.planMinutes);
  return {
    anchor,
    pace,
    realOf: (time) => Math.round(anchor.at + ((counted(minutesOf(time)) - zero) * 60_000) / pace),
    planAt: (real) => uncounted(zero + ((real - anchor.at) / 60_000) * pace),
  };
}
