/** Scrolls a page's log as a wheel does, and tells how evenly its frames came. */
import type { Page } from 'playwright-core';

const STEP_MS = 16;
const STEP_PX = 90;

export async function scrollFrames(
  page: Page,
  forMs: number,
): Promise<{ scrollFps: number; scrollFrameP95Ms: number; scrolledPx: number }> {
  const list = page.locator('ol').first();
  await list.hover({ position: { x: 40, y: 100 }, force: true });
  await page.evaluate(() => {
    const frames: number[] = [];
    const next = (now: number) => {
      frames.push(now);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    Object.assign(window, {
      giamsatFrames: frames,
      giamsatTop: document.querySelector('ol')?.parentElement?.scrollTop,
    });
  });
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    await page.mouse.wheel(0, STEP_PX);
    await page.waitForTimeout(STEP_MS);
  }
  return page.evaluate((forMs) => {
    const { giamsatFrames, giamsatTop } = window as unknown as { giamsatFrames: number[]; giamsatTop: number };
    const last = giamsatFrames.at(-1) ?? 0;
    const frames = giamsatFrames.filter((at) => at > last - forMs);
    const lengths = frames
      .slice(1)
      .map((at, i) => at - (frames[i] ?? at))
      .sort((a, b) => a - b);
    const top = document.querySelector('ol')?.parentElement?.scrollTop ?? 0;
    return {
      scrollFps: Math.round(((frames.length - 1) / ((last - (frames[0] ?? last)) / 1000)) * 10) / 10,
      scrollFrameP95Ms: Math.round((lengths[Math.ceil(lengths.length * 0.95) - 1] ?? 0) * 10) / 10,
      scrolledPx: Math.round(top - giamsatTop),
    };
  }, forMs);
}
