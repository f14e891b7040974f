/** Looks at one hearing, arranged as a timeline: days, oldest first, then people in the order in which they came. */
import type { Look } from '@giamsat/contract/wire/session';
import { dayOf } from './format.ts';

/** Shares of the day's stretch, 0 to 1. */
export type PlacedLook = Look & { left: number; width: number };
export type LooksPerson = Pick<Look, 'login' | 'displayName' | 'organisationName'> & { looks: PlacedLook[] };
export type LooksDay = {
  day: string;
  /** From the first to the last look of that day, in milliseconds. */
  from: number;
  to: number;
  people: LooksPerson[];
};

/** A look belongs to the day on which it began. `now`: where one that lasts is drawn to, in milliseconds. */
export function byDay(looks: readonly Look[], now: number): LooksDay[] {
  const days = new Map<string, Look[]>();
  for (const look of [...looks].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const day = dayOf(look.from);
    days.set(day, [...(days.get(day) ?? []), look]);
  }
  return [...days].map(([day, ofDay]) => {
    const endOf = (look: Look) => (look.to === undefined ? Math.max(now, Date.parse(look.from)) : Date.parse(look.to));
    const from = Math.min(...ofDay.map((look) => Date.parse(look.from)));
    const to = Math.max(...ofDay.map(endOf));
    const length = Math.max(1, to - from);
    const people = new Map<string, LooksPerson>();
    for (const look of ofDay) {
      const { login, displayName, organisationName } = look;
      const person = people.get(login) ?? { login, displayName, organisationName, looks: [] };
      const begins = Date.parse(look.from);
      person.looks.push({ ...look, left: (begins - from) / length, width: (endOf(look) - begins) / length });
      people.set(login, person);
    }
    return { day, from, to, people: [...people.values()] };
  });
}
