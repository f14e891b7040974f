/** Whether a page's pictures ask for long parts: a third of the requests, for about a second (decision 0035). Knows no clock and no browser. */

/** HTTP/1.1 gives a page six connections, of which every picture holds one while it waits. */
const MOST_TILES_HTTP1 = 4;
/** What a page of short parts costs is the number of its requests; beyond this it is more than a core. */
const MOST_TILES = 9;
/** So many episodes of standing still, so far apart, of more than one picture, within so long: this machine or line cannot keep up. */
const EPISODES = 3;
const APART_MS = 5_000;
const WITHIN_MS = 60_000;
/** Then short parts are tried again. */
const SPARED_MS = 10 * 60_000;

export type Sparing = {
  /** A picture stood still, at `at` (ms since 1970). */
  stalled(picture: string, at: number): void;
  isSpared(tiles: number, at: number): boolean;
};

export function createSparing(protocol: string | undefined): Sparing {
  const mostTiles = protocol === 'http/1.1' ? MOST_TILES_HTTP1 : MOST_TILES;
  let episodes: { at: number; picture: string }[] = [];
  let until = 0;
  return {
    stalled(picture, at) {
      episodes = episodes.filter((one) => at - one.at < WITHIN_MS);
      const last = episodes.at(-1);
      // What happens to all at once is one thing: a service that begins anew, a line that was away.
      if (last && at - last.at < APART_MS) return;
      episodes.push({ at, picture });
      if (episodes.length < EPISODES || new Set(episodes.map((one) => one.picture)).size < 2) return;
      until = at + SPARED_MS;
      episodes = [];
    },
    isSpared: (tiles, at) => tiles > mostTiles || (tiles > 1 && at < until),
  };
}
