/** The origin and the recordings in players that others wrote: hls.js and Shaka, in Chromium, over HTTP/2. Each has a file, so that both wait at the same time. */

import { withDatabase } from '@giamsat/service/testing/database';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../../rig/browser.ts';
import { freePort } from '../../rig/ports.ts';
import { createAgent, newId, type TestAgent } from './agent.ts';
import { makeFootage } from './footage.ts';
import { type House, openHouse } from './house.ts';
import { type LiveCamera, startCamera } from './live-camera.ts';
import { playerPages, playerUrl, type Seen } from './player-page.ts';
import { get } from './viewer.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Generous: the machine may be busy; the bench measures it. */
const NEAR_MS = 6000;
const behindMs = ({ dateMs, nowMs }: Seen): number => (dateMs === null ? Number.NaN : nowMs - dateMs);

/** Each test has a feed of its own. */
export function testPlayer(player: 'hls' | 'shaka'): void {
  const database = withDatabase();
  let house: House;
  let feeds = 0;
  let browser: Browser;
  let page: Page;
  let agent: TestAgent;
  let camera: LiveCamera | undefined;
  let feed = '';
  let window = '';
  let hearing = '';

  const see = (): Promise<Seen> => page.evaluate('window.state()');
  /** What the page sees once that holds; fails with what it saw last. */
  async function until(what: string, holds: (seen: Seen) => boolean, timeoutMs = 20_000): Promise<Seen> {
    const end = Date.now() + timeoutMs;
    let seen = await see();
    while (!holds(seen)) {
      if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(seen)}`);
      await pause(100);
      seen = await see();
    }
    return seen;
  }
  /** Without a multivariant playlist Shaka looks into the first segment for its codecs, and so needs a whole one. */
  async function cameraWithSegment(): Promise<LiveCamera> {
    const started = startCamera(agent);
    await started.started;
    await pause(4800);
    return started;
  }
  const live = (): string => `${house.https}/media/live/${window}/live.m3u8`;

  beforeAll(async () => {
    house = await openHouse(database.sql, { pages: playerPages });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });
  beforeEach(async () => {
    feed = `ls-p-${++feeds}`;
    hearing = newId();
    window = newId();
    const fromMs = Date.now() - 1000;
    house.rights.addSitting(feed, hearing, { fromMs: fromMs - 3_600_000 });
    house.rights.openWindow({ id: window, feed, hearing, fromMs, opensAtMs: fromMs, picture: true, sound: true });
    agent = createAgent(house, { feed });
    page = await browser.page();
  });
  afterEach(async () => {
    await page.close();
    await camera?.stop();
    camera = undefined;
    await agent.disconnect();
  });

  test('plays a live window near its edge, without a fault', async () => {
    if (player === 'hls') {
      // Asked before the first part, as a page does that learnt of the window by push.
      await page.goto(playerUrl(house, player, live(), { live: '1' }));
      camera = startCamera(agent);
    } else {
      camera = await cameraWithSegment();
      await page.goto(playerUrl(house, player, live(), { live: '1' }));
    }
    const begun = await until('plays', ({ time }) => time > 1);
    const goesOn = (seen: Seen) => seen.time > begun.time + 6.5 && seen.frames > 150 && behindMs(seen) < NEAR_MS;
    const seen = await until('goes on near the edge', goesOn, 40_000);
    expect(seen.fatal).toEqual([]);
    expect(behindMs(seen)).toBeGreaterThan(0);
  });

  test('goes on after the camera was restarted', async () => {
    camera = await cameraWithSegment();
    await page.goto(playerUrl(house, player, live(), { live: '1' }));
    await until('plays', ({ time }) => time > 1);
    await camera.stop();
    await pause(1500);
    camera = startCamera(agent);
    const after = Date.now();
    const { fatal, errors } = await until(
      'shows the new film',
      (seen) => seen.dateMs !== null && seen.dateMs > after + 1000,
      25_000,
    );
    expect(fatal).toEqual([]);
    // That nothing came for a while may be told; of what came nothing was wrong.
    expect(errors.filter((error) => /Parsing|Append|Codec|internal/i.test(error))).toEqual([]);
    expect((await get(`${house.http}/media/live/${window}/live.m3u8`)).text).toContain('#EXT-X-DISCONTINUITY\n');
  });

  test('a cut stops it', async () => {
    camera = await cameraWithSegment();
    await page.goto(playerUrl(house, player, live(), { live: '1' }));
    await until('plays', ({ time }) => time > 1);
    house.rights.endWindow(window, 'cut', Date.now());
    const cutAt = Date.now();
    // What was buffered may still be there: dropping it is the page's part, which learns of the cut by push.
    const refused = await until(
      'is refused or runs dry',
      ({ fatal, buffered }) => fatal.length > 0 || buffered < 0.05,
      25_000,
    );
    expect(refused.dateMs === null || refused.dateMs < cutAt + 500).toBe(true);
    await pause(1000);
    expect((await see()).frames - refused.frames).toBeLessThan(30);
  });

  if (player === 'hls') {
    test('plays a camera that drops frames: its long parts are segments without parts', async () => {
      camera = startCamera(agent, { drops: true });
      await page.goto(playerUrl(house, player, live(), { live: '1' }));
      const begun = await until('plays', ({ time }) => time > 1);
      const goesOn = (seen: Seen) => seen.time > begun.time + 9 && behindMs(seen) < NEAR_MS;
      const seen = await until('goes on near the edge', goesOn, 40_000);
      expect(seen.fatal).toEqual([]);
      expect(await house.metric('media_parts_total')).toMatch(/fate="over-target"} [1-9]/);
    });

    test('goes on with the same window after the service was restarted', async () => {
      const ports = { http: await freePort(), https: await freePort() };
      const first = await openHouse(database.sql, { rights: house.rights, pages: playerPages, ports });
      agent = createAgent(first, { feed });
      camera = startCamera(agent);
      await page.goto(
        playerUrl(first, player, `${first.https}/media/live/${window}/live.m3u8`, { live: '1', again: '1' }),
      );
      await until('plays', ({ time }) => time > 1);
      await first.close();
      await pause(1000);
      const second = await openHouse(database.sql, { rights: house.rights, pages: playerPages, ports });
      const after = Date.now();
      await until('shows what came after', (seen) => seen.dateMs !== null && seen.dateMs > after + 4000, 40_000);
      await second.close();
    });
  }

  test('plays a recording over a gap and a discontinuity, by its dates', async () => {
    const footage = await makeFootage({ seconds: 16 });
    const start = Date.now() - 1_800_000;
    const over = newId();
    house.rights.addSitting(feed, over, { fromMs: start, toMs: start + 600_000 });
    const [first, second] = [await agent.begin(footage), await agent.begin(footage)];
    const send = async (epoch: string, number: number, at: number) => {
      const segment = footage.segments[number];
      if (segment) expect(await agent.send(epoch, number, segment, start + at)).toMatchObject({ status: 200 });
    };
    await send(first, 0, 0);
    // 4–8 s is missing: a gap; then another epoch, two minutes later.
    await send(first, 2, 8000);
    await send(second, 0, 130_000);
    await send(second, 1, 134_000);
    const url = `${house.https}/media/hearings/${over}/${feed}/recording.m3u8`;
    await page.goto(playerUrl(house, player, url));
    await until('plays the first segment', ({ time }) => time > 1);
    await until(
      'comes over the gap',
      ({ dateMs }) => dateMs !== null && dateMs >= start + 8000 && dateMs < start + 13_000,
    );
    await until('comes over the discontinuity', ({ dateMs }) => dateMs !== null && dateMs >= start + 131_000);
    expect((await see()).fatal).toEqual([]);
  });
}
