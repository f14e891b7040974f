/** A picture that comes and shows nothing: black, frozen; and sound that is missing. One rule each, of one shape. */
import type { FeedVitals } from '@giamsat/contract/wire/ingest';
import { isFresh, type Rule } from '../finding.ts';

/** Only while it may be seen, and for as long as the machine says so. */
const ofPicture = (
  name: Rule['name'],
  holdMs: number,
  isSo: (vitals: FeedVitals, sound: boolean) => boolean | undefined,
): Rule => ({
  name,
  about: 'picture',
  severity: 'warning',
  holdMs,
  clearMs: 6_000,
  find: ({ now, windows, feeds }) =>
    windows.flatMap(({ feed, hearing, sound }) => {
      const known = feeds.find((one) => one.feed === feed);
      if (!known?.vitals || !isFresh(known.heardAt, now)) return [];
      const { court, room, vitals } = known;
      if (vitals.state !== 'running' || !isSo(vitals, sound)) return [];
      return [{ key: feed, court, room, feed, hearing, since: new Date(now).toISOString() }];
    }),
});

/** `freezedetect` fires on black as well: then it is black. */
export const pictureBlack = ofPicture('picture-black', 4_000, ({ black }) => black);
export const pictureFrozen = ofPicture('picture-frozen', 4_000, ({ frozen, black }) => frozen && !black);
/** A panel thinks, a witness reads: a minute of silence is none. */
export const soundMissing = ofPicture('sound-missing', 60_000, ({ silent }, sound) => sound && silent);
