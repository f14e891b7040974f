/** Times as they are read in Vietnam: UTC+7, 24 hours, `15/04/2021`. */
import { TIME_ZONE } from './primitives.ts';

const parts = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hourCycle: 'h23', ...options });
const CLOCK = parts({ hour: '2-digit', minute: '2-digit' });
const CLOCK_SECONDS = parts({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE = parts({ day: '2-digit', month: '2-digit', year: 'numeric' });

/** RFC 3339, or ms since the epoch. */
const at = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time));

/** `09:41` */
export const clockText = (time: string | number): string => CLOCK.format(at(time));
/** `09:41:07` */
export const clockSecondsText = (time: string | number): string => CLOCK_SECONDS.format(at(time));
/** `15/04/2021`, of a moment */
export const dateText = (time: string | number): string => DATE.format(at(time));
/** `09:41 15/04/2021` */
export const momentText = (time: string | number): string => `${clockText(time)} ${dateText(time)}`;
