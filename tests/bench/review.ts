/** A hearing of eight hours and two thousand lines, afterwards: how soon it stands, and how soon a moment of it is seen. `npm run bench -- review [hours] [lines]` */
import type { Page } from 'playwright-core';
import { openBrowser } from '../rig/browser.ts';
import { startProvince } from '../rig/province.ts';
import { CLIP_MS, FPS, type RecordedHearing, recordHearing } from '../rig/recorded-hearing.ts';
import { burnedIn } from '../rig/strip.ts';
import { signIn } from './glass/sign-in.ts';
import { ascending, bench, type Figures, idleSince, percentile } from './harness.ts';
import { bareSeek } from './review/bare-seek.ts';
import { pictureAfter } from './review/picture-after.ts';
import { scrollFrames } from './review/scroll.ts';

const HOURS = Number(process.argv[2] ?? 8);
const LINES = Number(process.argv[3] ?? 2000);
const OPENINGS = 7;
const SEEKS = 40;
const CLICKS = 25;
const GOAL = { openMs: 1500, seekP95Ms: 500, offMs: 1000 / FPS, scrollFps: 58 };
const FEED = 'rv-1-1';
const HOUR_MS = 3_600_000;
const WIDTH = { width: 1920, height: 1080 };

const median = (values: readonly number[]): number | null => {
  const found = percentile(ascending(values), 0.5);
  return found === null ? null : Math.round(found);
};
const figuresOf = (values: readonly number[]) => ({
  p50: median(values),
  p95: Math.round(percentile(ascending(values), 0.95) ?? 0),
  most: Math.round(Math.max(...values)),
});

/** Milliseconds from the beginning of the navigation until lines and timeline stand, and until the picture of the moment is seen. */
async function open(page: Page, address: string): Promise<{ standsMs: number; pictureMs: number }> {
  await page.goto(address, { waitUntil: 'commit' });
  const stands = await page.waitForFunction(
    () =>
      document.querySelector('[role="slider"]') && document.querySelectorAll('ol li').length > 5 && performance.now(),
    undefined,
    { polling: 'raf' },
  );
  const seen = await page.waitForFunction(
    () => {
      const video = document.querySelector('video');
      return video && getComputedStyle(video).visibility === 'visible' && video.readyState >= 2 && performance.now();
    },
    undefined,
    { polling: 'raf' },
  );
  return { standsMs: Number(await stands.jsonValue()), pictureMs: Number(await seen.jsonValue()) };
}

/** How far the picture that a click on a line shows is from the line's time, in milliseconds: 0 is the picture of that very moment. */
async function clickLines(page: Page, { runs, notes }: RecordedHearing): Promise<{ off: number[]; took: number[] }> {
  const off: number[] = [];
  const took: number[] = [];
  await page.keyboard.press('k');
  for (let i = 0; i < CLICKS; i++) {
    const at = notes[Math.floor(((i + 0.5) / CLICKS) * notes.length)] ?? 0;
    // To its neighbourhood by the address of the list; the click is a real one.
    await page.evaluate(
      (share) => {
        const list = document.querySelector('ol');
        list?.parentElement?.dispatchEvent(new WheelEvent('wheel', { bubbles: true }));
        list?.parentElement?.scrollTo(0, share * (list.scrollHeight ?? 0));
      },
      (i + 0.5) / CLICKS,
    );
    await page.waitForTimeout(300);
    const line = page.locator(`ol li time[datetime="${new Date(at).toISOString()}"]`);
    if ((await line.count()) === 0) continue;
    took.push(await pictureAfter(page, () => line.click()));
    await page.waitForTimeout(150);
    const run = runs.find(({ from, to }) => from <= at && at < to);
    const shown = await burnedIn(page);
    if (!run || shown === undefined) throw new Error(`the strip cannot be read at ${new Date(at).toISOString()}`);
    const expected = (at - run.from) % CLIP_MS;
    const frame = 1000 / FPS;
    off.push(Math.abs(Math.floor(expected / frame) * frame - Math.round(shown / frame) * frame));
  }
  await page.keyboard.press('k');
  return { off, took };
}

await bench('review', async (dir) => {
  const province = await startProvince({ dir, rooms: { rv: 1 } });
  const browser = await openBrowser({ ...WIDTH, colorScheme: 'light' });
  try {
    // Yesterday's, in two sittings with an hour between them.
    const begun = Math.floor((Date.now() - (HOURS + 3) * HOUR_MS) / 1000) * 1000;
    const half = (HOURS / 2) * HOUR_MS;
    const writing = Date.now();
    const recorded = await recordHearing(province, {
      court: 'rv',
      room: 'rv-1',
      feeds: [FEED],
      title: 'Vụ án thử nghiệm xét xử cả ngày',
      sittings: [
        { from: begun, to: begun + half },
        { from: begun + half + HOUR_MS, to: begun + 2 * half + HOUR_MS },
      ],
      notes: LINES,
    });
    console.log(
      `${recorded.sent.length} segments and ${LINES} lines were written in ${Math.round((Date.now() - writing) / 1000)} s`,
    );
    const page = await browser.page();
    const origin = province.https ?? '';
    await signIn(page, origin, province.password);
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    const middle = begun + half / 2;
    const address = `${origin}/hearings/${recorded.hearing}?t=${new Date(middle).toISOString()}`;
    const openings: { standsMs: number; pictureMs: number }[] = [];
    const blanks: number[] = [];
    const idleOpening = idleSince();
    for (let i = 0; i < OPENINGS; i++) {
      openings.push(await open(page, address));
      await page.goto(`${origin}/healthz`);
      blanks.push(await page.evaluate(() => performance.now()));
    }
    const openingIdle = idleOpening();
    await open(page, address);
    await page.waitForTimeout(2000);
    const scrolled = await scrollFrames(page, 4000);
    const { off, took } = await clickLines(page, recorded);

    const idle = idleSince();
    const bar = page.getByRole('slider');
    const box = await bar.boundingBox();
    if (!box) throw new Error('no timeline');
    const seeks: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < SEEKS; i++) {
      // Anywhere: the golden ratio goes everywhere and nowhere twice.
      const share = (0.02 + i * 0.618_034) % 0.98;
      seeks.push(await pictureAfter(page, () => bar.click({ position: { x: share * box.width, y: box.height / 2 } })));
      await page.waitForTimeout(400);
    }
    // Under the pages' own policy, which lets a blob be played.
    await page.goto(`${origin}/me`);
    for (let i = 0; i < SEEKS; i++) {
      const one = recorded.sent[Math.floor(((i * 0.618_034) % 1) * recorded.sent.length)];
      if (one)
        bare.push(await bareSeek(page, `/media/hearings/${recorded.hearing}/${one.feed}/${one.epoch}`, one.number));
    }
    const seekMs = figuresOf(seeks);
    const openMs = median(openings.map(({ standsMs }) => standsMs));
    const figures: Figures = {
      hours: HOURS,
      lines: LINES,
      openMs,
      pictureMs: median(openings.map(({ pictureMs }) => pictureMs)),
      openIdle: openingIdle,
      seekMs,
      lineMs: figuresOf(took),
      linesClicked: off.length,
      offMs: Math.max(...off),
      ...scrolled,
      seekIdle: idle(),
    };
    return {
      figures,
      baseline: { blankPageMs: median(blanks), bareSeekMs: figuresOf(bare) },
      goal: GOAL,
      met:
        openMs !== null &&
        openMs <= GOAL.openMs &&
        seekMs.p95 <= GOAL.seekP95Ms &&
        off.length === CLICKS &&
        Math.max(...off) < GOAL.offMs &&
        scrolled.scrollFps >= GOAL.scrollFps,
    };
  } finally {
    await browser.close();
    await province.stop();
  }
});
