/** The written playlists of a window, made once per change for all who wait for it. */
import { constants, gzipSync } from 'node:zlib';
import { livePlaylist } from './playlist.ts';
import type { LiveWindow } from './window.ts';

export type Rendered = { plain: Buffer; gzip: Buffer };
export type Renderings = { of(window: LiveWindow, skip: boolean, other?: LiveWindow): Rendered };

export const render = (text: string): Rendered => {
  const plain = Buffer.from(text);
  return { plain, gzip: gzipSync(plain, { level: constants.Z_BEST_SPEED }) };
};

export function createRenderings(): Renderings {
  const cache = new WeakMap<LiveWindow, { revision: string; whole?: Rendered; delta?: Rendered }>();
  return {
    of(window, skip, other) {
      const revision = `${window.revision} ${other?.revision}`;
      let entry = cache.get(window);
      if (entry?.revision !== revision) {
        entry = { revision };
        cache.set(window, entry);
      }
      if (skip) {
        entry.delta ??= render(livePlaylist(window, true, other));
        return entry.delta;
      }
      entry.whole ??= render(livePlaylist(window, false, other));
      return entry.whole;
    },
  };
}
