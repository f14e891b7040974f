/** What many presses tell together. Pure. */
import { ascending, percentile } from '../harness.ts';
import type { Run } from './run.ts';

/** `stray`: times of pictures that were seen though they were filmed after the press. */
export type Judged = { runs: Run[]; stray: number[]; idle: number };

/** Null where one of them never came. */
const at = (values: readonly (number | null)[], share: number): number | null =>
  values.includes(null) ? null : percentile(ascending(values.map(Number)), share);

export const most = (values: readonly (number | null)[]): number | null => at(values, 1);

/** The greatest by kind of address. */
export const refusedMost = (runs: readonly Run[]): Record<string, number | null> =>
  Object.fromEntries(
    Object.keys(runs[0]?.refusedMs ?? {}).map((kind) => [kind, most(runs.map((run) => run.refusedMs[kind] ?? null))]),
  );

export function figureOf({ runs, stray, idle }: Judged) {
  const of = (
    step:
      | 'screenMs'
      | 'originMs'
      | 'agentMs'
      | 'restMs'
      | 'postedMs'
      | 'takenMs'
      | 'toldMs'
      | 'droppedMs'
      | 'answeredMs',
  ) => runs.map((run) => run[step]);
  return {
    runs: runs.length,
    screenP50Ms: at(of('screenMs'), 0.5),
    screenMaxMs: most(of('screenMs')),
    originP50Ms: at(of('originMs'), 0.5),
    originMaxMs: most(of('originMs')),
    agentP50Ms: at(of('agentMs'), 0.5),
    agentMaxMs: most(of('agentMs')),
    restMaxMs: most(of('restMs')),
    postedP50Ms: at(of('postedMs'), 0.5),
    postedMaxMs: most(of('postedMs')),
    takenP50Ms: at(of('takenMs'), 0.5),
    takenMaxMs: most(of('takenMs')),
    toldP50Ms: at(of('toldMs'), 0.5),
    toldMaxMs: most(of('toldMs')),
    droppedP50Ms: at(of('droppedMs'), 0.5),
    droppedMaxMs: most(of('droppedMs')),
    answeredP50Ms: at(of('answeredMs'), 0.5),
    tilesLeast: Math.min(...runs.map(({ tiles }) => tiles)),
    tilesP50: at(
      runs.map(({ tiles }) => tiles),
      0.5,
    ),
    longestLookMs: Math.max(...runs.map(({ lookMs }) => lookMs)),
    framesAfterPress: stray.length,
    leaks: runs.reduce((sum, { leaks }) => sum + leaks.length, 0),
    heldRefused: runs.reduce((sum, { held }) => sum + held, 0),
    idleCpu: idle,
  };
}
