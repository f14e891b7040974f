/** One day of the demo: the twelve hearings of `domain.md` §9 with the numbers of that day. */
import type { EventData } from '@giamsat/contract/event/catalogue';
import type { Day } from '@giamsat/contract/primitives';
import { addDays, dayOfMs, startOfDay } from '@giamsat/contract/time';
import { caoLoc } from './cao-loc.ts';
import { city } from './city.ts';
import type { LaidOver } from './lay-over.ts';
import { locBinh } from './loc-binh.ts';
import { summoned } from './people.ts';
import { province } from './province.ts';
import type { DayContext, HearingScript } from './script.ts';

export const hearings: readonly HearingScript[] = [...province, ...city, ...caoLoc, ...locBinh].sort(
  (a, b) => a.n - b.n,
);

/** Numbers begin at 9001; every day of the demo takes the next twelve. */
export const numberOf = (script: HearingScript, dayNumber: number): number => 9000 + script.n + 12 * dayNumber;

/** `12/2021/TLST-HS` */
export const caseNumber = (script: HearingScript, number: number, year: number): string =>
  `${number}/${year}/TL${script.instance}-${script.caseType}`;

/** `year`: the calendar year of the hearing's numbers; `at`: when (ms since 1970) what is written happens, from which days are counted. */
export function contextOf(
  script: HearingScript,
  dayNumber: number,
  laid: LaidOver,
  year: number,
  at: number,
): DayContext {
  const today = dayOfMs(at);
  return {
    year,
    number: numberOf(script, dayNumber),
    time: (plan) => new Date(laid.realOf(plan)).toISOString(),
    dayAfter: (days) => addDays(today, days),
    startAfter: (days) => new Date(Date.parse(startOfDay(addDays(today, days))) + 8 * 3_600_000).toISOString(),
  };
}

const minuteMs = 60_000;

/**
 * The start under which a hearing that has not begun stands on the list of `day` (`2021-04-15`): its own, in whole minutes, but never on
 * another day. A day of the demo is laid over the present at any hour and may lie across midnight; a list that had half of it on the day
 * before or after would be read by nobody. What is not reached by midnight is listed anew, as a court does.
 */
export function startOnList(script: HearingScript, laid: LaidOver, day: Day): string {
  const first = Date.parse(startOfDay(day));
  const last = Date.parse(startOfDay(addDays(day, 1))) - minuteMs;
  const wished = Math.floor(laid.realOf(script.start) / minuteMs) * minuteMs;
  return new Date(Math.min(Math.max(wished, first), last)).toISOString();
}

/** What the list of the day says of a hearing before anything has happened. */
export function scheduledData(script: HearingScript, on: DayContext, start: string): EventData<'hearing.scheduled'> {
  const kind = script.instance === 'ST' ? 'QĐXXST' : 'QĐXXPT';
  return {
    court: script.court,
    room: script.room,
    start,
    caseNumbers: [caseNumber(script, on.number, on.year)],
    title: script.title,
    caseType: script.caseType,
    instance: script.instance,
    mode: 'in_person',
    publicity: script.publicity ?? 'public',
    ...(script.minor === undefined ? {} : { minor: script.minor }),
    panel: [...script.panel],
    ...(script.prosecutor === undefined ? {} : { prosecutor: script.prosecutor }),
    clerk: script.clerk,
    participants: summoned(script.participants),
    documentNo: `${on.number}/${on.year}/${kind}-${script.caseType}`,
  };
}
