/** One day of the demo: the twelve hearings of `domain.md` §9 with the numbers of that day. */
import type { EventData } from '@giamsat/contract/event/catalogue';
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

export function contextOf(script: HearingScript, dayNumber: number, laid: LaidOver): DayContext {
  const today = dayOfMs(laid.anchor.at);
  return {
    year: Number(today.slice(0, 4)),
    number: numberOf(script, dayNumber),
    time: (plan) => new Date(laid.realOf(plan)).toISOString(),
    dayAfter: (days) => addDays(today, days),
    startAfter: (days) => new Date(Date.parse(startOfDay(addDays(today, days))) + 8 * 3_600_000).toISOString(),
  };
}

/** What the list of the day says of a hearing before anything has happened. */
export function scheduledData(script: HearingScript, on: DayContext): EventData<'hearing.scheduled'> {
  const kind = script.instance === 'ST' ? 'QĐXXST' : 'QĐXXPT';
  return {
    court: script.court,
    room: script.room,
    start: wholeMinute(on.time(script.start)),
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

/** Lists name whole minutes. */
function wholeMinute(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 60_000) * 60_000).toISOString();
}
