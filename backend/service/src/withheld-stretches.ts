/** When a feed's picture or sound is withheld, as milliseconds: from a hearing's restrictions and what was on air before it was known. Pure. */
import type { Restriction, ShownBeforeKnown } from '@giamsat/contract/hearing/model';
import type { Withheld } from './media/rights.ts';

type Kept = { restrictions: readonly Restriction[]; shownBeforeKnown: readonly ShownBeforeKnown[] };

const ms = (time: string): number => Date.parse(time);
const releasedBy = (stretch: { releasedAt?: string | undefined }, now: string): boolean =>
  stretch.releasedAt !== undefined && stretch.releasedAt <= now;
const concerns = (restriction: Restriction, feed: string): boolean =>
  restriction.feeds === undefined || restriction.feeds.includes(feed);

/** What was released afterwards was withheld all the same. */
export const pictureWithheld = (restrictions: readonly Restriction[], feed: string) =>
  restrictions
    .filter((restriction) => restriction.picture && concerns(restriction, feed))
    .map(({ from, to }) => ({ fromMs: ms(from), toMs: to === undefined ? Number.POSITIVE_INFINITY : ms(to) }));

/** For recordings. What has not settled counts as open-ended, what was released no more. `now` is RFC 3339. */
export function withheldFrom(hearing: Kept, feed: string, now: string): Withheld[] {
  const restricted = hearing.restrictions
    .filter((restriction) => concerns(restriction, feed) && !releasedBy(restriction, now))
    .map(({ from, to, settlesAt, picture, sound }) => ({
      fromMs: ms(from),
      toMs: to === undefined || (settlesAt ?? to) > now ? Number.POSITIVE_INFINITY : ms(to),
      picture,
      sound,
    }));
  const shown = hearing.shownBeforeKnown
    .filter((stretch) => !releasedBy(stretch, now))
    .map(({ from, to }) => ({ fromMs: ms(from), toMs: ms(to), picture: true, sound: true }));
  return [...restricted, ...shown];
}

/** Of a hearing that is closed, only what the court released may be seen, and everything else is withheld; undefined where nothing was released. */
export function withheldButReleased(hearing: Kept, feed: string, now: string): Withheld[] | undefined {
  const released = hearing.shownBeforeKnown
    .filter((stretch) => releasedBy(stretch, now))
    .map(({ from, to }) => ({ fromMs: ms(from), toMs: ms(to) }))
    .sort((a, b) => a.fromMs - b.fromMs);
  if (released.length === 0) return undefined;
  const closed: Withheld[] = [];
  let at = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of released) {
    if (fromMs > at) closed.push({ fromMs: at, toMs: fromMs, picture: true, sound: true });
    at = Math.max(at, toMs);
  }
  closed.push({ fromMs: at, toMs: Number.POSITIVE_INFINITY, picture: true, sound: true });
  const own = hearing.restrictions
    .filter((restriction) => concerns(restriction, feed) && !releasedBy(restriction, now))
    .filter(({ cause }) => cause !== 'in_camera' && cause !== 'minor');
  return [...closed, ...withheldFrom({ restrictions: own, shownBeforeKnown: hearing.shownBeforeKnown }, feed, now)];
}

/** For live: does anything withhold the picture of that stretch of the feed? A lift that has not settled is the window's own matter. */
export function isRestricted(hearing: Kept, feed: string, from: string, to: string): boolean {
  const meets = (stretch: { from: string; to?: string | undefined }): boolean =>
    stretch.from < to && (stretch.to === undefined || from < stretch.to);
  return (
    hearing.restrictions.some(
      (one) => one.picture && one.releasedAt === undefined && concerns(one, feed) && meets(one),
    ) || hearing.shownBeforeKnown.some((one) => one.releasedAt === undefined && meets(one))
  );
}
