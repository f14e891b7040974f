/** How long a picture is away: camera, agent and service begin anew, the line fails. `npm run bench -- recover [times] [cause …]` */
import { openBrowser } from '../rig/browser.ts';
import { signInClerk, startCourt } from '../rig/court.ts';
import { startLine } from '../rig/line.ts';
import { freePort } from '../rig/ports.ts';
import { startProvince } from '../rig/province.ts';
import { beginReading, readings } from './glass/reader.ts';
import { signIn } from './glass/sign-in.ts';
import { ascending, bench, type Figures, idleSince, percentile } from './harness.ts';
import { startCalling } from './recover/calling-camera.ts';
import { type Frame, normalLatency, type Recovery, recoveryOf } from './recover/recovery.ts';

const TIMES = Number(process.argv[2] ?? 3);
const CAUSES = process.argv.slice(3);
const SIZE = { width: 640, height: 360, fps: 25 };
const COURT = 're';
const FEED = `${COURT}-1-1`;
/** Normal is what was seen just before. */
const BEFORE_MS = 4000;
const WITHIN_MS = 15_000;
const LINE_LOST_MS = 2000;
/** What was away is back: then the picture has so long (`recovery within 2 s`). */
const GOAL_AFTER_MS = 2000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** A fault from its beginning; resolves when what was away is back. */
type Fault = () => Promise<void>;
type Seen = { recovery: Recovery | null; awayMs: number };

const middle = (values: readonly number[]): number | null => {
  const found = percentile(ascending(values), 0.5);
  return found === null ? null : Math.round(found);
};

const figure = (seen: readonly Seen[], normalMs: readonly number[], idle: number) => {
  const came = seen.flatMap(({ recovery, awayMs }) => (recovery ? [{ ...recovery, awayMs }] : []));
  return {
    ms: middle(came.map(({ ms }) => ms)),
    most: came.length === seen.length ? Math.max(...came.map(({ ms }) => ms)) : null,
    movesMs: middle(came.map(({ movesMs }) => movesMs)),
    stoodMs: middle(came.map(({ stoodMs }) => stoodMs)),
    awayMs: middle(seen.map(({ awayMs }) => awayMs)),
    afterMs: middle(came.map(({ ms, awayMs }) => Math.max(0, ms - awayMs))),
    normalMs: middle(normalMs),
    recovered: came.length,
    times: seen.length,
    idleCpu: idle,
  };
};

await bench('recover', async (dir) => {
  const province = await startProvince({ dir, rooms: { [COURT]: 1 } });
  const line = await startLine(province.http);
  const url = `rtmp://127.0.0.1:${await freePort()}/live/camera`;
  const { code } = province;
  const court = await startCourt({ dir, code, http: line.http }, COURT, [
    { feed: FEED, source: { kind: 'rtmp-listen', url } },
  ]);
  const browser = await openBrowser({ width: 1280, height: 720 });
  const camera = startCalling(SIZE, url);
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    await clerk.openHearing(`${COURT}-1`, 'Vụ án thử nghiệm 1');
    const page = await browser.page();
    await signIn(page, province.https ?? '', province.password);
    await page.goto(`${province.https}/wall?grid=1`);
    await page.waitForSelector('video[data-playing]', { state: 'attached', timeout: 60_000 });
    await beginReading(page, 1);
    await sleep(5000);

    const framesSince = async (from: number): Promise<Frame[]> => {
      const [reading] = await readings(page);
      return (reading?.times ?? []).flatMap((at, i) =>
        at >= from ? [{ at, latencyMs: reading?.latencies[i] ?? 0 }] : [],
      );
    };
    const faults: Record<string, Fault> = {
      camera: () => camera.restart(),
      agent: () => court.killAndRestart(),
      service: () => province.killAndRestart(),
      async line() {
        line.halt();
        await sleep(LINE_LOST_MS);
        line.goOn();
      },
      async lineBroken() {
        line.halt();
        await sleep(LINE_LOST_MS);
        line.cut();
        line.goOn();
      },
    };
    const figures: Figures = {};
    for (const [cause, fault] of Object.entries(faults)) {
      if (CAUSES.length > 0 && !CAUSES.includes(cause)) continue;
      const idle = idleSince();
      const seen: Seen[] = [];
      const normals: number[] = [];
      for (let n = 0; n < TIMES; n++) {
        await sleep(BEFORE_MS + Math.random() * 1000);
        const at = Date.now();
        const normal = normalLatency(await framesSince(at - BEFORE_MS));
        if (normal === null) throw new Error(`no frame was read before ${cause}\n${court.process().output()}`);
        normals.push(normal);
        const faultAt = Date.now();
        await fault();
        const awayMs = Date.now() - faultAt;
        let recovery: Recovery | null = null;
        // Who is away for long is asked often enough; who was never missed is believed after the buffer is over.
        while (Date.now() < faultAt + awayMs + WITHIN_MS) {
          await sleep(500);
          const until = Date.now();
          recovery = recoveryOf(await framesSince(faultAt - 1000), faultAt, normal, until);
          if (recovery && (recovery.ms > 0 || Date.now() > faultAt + awayMs + 5000)) break;
        }
        seen.push({ recovery, awayMs });
      }
      figures[cause] = figure(seen, normals, idle());
      console.log(cause, JSON.stringify(figures[cause]));
    }
    const after = Object.values(figures).map((one) => (one as { afterMs: number | null }).afterMs);
    return {
      figures,
      baseline: {},
      goal: { everyCause: { afterMs: GOAL_AFTER_MS } },
      met: after.every((one) => one !== null && one <= GOAL_AFTER_MS),
    };
  } finally {
    await camera.stop();
    await browser.close();
    await court.stop();
    line.close();
    await province.stop();
  }
});
