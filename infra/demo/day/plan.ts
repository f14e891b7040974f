/** The plan's clock: the day of `domain.md` §9 runs from 07:30 to 17:30, and its noon is shortened. */

/** A time of the plan, `08:00` or `08:00:30`. */
export type PlanTime = `${number}:${number}` | `${number}:${number}:${number}`;

/** Minutes since midnight; throws on what is no time. */
export function minutesOf(time: PlanTime): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(time);
  if (match === null) throw new RangeError(`"${time}" is no time of the plan`);
  return Number(match[1]) * 60 + Number(match[2]) + Number(match[3] ?? 0) / 60;
}

export const dayBegins: PlanTime = '07:38';
export const dayEnds: PlanTime = '17:30';
/** Where the first day stands when the demo starts: six rooms are in session, one hearing is about to be postponed. */
export const firstLook: PlanTime = '09:12';

/** Nobody wants to watch empty rooms: this stretch passes in a few minutes of the plan. */
const noon = { from: minutesOf('11:46'), to: minutesOf('13:40'), lasts: 6 } as const;

/** Minutes that count, from midnight to `minutes`: the noon is shortened. */
export function counted(minutes: number): number {
  if (minutes <= noon.from) return minutes;
  if (minutes >= noon.to) return minutes - (noon.to - noon.from) + noon.lasts;
  return noon.from + ((minutes - noon.from) / (noon.to - noon.from)) * noon.lasts;
}

/** The inverse of `counted`. */
export function uncounted(minutes: number): number {
  if (minutes <= noon.from) return minutes;
  if (minutes >= noon.from + noon.lasts) return minutes + (noon.to - noon.from) - noon.lasts;
  return noon.from + ((minutes - noon.from) / noon.lasts) * (noon.to - noon.from);
}
