// A page that plays one address in hls.js or in Shaka, as the dashboard sets them, and tells what it sees.
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import type { House } from './house.ts';

const dashboard = createRequire(new URL('../../../dashboard/package.json', import.meta.url));
const here = createRequire(import.meta.url);

const LAST_PARTS = new URL('../../../dashboard/src/core/player/last-parts.ts', import.meta.url);

/** What `window.state()` answers in the page. */
export type Seen = {
  /** Seconds of media played, by the video's own clock. */
  time: number;
  /** Wall-clock date of what is shown, ms since 1970; from the playlist. */
  dateMs: number | null;
  nowMs: number;
  fatal: string[];
  errors: string[];
  stalls: number;
  rebuilt: number;
  frames: number;
  buffered: number;
};

const SCRIPT = `
const lastParts = import(location.origin + '/last-parts.js');
const query = new URLSearchParams(location.search);
const video = document.querySelector('video');
const seen = { fatal: [], errors: [], stalls: 0, rebuilt: 0 };
let dateOf = () => null;
video.addEventListener('waiting', () => { if (video.currentTime > 0.5) seen.stalls++; });
window.state = () => ({
  ...seen, time: video.currentTime, dateMs: dateOf(), nowMs: Date.now(),
  frames: video.getVideoPlaybackQuality().totalVideoFrames,
  buffered: video.buffered.length ? video.buffered.end(video.buffered.length - 1) - video.currentTime : 0,
});
window.seek = (to) => { video.currentTime = to; };
const live = query.get('live') === '1';
async function playHls() {
  const { withLastParts } = await lastParts;
  const hls = new Hls(live
    ? { streamController: withLastParts(Hls.DefaultConfig.streamController), lowLatencyMode: true, backBufferLength: 4, liveSyncOnStallIncrease: 0.1, maxLiveSyncPlaybackRate: 1.1 }
    : { lowLatencyMode: false });
  window.hls = hls;
  hls.on(Hls.Events.ERROR, (_name, data) => {
    seen.errors.push(data.details);
    if (!data.fatal) return;
    seen.fatal.push(data.details + ' ' + (data.response?.code ?? ''));
    hls.destroy();
    if (query.get('again') === '1') setTimeout(() => { seen.rebuilt++; playHls(); }, 500);
  });
  dateOf = () => hls.playingDate?.getTime() ?? null;
  hls.loadSource(query.get('url'));
  hls.attachMedia(video);
  video.play().catch(() => {});
}
async function playShaka() {
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  await player.attach(video);
  player.configure({ streaming: { lowLatencyMode: true } });
  player.addEventListener('error', (event) => seen.fatal.push(String(event.detail?.code)));
  dateOf = () => player.getPlayheadTimeAsDate()?.getTime() ?? null;
  window.shakaPlayer = player;
  await player.load(query.get('url')).catch((error) => seen.fatal.push('load ' + (error.code ?? error.stack)));
  video.play().catch(() => {});
}
if (query.get('player') === 'shaka') playShaka(); else playHls();
`;

/** Routes for a house: `/player?player=hls|shaka&url=…&live=1&again=1`. */
export function playerPages(
  app: Parameters<NonNullable<NonNullable<Parameters<typeof import('./house.ts').openHouse>[1]>['pages']>>[0],
): void {
  const files: Record<string, [string, string]> = {
    '/player': [
      'text/html',
      '<!doctype html><meta charset="utf-8"><video muted playsinline width="640"></video><script src="/hls.js"></script><script src="/shaka.js"></script><script src="/page.js"></script>',
    ],
    '/page.js': ['text/javascript', SCRIPT],
    '/last-parts.js': ['text/javascript', stripTypeScriptTypes(readFileSync(LAST_PARTS, 'utf8'))],
    '/hls.js': ['text/javascript', readFileSync(dashboard.resolve('hls.js/dist/hls.min.js'), 'utf8')],
    '/shaka.js': ['text/javascript', readFileSync(here.resolve('shaka-player/dist/shaka-player.compiled.js'), 'utf8')],
  };
  for (const [path, [type, text]] of Object.entries(files)) {
    app.get(path, async (_request, reply) =>
      reply
        .header(
          'content-security-policy',
          "default-src 'self'; media-src blob:; worker-src blob:; script-src 'self' blob:",
        )
        .type(type)
        .send(text),
    );
  }
}

export const playerUrl = (
  house: Pick<House, 'https'>,
  player: 'hls' | 'shaka',
  url: string,
  more: Record<string, string> = {},
): string => `${house.https}/player?${new URLSearchParams({ player, url, ...more })}`;
