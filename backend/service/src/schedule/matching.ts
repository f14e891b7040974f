/** Which hearing that is here a line of the list means: the same case on the same day, else the one that waits for its day. Pure. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import { isEnded } from '@giamsat/contract/stage';
import { caseKey, looseKey } from './list/case-numbers.ts';
import type { ListLine } from './list/read-list.ts';

/** A hearing that is here. `closed`: to outsiders. */
export type Known = { id: string; state: HearingState; closed: boolean };
/** `before`: the hearing of the same case that was postponed, to which a new one is the next. */
export type Match = { known?: Known; before?: Known; ambiguous?: boolean };

const keysOf = ({ state }: Known): string[] =>
  state.caseNumbers.map(({ raw, normal }) => caseKey(normal ?? raw, state.day) ?? looseKey(raw));

/** Waits for its day: nothing of it has begun. */
export const waits = ({ state }: Known): boolean => state.stage === 'scheduled';
/** Stood on the list, and will not be held then. */
const isOff = ({ state }: Known): boolean => state.stage === 'cancelled' || state.stage === 'postponed';

export function matchesOf(lines: readonly ListLine[], all: readonly Known[]): Map<ListLine, Match> {
  const byKey = new Map<string, Known[]>();
  for (const known of all) for (const key of keysOf(known)) byKey.set(key, [...(byKey.get(key) ?? []), known]);
  const candidates = ({ key }: ListLine): Known[] => (key === undefined ? [] : (byKey.get(key) ?? []));

  const found = new Map<ListLine, Match>();
  const taken = new Set<Known>();
  for (const line of lines) {
    const sameDay = candidates(line).filter(({ state }) => state.day === line.day);
    // Of one that was called off a line says nothing, unless it says that again.
    const known = sameDay.find((one) => !isOff(one)) ?? (line.cancelled ? sameDay[0] : undefined);
    if (!known) continue;
    found.set(line, { known });
    taken.add(known);
  }
  for (const line of lines) {
    if (found.has(line)) continue;
    const free = candidates(line).filter((one) => waits(one) && !taken.has(one));
    const [known] = free;
    if (free.length > 1) found.set(line, { ambiguous: true });
    else if (known) {
      found.set(line, { known });
      taken.add(known);
    } else {
      const before = candidates(line)
        .filter(({ state }) => isEnded(state.stage) && (line.day === undefined || state.day < line.day))
        .sort((a, b) => (a.state.start < b.state.start ? 1 : -1))[0];
      const isNext = before?.state.stage === 'postponed' && before.state.successorId === undefined;
      found.set(line, isNext ? { before } : {});
    }
  }
  return found;
}
