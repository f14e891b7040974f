/**
 * Pages and parts of pages that turn by themselves, by the service's clock alone: a screen that was reloaded goes on where it was, and
 * two screens in one house turn together. Pure.
 */
import type { ScreenPage } from '@giamsat/contract/wire/screens';

/** So long a part is shown; a page, four of them. */
const PART_MS = 15_000;
const PAGE_MS = 4 * PART_MS;

export const ADDRESS_OF: Record<ScreenPage, string> = {
  wall: '/wall',
  today: '/screen/today',
  statistics: '/screen/statistics',
};

/** Undefined: none is open. `now` in ms since the epoch. */
export const pageAt = (pages: readonly ScreenPage[], now: number): ScreenPage | undefined =>
  pages[Math.floor(now / PAGE_MS) % Math.max(1, pages.length)];

/** Which of so many parts, from 0; where there are more than a page shows at once, the next time goes on. */
export const partAt = (parts: number, now: number): number => Math.floor(now / PART_MS) % Math.max(1, parts);

/** As few parts as hold all at `most` each, and as even as they can be: no last line stands by itself. */
export const partsOf = <T>(list: readonly T[], most: number): T[][] => {
  const parts = Math.max(1, Math.ceil(list.length / most));
  const size = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, n) => list.slice(n * size, (n + 1) * size));
};
