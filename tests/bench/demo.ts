/**
 * The demo as a supervisor sees it, for as long as you like: console errors, stalls, and what service, agents and page hold each minute.
 * `npm run bench -- demo [minutes]`; the consoles of a demo have fixed ports, so no other demo may run. Baseline: the run's own second eighth.
 */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../rig/browser.ts';
import { freePort } from '../rig/ports.ts';
import { start, stop, until } from '../rig/processes.ts';
import { type Held, heapOf, heldBelow } from './demo/held.ts';
import { type Stall, stallsOf, watchStalls } from './demo/stalls.ts';
import { bench, type Figures, idleSince } from './harness.ts';

const MINUTES = Number(process.argv[2] ?? 60);
const PASSWORD = 'giam-sat-2021';
const SIGN_IN = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
  body: JSON.stringify({ login: 'tinhuy', password: PASSWORD }),
};
const MAY_GROW = 1.25;
const ROOT = path.resolve(import.meta.dirname, '../..');

type Sample = Held & { wallHeapMB: number; hearingsHeapMB: number };

await bench('demo', async (dir) => {
  const port = await freePort();
  const demo = start(process.execPath, [path.join(ROOT, 'infra/demo/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), TLS_PORT: String(await freePort()), GIAMSAT_DATA: dir },
  });
  const http = `http://localhost:${port}`;
  const browser = await openBrowser({ width: 1920, height: 1080 });
  const errors: string[] = [];
  const stalls: Stall[] = [];
  const samples: Sample[] = [];
  try {
    await until('the demo', async () => (await fetch(`${http}/`)).ok, 240_000);
    const wall = await browser.page();
    const list = await browser.page();
    for (const page of [wall, list]) noteErrors(page, errors);
    // Asked outside of the page: a browser writes each refusal into its console.
    await until('the demo’s people', async () => (await signIn(http)).ok, 240_000);
    await signInAt(wall, http);
    await wall.goto(`${http}/wall`);
    await list.goto(`${http}/hearings`);
    await wall.bringToFront();
    await watchStalls(wall);
    const heaps = { wall: await heapOf(wall), list: await heapOf(list) };
    const idle = idleSince();
    const measured = { from: 0, to: 0 };
    for (let minute = 1; minute <= MINUTES; minute++) {
      await wall.waitForTimeout(60_000);
      // Emptying a page's heap for the measurement holds it up for a second: what stood still then is our own doing.
      const fresh = (await stallsOf(wall)).filter(({ at, ms }) => at > measured.to || at + ms < measured.from);
      stalls.push(...fresh);
      measured.from = Date.now();
      const held = heldBelow(demo.child.pid as number);
      const sample = { ...held, wallHeapMB: await heaps.wall(), hearingsHeapMB: await heaps.list() };
      measured.to = Date.now();
      samples.push(sample);
      console.log(
        `minute ${minute}: ${JSON.stringify(sample)}, ${fresh.length} stalls, ${errors.length} errors, idle ${idle()}`,
      );
    }
  } finally {
    await browser.close();
    await stop(demo, 30_000);
  }
  for (const error of errors.slice(0, 20)) console.log(`console: ${error}`);
  for (const { at, ms, state } of stalls) console.log(`stall: ${new Date(at).toISOString()} ${ms} ms, ${state}`);
  const eighth = Math.max(1, Math.floor(samples.length / 8));
  const baseline = means(samples.slice(eighth, 2 * eighth));
  const last = means(samples.slice(-eighth));
  const grown = Object.entries(last).filter(([name, mb]) => mb > (baseline[name] ?? 0) * MAY_GROW);
  return {
    figures: { ...last, minutes: samples.length, errors: errors.length, stalls: stalls.length },
    baseline,
    goal: { errors: 0, stalls: 0, mayGrow: MAY_GROW },
    met: errors.length === 0 && stalls.length === 0 && grown.length === 0,
  } as { figures: Figures; baseline: Figures; goal: Figures; met: boolean };
});

function signIn(http: string): Promise<Response> {
  return fetch(`${http}/api/v1/session`, SIGN_IN);
}

async function signInAt(page: Page, http: string): Promise<void> {
  await page.goto(`${http}/`);
  const ok = await page.evaluate(async (request) => (await fetch('/api/v1/session', request)).ok, SIGN_IN);
  if (!ok) throw new Error('the demo lets nobody in');
}

function noteErrors(page: Page, errors: string[]): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      errors.push(`${new Date().toISOString()} ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
}

function means(samples: readonly Sample[]): Record<string, number> {
  const keys = Object.keys(samples[0] ?? {}) as (keyof Sample)[];
  return Object.fromEntries(
    keys.map((key) => [key, Math.round((samples.reduce((sum, one) => sum + one[key], 0) / samples.length) * 10) / 10]),
  );
}
