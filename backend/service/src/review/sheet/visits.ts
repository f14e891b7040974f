/** The stages that a hearing went through, as the lines that somebody may read tell them. Pure. */
import { moveStage, type Standing } from '@giamsat/contract/hearing/moves';
import type { Timestamp } from '@giamsat/contract/primitives';
import { isEnded, type Stage } from '@giamsat/contract/stage';
import type { LogLine } from '@giamsat/contract/wire/live';

/** A stay in one stage; `to` is absent while it lasts, `line` is what began it. */
export type Visit = { stage: Stage; from: Timestamp; to?: Timestamp; line: LogLine };

/** In the order of the course; retracted lines move nothing. */
export function visitsOf(lines: readonly LogLine[]): Visit[] {
  const visits: Visit[] = [];
  let at: Standing = { stage: 'scheduled' };
  for (const line of lines) {
    if (line.retracted) continue;
    const next = moveStage(at, line);
    if (next.stage !== at.stage) {
      const last = visits.at(-1);
      if (last) last.to = line.time;
      visits.push({ stage: next.stage, from: line.time, line });
    }
    at = next;
  }
  return visits;
}

/** Where it ended without a judgment: it was postponed, stayed, terminated, returned or cancelled. */
export const endedEarly = (stage: Stage): boolean => isEnded(stage) && stage !== 'closed';
