/**
 * From signs that come and go to a band that can be read: something is told when it has lasted, and is told on until it has been gone for a
 * while. Each ailment by itself, so that a band and its reasons always belong together. Pure: times are given, in ms.
 */
import { AILMENT_LIST, type Ailment, type Band } from '@giamsat/contract/wire/system';
import type { Grade, Sign } from './signs.ts';

/** `ailments`: the gravest first. */
export type Health = { band: Band; ailments: Ailment[] };
export type Bands = {
  /** How `name` fares, by what its signs were until now. Asked each second. */
  steady(name: string, signs: readonly Sign[], now: number): Health;
  /** Of those that are no more. */
  keepOnly(names: ReadonlySet<string>): void;
};

const WORSE_AFTER_MS = 4_000;
const BETTER_AFTER_MS = 15_000;
/** A panel thinks, a witness reads: a minute of it is none (`rules/picture-quality.ts`). */
const LASTS_MS: Partial<Record<Ailment, number>> = { mute: 60_000, quiet: 60_000, loud: 10_000 };

/** `agreedAt`: when the sign last said the same. */
type Trigger = { on: boolean; agreedAt: number };
/** One that has no past believes what it sees. */
const turn = (before: Trigger | undefined, is: boolean, now: number, worseAfterMs: number): Trigger => {
  if (!before || before.on === is) return { on: is, agreedAt: now };
  // A clock that was put back must not hold it for so long.
  const agreedAt = Math.min(before.agreedAt, now);
  const waits = now - agreedAt < (is ? worseAfterMs : BETTER_AFTER_MS);
  return waits ? { on: before.on, agreedAt } : { on: is, agreedAt: now };
};
type Known = { fair: Trigger; bad: Trigger };
const shownBy = ({ fair, bad }: Known): Grade | undefined => (bad.on ? 'bad' : fair.on ? 'fair' : undefined);

export function createBands(): Bands {
  const known = new Map<string, Map<Ailment, Known>>();

  return {
    steady(name, signs, now) {
      const before = known.get(name);
      const mine = before ?? new Map<Ailment, Known>();
      known.set(name, mine);
      const grades = new Map(signs.map(({ ailment, grade }) => [ailment, grade]));
      for (const ailment of new Set([...mine.keys(), ...grades.keys()])) {
        const grade = grades.get(ailment);
        const past = mine.get(ailment);
        const lasts = LASTS_MS[ailment] ?? WORSE_AFTER_MS;
        // Never seen on something that is known: it was well until now.
        const well = before || lasts > WORSE_AFTER_MS ? { on: false, agreedAt: now } : undefined;
        mine.set(ailment, {
          fair: turn(past?.fair ?? well, grade !== undefined, now, lasts),
          bad: turn(past?.bad ?? well, grade === 'bad', now, lasts),
        });
      }
      const shown = [...mine].flatMap(([ailment, one]) => {
        const grade = shownBy(one);
        return grade ? [{ ailment, grade }] : [];
      });
      shown.sort((a, b) => AILMENT_LIST.indexOf(a.ailment) - AILMENT_LIST.indexOf(b.ailment));
      const grave = shown.filter(({ grade }) => grade === 'bad');
      const slight = shown.filter(({ grade }) => grade === 'fair');
      return {
        band: grave.length > 0 ? 'bad' : slight.length > 0 ? 'fair' : 'good',
        ailments: [...grave, ...slight].map(({ ailment }) => ailment),
      };
    },
    keepOnly(names) {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    },
  };
}
