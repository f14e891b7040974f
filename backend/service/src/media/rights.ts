/** What the media must be told of hearings and of who may see them; implemented where the parts are put together. */

import type { Interval } from '../platform/intervals.ts';

/** A live window, as the append minted it. Moments in milliseconds since 1970. */
export type WindowFacts = {
  id: string;
  feed: string;
  hearing: string;
  /** The lifting's moment: parts from here on belong to it. */
  fromMs: number;
  /** Viewers get nothing before: until then what lifted can be taken back. */
  opensAtMs: number;
  /** Exclusive; absent while it lasts. */
  toMs?: number;
  /** `cut`: refused from now on; `over`: ends with ENDLIST. */
  ended?: 'cut' | 'over';
  /** May be shown, may be heard. */
  picture: boolean;
  sound: boolean;
};

/** A stretch in which nobody, or not this viewer, gets the picture or the sound; `true` = withheld. */
export type Withheld = { fromMs: number; toMs: number; picture: boolean; sound: boolean };

/** A stretch that a sitting held the feed's room; without `toMs` it lasts. */
export type SittingStretch = { fromMs: number; toMs?: number };

export type LiveAnswer = 'allowed' | 'refused';
export type Purpose = 'watch' | 'export';
export type ReplayAnswer = { allowed: false } | { allowed: true; withheld: Withheld[] };

/** `V` is whoever watches: the media only hand it back. */
export type MediaRights<V> = {
  /** The court of a feed; undefined where the registry has no such feed. */
  courtOf(feed: string): string | undefined;
  /** Any window, ended ones too. */
  window(id: string): WindowFacts | undefined;
  /** The window that lasts and holds that moment of the feed. */
  windowAt(feed: string, atMs: number): WindowFacts | undefined;
  /** Did a sitting hold the feed's room at that moment? */
  hasSitting(feed: string, atMs: number): Promise<boolean>;
  /** Called once per request, before anything is asked of that window for that viewer. */
  prepare(viewer: V, windowId: string): Promise<void>;
  /** Asked at every request and after every wait; must not block. An ended window is asked for as well. */
  mayWatchLive(viewer: V, window: WindowFacts): LiveAnswer;
  /** Stretches of the hearing's sittings before that camera, oldest first; undefined where there is no such hearing. */
  sittingsOf(hearing: string, feed: string): Promise<SittingStretch[] | undefined>;
  /** When something withholds the picture of that camera from everybody; `toMs` is infinite while it lasts. */
  withheldOf(hearing: string, feed: string): Promise<{ fromMs: number; toMs: number }[]>;
  /** What the viewer may see of the hearing's recording by that camera, for all its time; `export`: take away. */
  mayReplay(viewer: V, hearing: string, feed: string, purpose?: Purpose): Promise<ReplayAnswer>;
  /** Will the viewer's page be told of a cut by itself, over a socket of the same session? Must not block. */
  isTold(viewer: V): boolean;
  /** A window was minted, opened or ended, or somebody's rights changed. */
  onChange(fn: () => void): () => void;
  /**
   * The viewer is given picture or sound; `stretch`: of a recording, which. A promise: that look is not on record yet. Then no byte of
   * a picture leaves before it is, and the right is asked again; false: it could not be written, and nothing leaves.
   */
  looked(
    viewer: V,
    what: { kind: 'live' | 'recording'; hearing: string; feed: string; stretch?: Interval },
  ): Promise<boolean> | undefined;
  /** The viewer was refused it. */
  refused(viewer: V, what: { kind: 'live' | 'recording'; hearing: string }): void;
};
