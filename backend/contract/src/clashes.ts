/** Hearings that cannot both be held as they are listed: one room, or one person, wanted twice at a time. Pure. */
import type { Person } from './event/people.ts';
import type { CLASH_KINDS } from './wire/schedule.ts';

type ClashKind = (typeof CLASH_KINDS)[number];

/** `start` in ms since the epoch; `court` because the same name at another court may be another person. */
export type Planned = {
  court: string;
  room?: string | undefined;
  start: number;
  people: readonly Pick<Person, 'name' | 'role'>[];
};
export type Clash<P extends Planned> = { of: P; with: P; kind: ClashKind };

/** Nobody says how long a hearing will last: two that begin within half an hour are not both held in time. */
export const CLASH_MS = 30 * 60_000;

const JUDGES: readonly Person['role'][] = ['presiding_judge', 'judge'];
const kindOf = (role: Person['role']): ClashKind | undefined =>
  JUDGES.includes(role) ? 'judge' : role === 'prosecutor' || role === 'clerk' ? role : undefined;

function* claims({ court, room, people }: Planned): Generator<[ClashKind, string]> {
  if (room !== undefined) yield ['room', `room ${room}`];
  for (const { name, role } of people) {
    const kind = kindOf(role);
    if (kind) yield [kind, `${kind} ${court} ${name}`];
  }
}

/** Of one room or person at one time: a list that names a hundred has other troubles. */
const MOST_AT_A_TIME = 5;

/** Each pair twice, once from either side, and a kind once for each pair. */
export function clashesOf<P extends Planned>(hearings: readonly P[]): Clash<P>[] {
  const sorted = [...hearings].sort((a, b) => a.start - b.start);
  const claimed = new Map<string, { kind: ClashKind; by: number[] }>();
  for (const [n, hearing] of sorted.entries()) {
    for (const [kind, key] of claims(hearing)) {
      const known = claimed.get(key);
      if (!known) claimed.set(key, { kind, by: [n] });
      else if (known.by.at(-1) !== n) known.by.push(n);
    }
  }
  const found = new Map<string, Clash<P>>();
  for (const { kind, by } of claimed.values()) {
    for (const [place, n] of by.entries()) {
      for (const m of by.slice(place + 1, place + 1 + MOST_AT_A_TIME)) {
        const [one, other] = [sorted[n] as P, sorted[m] as P];
        if (other.start - one.start >= CLASH_MS) break;
        found.set(`${kind} ${n} ${m}`, { of: one, with: other, kind });
        found.set(`${kind} ${m} ${n}`, { of: other, with: one, kind });
      }
    }
  }
  return [...found.values()];
}
