/**
 * A wall for hours: lateness, stalls, memory and handles each minute. `npm run bench -- hours [minutes] [tiles]`, by default two hours of nine
 * pictures; for a quiet machine. Baseline: the run's own second eighth.
 */
import { openBrowser } from '../rig/browser.ts';
import { signInClerk } from '../rig/court.ts';
import { stop } from '../rig/processes.ts';
import { startProvince } from '../rig/province.ts';
import { type Held, heapOf, heldBelow } from './demo/held.ts';
import { beginReading, drained } from './glass/reader.ts';
import { startRtmpCourt } from './glass/rtmp-court.ts';
import { signIn } from './glass/sign-in.ts';
import { ascending, bench, idleSince, percentile } from './harness.ts';

const MINUTES = Number(process.argv[2] ?? 120);
const TILES = Number(process.argv[3] ?? 9);
const SIZE = { width: 640, height: 360, fps: 25 };
const COURT = 'ho';
const SETTLE_MS = 15_000;
const MAY_GROW = 1.25;

type Minute = Held & { p50Ms: number; p95Ms: number; stalls: number; pageHeapMB: number; idleCpu: number };

await bench('hours', async (dir) => {
  const province = await startProvince({ dir, rooms: { [COURT]: TILES } });
  const { court, startCamera } = await startRtmpCourt(province, COURT, TILES);
  const browser = await openBrowser({ width: 1920, height: 1080 });
  const minutes: Minute[] = [];
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    for (let n = 1; n <= TILES; n++) await clerk.openHearing(`${COURT}-${n}`, `Vụ án thử nghiệm ${n}`);
    const camera = await startCamera(SIZE, TILES);
    try {
      const page = await browser.page();
      await signIn(page, province.https ?? '', province.password);
      await page.goto(`${province.https}/wall?grid=${TILES}`);
      await page.waitForFunction(
        (wanted) => document.querySelectorAll('video[data-playing]').length === wanted,
        TILES,
        {
          timeout: 120_000,
        },
      );
      await page.waitForTimeout(SETTLE_MS);
      const heap = await heapOf(page);
      await beginReading(page);
      for (let minute = 1; minute <= MINUTES; minute++) {
        const idle = idleSince();
        await page.waitForTimeout(60_000);
        const tiles = await drained(page);
        const late = ascending(tiles.flatMap(({ latencies }) => latencies));
        const seen: Minute = {
          p50Ms: percentile(late, 0.5) ?? Number.NaN,
          p95Ms: percentile(late, 0.95) ?? Number.NaN,
          // A picture of which nothing was shown stood for the whole minute.
          stalls: tiles.reduce((sum, { stalls, frames }) => sum + (frames === 0 ? 1 : stalls), 0),
          ...heldBelow(process.pid),
          pageHeapMB: await heap(),
          idleCpu: idle(),
        };
        // Emptying the heap holds the page up: what stood still then is our own doing.
        await drained(page);
        minutes.push(seen);
        console.log(`minute ${minute}: ${JSON.stringify(seen)}`);
      }
    } finally {
      await stop(camera);
    }
  } finally {
    await browser.close();
    await court.stop();
    await province.stop();
  }
  const eighth = Math.max(1, Math.floor(minutes.length / 8));
  const baseline = means(minutes.slice(eighth, 2 * eighth));
  const last = means(minutes.slice(-eighth));
  const stalls = minutes.reduce((sum, one) => sum + one.stalls, 0);
  const holds = ['serviceMB', 'agentsMB', 'databaseMB', 'serviceHandles', 'agentsHandles', 'pageHeapMB'];
  const grown = holds.filter((name) => (last[name] ?? 0) > (baseline[name] ?? 0) * MAY_GROW);
  return {
    figures: { ...last, minutes: minutes.length, tiles: TILES, stalls },
    baseline,
    goal: { stalls: 0, mayGrow: MAY_GROW },
    met: stalls === 0 && grown.length === 0,
  };
});

function means(minutes: readonly Minute[]): Record<string, number> {
  const keys = Object.keys(minutes[0] ?? {}) as (keyof Minute)[];
  const mean = (key: keyof Minute) => minutes.reduce((sum, one) => sum + one[key], 0) / minutes.length;
  return Object.fromEntries(keys.map((key) => [key, Math.round(mean(key) * 10) / 10]));
}
