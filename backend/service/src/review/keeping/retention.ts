/** Until when a class keeps recordings, and what stands against removing them. Pure. */

import { isEnded } from '@giamsat/contract/stage';
import { dayExists, dayOfMs } from '@giamsat/contract/time';
import type { KeepingClass, Obstacle } from '@giamsat/contract/wire/keeping';
import type { StoredHearing } from '../../hearings/stored.ts';

/** The last day on which the class keeps what ends at `toMs`; undefined: for good. */
export function keptThrough({ years }: KeepingClass, toMs: number): string | undefined {
  if (years === undefined) return undefined;
  const [year = '', month = '', day = ''] = dayOfMs(toMs).split('-');
  const through = `${String(Number(year) + years).padStart(4, '0')}-${month}-${day}`;
  // Of the 29th of February.
  return dayExists(through) ? through : `${through.slice(0, 4)}-03-01`;
}

/** In the order in which a person can do something about them. */
export function obstaclesTo(facts: {
  on: boolean;
  hearing: StoredHearing;
  keptAs: KeepingClass | undefined;
  held: boolean;
  recorded: { segments: readonly unknown[]; toMs: number };
  asked: boolean;
  now: number;
}): Obstacle[] {
  const { hearing, keptAs, recorded } = facts;
  const through = keptAs && keptThrough(keptAs, recorded.toMs);
  const lasts = !isEnded(hearing.state.stage) || hearing.sittings.some(({ to }) => to === undefined);
  const found: [Obstacle, boolean][] = [
    ['off', !facts.on],
    ['asked', facts.asked],
    ['nothing_recorded', recorded.segments.length === 0],
    ['not_ended', lasts],
    ['held', facts.held],
    ['unclassified', keptAs === undefined],
    ['permanent', keptAs !== undefined && through === undefined],
    ['not_over', through !== undefined && dayOfMs(facts.now) <= through],
  ];
  return found.flatMap(([obstacle, stands]) => (stands ? [obstacle] : []));
}
