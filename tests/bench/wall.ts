/** First load of the wall: JavaScript in kB (gzip) and milliseconds until tiles stand. `npm run bench -- wall` */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { openBrowser } from '../rig/browser.ts';
import { PEOPLE, startProvince } from '../rig/province.ts';
import { ascending, bench, percentile } from './harness.ts';

const LOADS = 7;
const GOAL_KB = 280;
/** Chunks that a wall without a picture does not need; told apart by what they hold, not by their names. */
const PLAYER = /MediaSource|EXT-X-/;
const CHARTS = /recharts/;

const kB = (bytes: number): number => Math.round((bytes / 1000) * 10) / 10;

/** What React itself costs any page: the floor. */
async function reactKB(): Promise<number> {
  const from = createRequire(path.resolve(import.meta.dirname, '../../dashboard/package.json'));
  const dom = path.join(path.dirname(from.resolve('react-dom/package.json')), 'cjs/react-dom-client.production.js');
  const react = path.join(path.dirname(from.resolve('react/package.json')), 'cjs/react.production.js');
  const bytes = await Promise.all([dom, react].map((file) => readFile(file)));
  return kB(bytes.reduce((sum, one) => sum + gzipSync(one).length, 0));
}

type Load = { ms: number; scripts: Map<string, Buffer> };

async function load(page: Page, url: string, ready: string | undefined): Promise<Load> {
  const scripts = new Map<string, Buffer>();
  const bodies: Promise<void>[] = [];
  const onResponse = (response: Awaited<ReturnType<Page['waitForResponse']>>) => {
    if (response.request().resourceType() !== 'script') return;
    bodies.push(response.body().then((body) => void scripts.set(new URL(response.url()).pathname, body)));
  };
  page.on('response', onResponse);
  await page.goto(url, { waitUntil: 'commit' });
  if (ready) await page.locator(ready).first().waitFor();
  else await page.waitForLoadState('load');
  const ms = await page.evaluate(() => performance.now());
  // What comes later belongs to no load, and its body is gone with the next page.
  page.off('response', onResponse);
  await Promise.all(bodies);
  return { ms, scripts };
}

await bench('wall', async (dir) => {
  const province = await startProvince({ dir, rooms: { wa: 4 } });
  const browser = await openBrowser({ width: 1920, height: 1080 });
  try {
    const page = await browser.page();
    const origin = province.https ?? '';
    await page.goto(origin);
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    const status = await page.evaluate(
      async (body) =>
        (
          await fetch('/api/v1/session', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
            body: JSON.stringify(body),
          })
        ).status,
      { login: PEOPLE.supervisor, password: province.password },
    );
    if (status !== 200) throw new Error(`sign-in: ${status}`);
    const walls: Load[] = [];
    const blanks: Load[] = [];
    for (let i = 0; i < LOADS; i++) {
      walls.push(await load(page, `${origin}/wall`, 'main h1, [class*="page"] h1'));
      blanks.push(await load(page, `${origin}/healthz`, undefined));
    }
    const sizes = [...(walls.at(-1)?.scripts ?? [])].map(([name, body]) => {
      const text = body.toString();
      const part = PLAYER.test(text) && /hls/i.test(text) ? 'player' : CHARTS.test(text) ? 'charts' : 'page';
      return { name: path.basename(name), part, kB: kB(gzipSync(body, { level: 9 }).length) };
    });
    console.table(sizes);
    const jsKB = Math.round(sizes.filter((one) => one.part === 'page').reduce((sum, one) => sum + one.kB, 0) * 10) / 10;
    const median = (loads: Load[]) => Math.round(percentile(ascending(loads.map((one) => one.ms)), 0.5) ?? 0);
    return {
      figures: { jsKB, loadMs: median(walls) },
      baseline: { jsKB: await reactKB(), loadMs: median(blanks) },
      goal: { jsKB: GOAL_KB },
      met: jsKB > 0 && jsKB <= GOAL_KB,
    };
  } finally {
    await browser.close();
    await province.stop();
  }
});
