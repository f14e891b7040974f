/** Glass to glass: a burned-in time through camera → agent → service → Chromium, by tiles and protocol. `npm run bench -- glass [seconds]` */
import path from 'node:path';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { signInClerk } from '../rig/court.ts';
import { stop } from '../rig/processes.ts';
import { startProvince } from '../rig/province.ts';
import { measureFfmpegHls } from './glass/ffmpeg-hls.ts';
import { beginReading, readings, type TileReading } from './glass/reader.ts';
import { startRtmpCourt } from './glass/rtmp-court.ts';
import { signIn } from './glass/sign-in.ts';
import { ascending, bench, type Figures, idleSince, percentile } from './harness.ts';

const SECONDS = Number(process.argv[2] ?? 60);
/** One encoder serves all rooms, so that on few cores the machine is spent on the road and not on encoding. */
const SIZE = { width: 640, height: 360, fps: 25 };
const COURT = 'gl';
const ROOMS = 16;
const SETTLE_MS = 15_000;
const GOAL_P50_MS = 1200;

const allPlay = () => [...document.querySelectorAll('video')].every((video) => video.readyState >= 3 && !video.paused);

const figure = (tiles: TileReading[], idle: number) => {
  const all = ascending(tiles.flatMap((tile) => tile.latencies));
  return {
    p50Ms: percentile(all, 0.5),
    p95Ms: percentile(all, 0.95),
    stalls: tiles.reduce((sum, tile) => sum + (tile.frames === 0 ? 1 : tile.stalls), 0),
    playing: tiles.filter(({ frames }) => frames > 0).length,
    read: all.length,
    idleCpu: idle,
  };
};

async function measureWall(browser: Browser, origin: string, password: string, tiles: number) {
  const page = await browser.page();
  try {
    await signIn(page, origin, password);
    await page.goto(`${origin}/wall?grid=${tiles}`);
    await page.waitForFunction((wanted) => document.querySelectorAll('video').length === wanted, tiles, {
      timeout: 60_000,
    });
    // A machine that cannot play them all is a figure, too: those that never begin count as a stall each.
    await page.waitForFunction(allPlay, undefined, { timeout: 30_000 }).catch(() => undefined);
    await page.waitForTimeout(SETTLE_MS);
    await beginReading(page);
    const idle = idleSince();
    await page.waitForTimeout(SECONDS * 1000);
    return figure(await readings(page), idle());
  } finally {
    await page.close();
  }
}

await bench('glass', async (dir) => {
  const province = await startProvince({ dir, rooms: { [COURT]: ROOMS } });
  const { court, startCamera } = await startRtmpCourt(province, COURT, ROOMS);
  const browser = await openBrowser({ width: 1920, height: 1080 });
  const figures: Figures = {};
  const baseline: Figures = {};
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    const runs = [
      { name: 'h2_1', tiles: 1, origin: province.https ?? '' },
      { name: 'h2_4', tiles: 4, origin: province.https ?? '' },
      { name: 'h2_9', tiles: 9, origin: province.https ?? '' },
      { name: 'h1_9', tiles: 9, origin: province.http },
      { name: 'h2_16', tiles: 16, origin: province.https ?? '' },
    ];
    let open = 0;
    for (const { name, tiles, origin } of runs) {
      for (; open < tiles; open++) await clerk.openHearing(`${COURT}-${open + 1}`, `Vụ án thử nghiệm ${open + 1}`);
      const camera = await startCamera(SIZE, tiles);
      try {
        figures[name] = await measureWall(browser, origin, province.password, tiles);
      } finally {
        await stop(camera);
      }
      console.log(name, JSON.stringify(figures[name]));
    }
    const idle = idleSince();
    const page = await browser.page();
    baseline.ffmpegHls1s = figure([await measureFfmpegHls(page, path.join(dir), SIZE, Math.min(SECONDS, 30))], idle());
  } finally {
    await browser.close();
    await court.stop();
    await province.stop();
  }
  const reached = (figures.h2_4 as { p50Ms: number | null }).p50Ms;
  return { figures, baseline, goal: { h2_4: { p50Ms: GOAL_P50_MS } }, met: reached !== null && reached <= GOAL_P50_MS };
});
