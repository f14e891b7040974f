/** The turn of the day in Ho Chi Minh City, by which rights end and walls turn to another list. */
import { addDays, dayOfMs, startOfDay } from '@giamsat/contract/time';
import type { Clock } from './clock.ts';

/** Calls `fn` at the first instant of each day; the answer ends it. */
export function atMidnight(clock: Clock, fn: () => void): () => void {
  let stop = () => {};
  const plan = () => {
    stop = clock.at(Date.parse(startOfDay(addDays(dayOfMs(clock.now()), 1))), () => {
      plan();
      fn();
    });
  };
  plan();
  return () => stop();
}
