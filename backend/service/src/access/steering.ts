/**
 * What a meeting room's screen shows of what whoever put it up wants: never more than both may see at this moment. Pure; asked anew
 * whenever rights, a hearing or the day may be others.
 */
import { SCREEN_PAGES, type ScreenPage, type ScreenShows } from '@giamsat/contract/wire/screens';
import { type HearingFacts, may } from './policy.ts';
import type { Viewer } from './viewer.ts';

type Steered = Viewer & { steered: NonNullable<Viewer['steered']> };
export const isSteered = (viewer: Viewer): viewer is Steered => viewer.steered !== undefined;

export function pagesOpenTo(both: readonly Viewer[], now: number): ScreenPage[] {
  const reads = (who: Viewer) => may(who, 'statistics.read', { court: who.court }, now).allowed;
  return SCREEN_PAGES.filter((page) => page !== 'statistics' || both.every(reads));
}

/** Whether all of them may see and hear that hearing wherever nothing withholds it; of a closed one nobody does. */
export const mayBeShown = (both: readonly Viewer[], hearing: HearingFacts, now: number): boolean =>
  hearing.closed === undefined &&
  both.every((who) => may(who, 'live.watch', { ...hearing, restricted: false }, now).allowed);

/** `person`: who put it up, as they are now. `factsOf`: of a hearing that is there, `now` in ms since the epoch. */
export function showsOf(
  screen: Steered,
  person: Viewer,
  factsOf: (hearing: string) => HearingFacts | undefined,
  now: number,
): ScreenShows {
  const both = [screen, person];
  const { page, large, sound } = screen.steered.to;
  const open = pagesOpenTo(both, now);
  const shown = (id: string | undefined): id is string => {
    const facts = id === undefined ? undefined : factsOf(id);
    return facts !== undefined && mayBeShown(both, facts, now);
  };
  return {
    // Of a page that has closed it goes back to what every screen shows.
    pages: page === 'turning' ? open : open.includes(page) ? [page] : ['wall'],
    ...(shown(large) ? { large } : {}),
    ...(shown(sound) ? { sound } : {}),
  };
}
