// What two nodes do while Redis or the database is away, hangs, or comes back empty.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { watch } from '../live/support/viewer.ts';
import { get } from '../media/support/viewer.ts';
import { type Clerk, type Court, signInClerk, startCourt } from '../rig/court.ts';
import { stop, until } from '../rig/processes.ts';
import { PEOPLE } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { type Cluster, type Node, startCluster } from './support/cluster.ts';

let cluster: Cluster;
let court: Court;
let clerk: Clerk;
let hearing: string;
let cookie: string;
/** A page at each node. */
let pages: Map<Node, ReturnType<typeof watch>>;

beforeAll(async () => {
  cluster = await startCluster({ lb: 2 });
  const { http, dir, province, a, b } = cluster;
  const source = { kind: 'file' as const, url: cameraFile() };
  court = await startCourt({ http, dir, code: province.code }, 'lb', [{ feed: 'lb-1-1', source }]);
  cookie = await signIn(http, PEOPLE.supervisor, province.password);
  clerk = await signInClerk(court, 'lb', province.password);
  hearing = await clerk.openHearing('lb-1', 'Vụ án thử nghiệm');
  pages = new Map(
    [a, b].map((node) => [
      node,
      watch({ http: node.http, cookie, scopes: ['wall', `hearing:${hearing}`], origin: node.http }),
    ]),
  );
  for (const page of pages.values()) await page.live();
}, 180_000);
afterAll(async () => {
  for (const page of pages?.values() ?? []) page.close();
  await court?.stop();
  await cluster?.stop();
}, 60_000);

/** A line that a clerk enters is on the page of each node. */
const reachesAll = async (text: string): Promise<void> => {
  await clerk.enter(hearing, 'hearing.note.recorded', { text });
  for (const page of pages.values()) {
    const told = () => JSON.stringify([page.received, page.answered]).includes(`"${text}"`) || undefined;
    await until(`the line ${text}`, told);
  }
};
/** Both nodes hear of the court's machine, whichever it is connected to. */
const hearsVitals = async (): Promise<void> => {
  for (const page of pages.values()) {
    const from = page.received.length;
    await until('vitals', () => page.received.slice(from).some(({ event }) => event === 'vitals') || undefined);
  }
};

test('what is entered and what machines tell reaches the pages of both nodes', async () => {
  await reachesAll('khi có Redis');
  await hearsVitals();
}, 60_000);

test('while Redis hangs, is gone, and after it came back empty it does so as well', async () => {
  cluster.redis.process().child.kill('SIGSTOP');
  await reachesAll('khi Redis treo');
  await hearsVitals();
  cluster.redis.process().child.kill('SIGCONT');
  await stop(cluster.redis.process());
  await reachesAll('khi không có Redis');
  await hearsVitals();
  cluster.redis.startAgain();
  await reachesAll('khi Redis trở lại');
  await hearsVitals();
}, 90_000);

test('a session that ends, and a cut, end what waits at either node, also without Redis', async () => {
  await stop(cluster.redis.process());
  const { a, b, province } = cluster;
  const own = await signIn(cluster.http, PEOPLE.chief, province.password);
  const page = watch({ http: b.http, cookie: own, scopes: ['wall'], origin: b.http });
  await page.live();
  // Of a room without a camera: whoever asks for its picture waits.
  const silent = await clerk.openHearing('lb-2', 'Vụ án không có máy ảnh');
  const window = await until('its window', () => {
    const row = page.store.snapshot().hearings.get(silent);
    return row?.form === 'full' ? row.windows[0]?.window : undefined;
  });
  const wait = async (by: string) => {
    const answers = [a, b].map(({ http }) => get(`${http}/media/live/${window}/live.m3u8`, { cookie: by }));
    for (const { http } of [a, b]) {
      const blocked = async () => /^giamsat_media_blocked_requests [1-9]/m.test((await get(`${http}/metrics`)).text);
      await until('a request that waits', async () => (await blocked()) || undefined);
    }
    return answers;
  };
  const ofSession = await wait(own);
  const ended = await fetch(`${a.http}/api/v1/session`, {
    method: 'DELETE',
    headers: { cookie: own, 'giamsat-request': '1' },
  });
  expect(ended.ok).toBe(true);
  expect((await Promise.all(ofSession)).map(({ status }) => status)).toEqual([403, 403]);
  await until('the page to be told', () => page.ended.length > 0 || undefined);
  expect((await get(`${b.http}/api/v1/me/sessions`, { cookie: own })).status).toBe(401);
  page.close();

  const ofCut = await wait(cookie);
  await clerk.enter(silent, 'feed.cut', { order: 'theo lệnh Chủ tọa' });
  expect((await Promise.all(ofCut)).map(({ status }) => status)).toEqual([403, 403]);
  cluster.redis.startAgain();
}, 60_000);

test('while the database restarts nothing is shown that could not be judged, and nothing is lost', async () => {
  const { a, b } = cluster;
  const isReady = async (node: Node): Promise<boolean> => (await fetch(`${node.http}/readyz`)).ok;
  await cluster.database.stop();
  await until('both to say so', async () => (!(await isReady(a)) && !(await isReady(b))) || undefined);
  // Entered at the court meanwhile.
  const entered = clerk.enter(hearing, 'hearing.note.recorded', { text: 'khi không có cơ sở dữ liệu' });
  await cluster.database.start();
  await entered;
  await until('both to be back', async () => ((await isReady(a)) && (await isReady(b))) || undefined);
  await reachesAll('khi cơ sở dữ liệu trở lại');
  const journal = await cluster.database.sql
    .selectFrom('journal')
    .select('payload')
    .where('stream', '=', `hearings/${hearing}`)
    .execute();
  expect(journal.filter(({ payload }) => payload?.includes('khi không có cơ sở dữ liệu'))).toHaveLength(1);
}, 90_000);
