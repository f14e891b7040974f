/** A court of nine rooms on air, a wall that shows them all, and somebody at every place from which a cut is felt. */
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import type { Page } from 'playwright-core';
import { type LiveViewer, watch } from '../../live/support/viewer.ts';
import { openBrowser } from '../../rig/browser.ts';
import { type Clerk, signInClerk } from '../../rig/court.ts';
import { type RigLine, startLine } from '../../rig/line.ts';
import { type Started, stop, until } from '../../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../../rig/province.ts';
import { signIn as cookieOf } from '../../rig/second-factor.ts';
import { startRtmpCourt } from '../glass/rtmp-court.ts';
import { signIn } from '../glass/sign-in.ts';
import type { Ask } from './origin.ts';
import { createUplink, type Uplink } from './uplink.ts';

const COURT = 'cu';
export const ROOMS = 9;
/** Wide enough for the burned-in time, and small, so that nine of them leave two cores some rest. */
const SIZE = { width: 640, height: 180, fps: 10 };
const ON_AIR_MS = 120_000;

export type Place = { room: string; feed: string; hearing: string };
export type Stage = {
  province: Province;
  line: RigLine;
  uplink: Uplink;
  clerk: Clerk;
  page: Page;
  /** As a session without a socket, that is refused at once (decision 32). */
  ask: Ask;
  /** The court administrator's session. */
  office: (at: string, body: object) => Promise<Record<string, unknown>>;
  /** A bare socket's `cut` messages: when each hearing's last one came, ms since 1970. */
  told: Map<string, number>;
  places: Place[];
  /** Resolves when the tile of that room shows a picture. */
  shows(place: Place): Promise<void>;
  /** How many tiles show a picture. */
  tiles(): Promise<number>;
  windowOf(hearing: string): Promise<string>;
  /** Everything stops but the folder, so that what was kept can be read. */
  stopAll(): Promise<void>;
};

const asked =
  (http: string, cookie: string): Ask =>
  async (at) => {
    const answer = await fetch(`${http}${at}`, { headers: { cookie } });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

/** @param quiet called when the page watches and no camera runs yet, with a hearing that is opened */
export async function openStage(
  dir: string,
  quiet: (page: Page, clerk: Clerk, hearing: string) => Promise<void>,
): Promise<Stage> {
  const province = await startProvince({ dir, rooms: { [COURT]: ROOMS } });
  const uplink = createUplink();
  const line = await startLine(province.http, uplink.ear);
  const { code } = province;
  const { court, startCamera } = await startRtmpCourt({ dir, code, http: line.http }, COURT, ROOMS);
  const browser = await openBrowser({ width: 1920, height: 1080 });
  let camera: Started | undefined;
  let bare: LiveViewer | undefined;
  const stopAll = async (): Promise<void> => {
    bare?.close();
    await browser.close();
    if (camera) await stop(camera);
    await court.stop();
    line.close();
    await province.stop();
  };
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    const places: Place[] = [];
    const open = async (n: number): Promise<void> => {
      const room = `${COURT}-${n}`;
      places.push({ room, feed: `${room}-1`, hearing: await clerk.openHearing(room, `Vụ án thử nghiệm ${n}`) });
    };
    await open(1);
    const page = await browser.page();
    await signIn(page, province.https ?? '', province.password);
    await page.goto(`${province.https}/wall?grid=${ROOMS}`);
    await quiet(page, clerk, places[0]?.hearing ?? '');
    for (let n = 2; n <= ROOMS; n++) await open(n);
    camera = await startCamera(SIZE);

    const told = new Map<string, number>();
    const cookie = await cookieOf(province.http, PEOPLE.supervisor, province.password);
    bare = watch({ http: province.http, cookie, scopes: ['wall'] });
    await bare.live();
    bare.socket().on('cut', ({ hearing }: { hearing: string }) => void told.set(hearing, Date.now()));
    const ask = asked(province.http, await cookieOf(province.http, PEOPLE.supervisor, province.password));
    const officeCookie = await cookieOf(province.http, PEOPLE.office(COURT), province.password);
    return {
      province,
      line,
      uplink,
      clerk,
      page,
      ask,
      told,
      places,
      office: async (at, body) => {
        const answer = await fetch(`${province.http}/api/v1/pictures/${at}`, {
          method: 'POST',
          headers: { cookie: officeCookie, 'content-type': 'application/json', 'giamsat-request': '1' },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()) as Record<string, unknown>;
      },
      shows: async ({ hearing }) => {
        const shown = (id: string) =>
          [...document.querySelectorAll<HTMLVideoElement>(`article:has(a[href="/hearings/${id}"]) video`)].some(
            (one) => one.readyState >= 2,
          );
        await page.waitForFunction(shown, hearing, { timeout: ON_AIR_MS });
      },
      tiles: () =>
        page.evaluate(() => [...document.querySelectorAll('video')].filter((one) => one.readyState >= 2).length),
      windowOf: (hearing) =>
        until('a window', async () => {
          const { row } = JSON.parse((await ask(`/api/v1/hearings/${hearing}`)).bytes.toString()) as HearingAnswer;
          return row.windows?.find(({ opensAt }) => Date.parse(opensAt) <= Date.now())?.window;
        }),
      stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
