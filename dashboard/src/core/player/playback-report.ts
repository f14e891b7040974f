/** How the page's live pictures play, told to the service every quarter of a minute: the technician sees it by camera, nobody by person. */
import { PLAYBACK_EVERY_MS, type PlaybackReport } from '@giamsat/contract/wire/live';

/** Since the picture began; `latencyS` as it is now, NaN while it is unknown. */
export type Playback = { latencyS: number; stalls: number; framesShown: number; framesDropped: number };

export type PlaybackReporter = {
  /** @returns ends it; what it played since the last report is still told. */
  follow(window: string, read: () => Playback): () => void;
};

type Followed = { window: string; read: () => Playback; told: Playback };
type Picture = PlaybackReport['pictures'][number];

const NOTHING: Playback = { latencyS: Number.NaN, stalls: 0, framesShown: 0, framesDropped: 0 };
const MOST = 32;

export const createPlaybackReporter = (send: (report: PlaybackReport) => void): PlaybackReporter => {
  const followed = new Set<Followed>();
  let ended: Picture[] = [];

  const since = (one: Followed): Picture[] => {
    const now = one.read();
    const { told } = one;
    one.told = now;
    // Nothing was shown: why is for vitals and the page's own words.
    if (!Number.isFinite(now.latencyS)) return [];
    const more = (key: 'stalls' | 'framesShown' | 'framesDropped') => Math.max(0, now[key] - told[key]);
    return [
      {
        window: one.window,
        latencyMs: Math.max(0, Math.round(now.latencyS * 1000)),
        stalls: more('stalls'),
        framesShown: more('framesShown'),
        framesDropped: more('framesDropped'),
      },
    ];
  };
  setInterval(() => {
    const pictures = [...ended, ...[...followed].flatMap(since)].slice(0, MOST);
    ended = [];
    if (pictures.length > 0) send({ pictures });
  }, PLAYBACK_EVERY_MS);

  return {
    follow(window, read) {
      const one = { window, read, told: NOTHING };
      followed.add(one);
      return () => {
        if (followed.delete(one)) ended = [...ended, ...since(one)].slice(-MOST);
      };
    },
  };
};
