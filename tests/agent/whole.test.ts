/** Agent and service as they are, each its own process: what was captured arrives, whichever of the two is killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Timeline } from '@giamsat/contract/wire/live';
import { expect, it } from 'vitest';
import { type Clerk, type Court, signInClerk, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { cameraFile } from './camera.ts';
import { sleep, until } from './wait.ts';

const FEED = 'lb-1-1';

const signIn = async (province: Province): Promise<string> => {
  const answer = await fetch(`${province.http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'giamsat-request': '1', origin: province.http },
    body: JSON.stringify({ login: PEOPLE.supervisor, password: province.password }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
};

/** A province and a court of its own for each test, so that they can be played side by side. */
type Scene = {
  province: Province;
  court: Court;
  clerk: Clerk;
  get: (at: string) => Promise<Response>;
  windowsOf: (hearing: string) => Promise<string[]>;
  recorded: (hearing: string) => Promise<Timeline['feeds'][number] | undefined>;
};

const onScene = (play: (scene: Scene) => Promise<void>) => async (): Promise<void> => {
  const dir = mkdtempSync(path.join(tmpdir(), 'giamsat-whole-'));
  const province = await startProvince({ dir, rooms: { lb: 1 } });
  let court: Court | undefined;
  try {
    court = await startCourt(province, 'lb', [{ feed: FEED, source: { kind: 'file', url: cameraFile() } }]);
    const clerk = await signInClerk(court, 'lb', province.password);
    const cookie = await signIn(province);
    const get = (at: string) => fetch(`${province.http}${at}`, { headers: { cookie } });
    await play({
      province,
      court,
      clerk,
      get,
      async windowsOf(hearing) {
        const answer = await get(`/api/v1/hearings/${hearing}`);
        // Entered at the court, and a moment later known here.
        if (!answer.ok) return [];
        const { row } = (await answer.json()) as { row: { windows: { window: string }[] } };
        return row.windows.map(({ window }) => window);
      },
      async recorded(hearing) {
        const answer = await get(`/api/v1/hearings/${hearing}/timeline`);
        // Entered at the court, and a moment later known here.
        if (!answer.ok) return undefined;
        const timeline = (await answer.json()) as Timeline;
        return timeline.feeds.find(({ feed }) => feed === FEED);
      },
    });
  } finally {
    await court?.stop();
    await province.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

it.concurrent(
  'a hearing is live, cut at once, live again in a window of its own, and recorded with its gap',
  onScene(async ({ clerk, get, windowsOf, recorded }) => {
    const hearing = await clerk.openHearing('lb-1', 'Vụ án giả lập');
    const [first] = await until('a window', async () => {
      const found = await windowsOf(hearing);
      return found.length > 0 && found;
    });
    const playlist = await until('the first parts', async () => {
      const answer = await get(`/media/live/${first}/live.m3u8`);
      return answer.ok && (await answer.text());
    });
    expect(playlist).toContain('#EXT-X-PART:');

    await clerk.enter(hearing, 'hearing.recess.started', {});
    await until('the origin refuses', async () => (await get(`/media/live/${first}/live.m3u8`)).status === 403, 2000);
    await sleep(1500);
    await clerk.enter(hearing, 'hearing.recess.ended', {});
    const second = await until(
      'another window',
      async () => (await windowsOf(hearing)).find((one) => one !== first),
      10_000,
    );
    await until('its first parts', async () => (await get(`/media/live/${second}/live.m3u8`)).ok, 20_000);
    await clerk.enter(hearing, 'hearing.closed', {});
    // What was kept before and after meets the gap without a hole, once the court has stated it.
    const { feed, gap } = await until('the recording with its gap', async () => {
      const found = await recorded(hearing);
      const stated = found?.gaps.find(({ from }) => from === found.recorded[0]?.to);
      return found?.recorded.length === 2 && stated && { feed: found, gap: stated };
    });
    expect(gap).toMatchObject({ to: feed.recorded[1]?.from, cause: 'cut' });
  }),
);

it.concurrent(
  'the service is killed in the middle of a segment: everything that was kept is recorded in the end',
  onScene(async ({ province, clerk, recorded }) => {
    const hearing = await clerk.openHearing('lb-1', 'Vụ án giả lập');
    await until('it is recorded', async () => ((await recorded(hearing))?.recorded.length ?? 0) > 0, 40_000);
    await sleep(1000);
    await province.killAndRestart();
    await clerk.enter(hearing, 'hearing.questioning.started', {});
    await until('the line is back and nothing waits', async () => {
      const { line } = await clerk.state();
      return line.up && line.waiting === 0;
    });
    await sleep(6000);
    await clerk.enter(hearing, 'hearing.closed', {});
    const closedAt = Date.now();
    const feed = await until(
      'one stretch without a hole',
      async () => {
        const found = await recorded(hearing);
        const [only] = found?.recorded ?? [];
        return found?.recorded.length === 1 && only && closedAt - Date.parse(only.to) < 1000 && found;
      },
      40_000,
    );
    expect(feed.gaps.filter(({ cause }) => cause !== 'cut')).toEqual([]);
  }),
);

it.concurrent(
  'the agent is killed in the middle of a segment: its parts are recorded, and only the pause is missing',
  onScene(async ({ province, court, clerk, recorded }) => {
    const hearing = await clerk.openHearing('lb-1', 'Vụ án giả lập');
    await until('it is recorded', async () => ((await recorded(hearing))?.recorded.length ?? 0) > 0, 40_000);
    await sleep(1500);
    const killedAt = Date.now();
    await court.killAndRestart();
    await sleep(9000);
    const again = await signInClerk(court, 'lb', province.password);
    await again.enter(hearing, 'hearing.closed', {});
    const feed = await until(
      'two stretches',
      async () => {
        const found = await recorded(hearing);
        return found?.recorded.length === 2 && found.gaps.some(({ cause }) => cause === 'agent') && found;
      },
      40_000,
    );
    const gap = feed.gaps.find(({ cause }) => cause === 'agent');
    expect(gap).toMatchObject({ from: feed.recorded[0]?.to, to: feed.recorded[1]?.from });
    expect(killedAt - Date.parse(gap?.from ?? '')).toBeLessThan(1000);
  }),
);
