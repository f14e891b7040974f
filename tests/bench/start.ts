/** From the click on a tile to its first frame, on localhost. `npm run bench -- start [clicks]` */
import type { Page } from 'playwright-core';
import { openBrowser } from '../rig/browser.ts';
import { signInClerk } from '../rig/court.ts';
import { stop } from '../rig/processes.ts';
import { startProvince } from '../rig/province.ts';
import { serveFfmpegHls } from './glass/ffmpeg-hls.ts';
import { startRtmpCourt } from './glass/rtmp-court.ts';
import { signIn } from './glass/sign-in.ts';
import { ascending, bench, idleSince, percentile } from './harness.ts';
import { afterClick, beforeClick, type Click } from './start/clicks.ts';

const CLICKS = Number(process.argv[2] ?? 40);
const BASELINE_CLICKS = 15;
const SIZE = { width: 640, height: 360, fps: 25 };
const COURT = 'st';
/** Two, so that each click is for a picture that is not the one before. */
const ROOMS = 2;
const WITHIN_MS = 20_000;
const GOAL_P95_MS = 700;

const BASELINE_PAGE = `<!doctype html><button>xem</button><script src="/hls.js"></script><script>
document.querySelector('button').onclick = () => {
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, playsInline: true });
  document.body.append(video);
  const hls = new Hls(); hls.loadSource('/live.m3u8'); hls.attachMedia(video);
}</script>`;

/** Clicks fall anywhere within a group of pictures. */
const anyMoment = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 1000));

const at = (clicks: readonly Click[], step: keyof Click, share: number): number | null => {
  const found = percentile(ascending(clicks.flatMap((one) => one[step] ?? [])), share);
  return found === null ? null : Math.round(found);
};

const figure = (clicks: readonly Click[], idle: number) => ({
  p50: at(clicks, 'shown', 0.5),
  p95: at(clicks, 'shown', 0.95),
  most: at(clicks, 'shown', 1),
  askedP50: at(clicks, 'asked', 0.5),
  firstMediaP50: at(clicks, 'firstMedia', 0.5),
  decodedP50: at(clicks, 'decoded', 0.5),
  decodedP95: at(clicks, 'decoded', 0.95),
  clicks: clicks.length,
  idleCpu: idle,
});

const allPlay = (wanted: number) => {
  const videos = [...document.querySelectorAll('video[data-playing]')] as HTMLVideoElement[];
  return videos.length === wanted && videos.every((video) => video.readyState >= 3);
};

async function clickTiles(page: Page, count: number): Promise<Click[]> {
  const clicks: Click[] = [];
  for (let i = 0; i < count; i++) {
    await page.waitForFunction(allPlay, ROOMS, { timeout: 30_000 });
    await anyMoment();
    await beforeClick(page);
    await page
      .locator('article a[href^="/hearings/"]')
      .nth(i % ROOMS)
      .click();
    clicks.push(await afterClick(page, WITHIN_MS));
    await page.goBack();
  }
  return clicks;
}

async function clickBaseline(page: Page, url: string, count: number): Promise<Click[]> {
  const clicks: Click[] = [];
  for (let i = 0; i < count; i++) {
    await page.goto(url);
    await anyMoment();
    await beforeClick(page);
    await page.locator('button').click();
    clicks.push(await afterClick(page, WITHIN_MS));
  }
  return clicks;
}

await bench('start', async (dir) => {
  const province = await startProvince({ dir, rooms: { [COURT]: ROOMS } });
  const { court, startCamera } = await startRtmpCourt(province, COURT, ROOMS);
  const browser = await openBrowser({ width: 1920, height: 1080 });
  const camera = await startCamera(SIZE);
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    for (let n = 1; n <= ROOMS; n++) await clerk.openHearing(`${COURT}-${n}`, `Vụ án thử nghiệm ${n}`);
    const page = await browser.page();
    await signIn(page, province.https ?? '', province.password);
    await page.goto(`${province.https}/wall?grid=4`);
    // The page's own pieces are fetched at the first click of a day: told apart.
    const [cold] = await clickTiles(page, 1);
    const idle = idleSince();
    const clicks = await clickTiles(page, CLICKS);
    const firstFrameMs = figure(clicks, idle());
    console.log('start', JSON.stringify(firstFrameMs));
    await page.close();
    await stop(camera);
    const bare = await browser.page();
    const served = await serveFfmpegHls(dir, SIZE, BASELINE_PAGE);
    try {
      const idleBare = idleSince();
      const found = figure(await clickBaseline(bare, served.url, BASELINE_CLICKS), idleBare());
      return {
        figures: { firstFrameMs, coldMs: cold ? Math.round(cold.shown) : null },
        baseline: { ffmpegHls1s: found },
        goal: { firstFrameMs: { p95: GOAL_P95_MS } },
        met: firstFrameMs.p95 !== null && firstFrameMs.p95 <= GOAL_P95_MS,
      };
    } finally {
      await served.stop();
    }
  } finally {
    await stop(camera);
    await browser.close();
    await court.stop();
    await province.stop();
  }
});
