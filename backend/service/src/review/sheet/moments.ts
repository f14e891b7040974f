/** Days and stretches of time as both languages of the house write them. */
import type { Day, Timestamp } from '@giamsat/contract/primitives';
import { dayOf } from '@giamsat/contract/time';
import { clockText, momentText } from '@giamsat/contract/time-text';

/** `2021-04-15` → `15/04/2021` */
export const dayText = (day: Day): string => day.split('-').reverse().join('/');
/** The day is named where it is more than one. */
export const stretchTexts = (from: Timestamp, to: Timestamp): { from: string; to: string } =>
  dayOf(from) === dayOf(to)
    ? { from: clockText(from), to: clockText(to) }
    : { from: momentText(from), to: momentText(to) };
