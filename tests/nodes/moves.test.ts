// Two nodes as processes, a court before nginx: whose a camera is, what the other shows of it, and what becomes of it when its node ends, dies or hangs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { watch } from '../live/support/viewer.ts';
import { type Got, get } from '../media/support/viewer.ts';
import { type Clerk, type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { type Cluster, type Node, startCluster } from './support/cluster.ts';

const FEED = 'lb-1-1';
let cluster: Cluster;
let court: Court;
let clerk: Clerk;
let hearing: string;
let window: string;
let cookie: string;
let viewer: ReturnType<typeof watch>;

beforeAll(async () => {
  cluster = await startCluster({ lb: 1 });
  const { http, dir, province } = cluster;
  const source = { kind: 'file' as const, url: cameraFile() };
  court = await startCourt({ http, dir, code: province.code }, 'lb', [{ feed: FEED, source }]);
  cookie = await signIn(http, PEOPLE.supervisor, province.password);
  viewer = watch({ http, cookie, scopes: ['wall'], origin: http });
  clerk = await signInClerk(court, 'lb', province.password);
  hearing = await clerk.openHearing('lb-1', 'Vụ án thử nghiệm');
  window = await until('a live window', () => {
    const row = viewer.store.snapshot().hearings.get(hearing);
    return row?.form === 'full' ? row.windows[0]?.window : undefined;
  });
  await until('a picture', async () => (await playlist(cluster.a)).includes('#EXTINF') || undefined);
}, 180_000);
afterAll(async () => {
  viewer?.close();
  await court?.stop();
  await cluster?.stop();
}, 60_000);

const live = (node: Pick<Node, 'http'>, name: string): Promise<Got> =>
  get(`${node.http}/media/live/${window}/${name}`, { cookie });
const playlist = async (node: Pick<Node, 'http'>, query = ''): Promise<string> =>
  (await live(node, `live.m3u8${query}`)).text;
const holder = (): Promise<Node> => until('a node that has the camera', () => cluster.holderOf(FEED));
const mediaSequence = (text: string): number => Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1] ?? Number.NaN);
/** The number after the last whole segment. */
const nextMsn = (text: string): number => mediaSequence(text) + (text.match(/#EXTINF/g)?.length ?? 0);
const datesOf = (text: string): number[] =>
  [...text.matchAll(/PROGRAM-DATE-TIME:(\S+)/g)].map(([, date = '']) => Date.parse(date));
/** Where what is listed ends, by the clock of the court. */
const endOf = (text: string): number => {
  const [last = ''] = text.split(/(?=#EXT-X-PROGRAM-DATE-TIME)/).slice(-1);
  const [from = Number.NaN] = datesOf(last);
  const whole = [...last.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
  const open = [...last.slice(Math.max(0, last.lastIndexOf('#EXTINF'))).matchAll(/#EXT-X-PART:DURATION=([\d.]+)/g)];
  return from + 1000 * (whole + open.reduce((sum, [, length]) => sum + Number(length), 0));
};
const segments = () =>
  cluster.database.sql
    .selectFrom('media_segments')
    .select(['epoch', 'number', 'start_ms', 'duration_ms'])
    .where('feed', '=', FEED)
    .orderBy('start_ms')
    .execute();
/** Everything that was filmed until now, and is shown at `node`, becomes a recording without a hole. */
const recordedWhole = async (until_: number): Promise<void> => {
  await until('a recording without a hole', async () => {
    const all = await segments();
    const last = all.at(-1);
    if (!last || last.start_ms + last.duration_ms < until_) return undefined;
    return all.every((one, n) => {
      const before = all[n - 1];
      return !before || Math.abs(one.start_ms - before.start_ms - before.duration_ms) < 50;
    });
  });
};
const goesOn = async (node: Node): Promise<void> => {
  const from = nextMsn(await playlist(node));
  await until('another segment', async () => nextMsn(await playlist(node)) > from + 1 || undefined);
};

test('what one node has the other shows, byte by byte, to whoever may see it', async () => {
  const one = await holder();
  const other = cluster.other(one);
  const text = await playlist(other);
  const [, init = ''] = /EXT-X-MAP:URI="([^"]+)"/.exec(text) ?? [];
  const [, part = ''] = /EXT-X-PART:DURATION=[^\n]*URI="([^"]+)"/.exec(text) ?? [];
  const [, segment = ''] = /\n(s\d+\.m4s)/.exec(text) ?? [];
  for (const name of [init, part, segment]) {
    const [here, there] = await Promise.all([live(one, name), live(other, name)]);
    expect([name, here.status, there.status]).toEqual([name, 200, 200]);
    expect(here.bytes.length).toBeGreaterThan(100);
    expect(there.bytes.equals(here.bytes)).toBe(true);
  }
  // It waits there as it would here, and gets what came meanwhile.
  const next = nextMsn(text) + 1;
  expect(nextMsn(await playlist(other, `?_HLS_msn=${next}`))).toBeGreaterThan(next);
  expect((await live(other, 'live.m3u8?_HLS_msn=99999999')).status).toBe(400);

  expect((await get(`${other.http}/media/live/${window}/live.m3u8`)).status).toBe(401);
  const clerkOnly = await signIn(cluster.http, PEOPLE.office('lb'), cluster.province.password);
  const refused = await Promise.all(
    [one, other].map((node) => get(`${node.http}/media/live/${window}/live.m3u8`, { cookie: clerkOnly })),
  );
  expect(new Set(refused.map(({ status }) => status)).size).toBe(1);
}, 60_000);

test('the nodes’ own door is open to nodes alone, and on no other door', async () => {
  const one = await holder();
  for (const base of [one.inside, one.http, cluster.http]) {
    expect((await get(`${base}/nodes/live/${window}/live.m3u8`)).status).toBe(404);
    expect((await get(`${base}/nodes/live/${window}/live.m3u8`, { 'giamsat-node': `${Date.now()}.00` })).status).toBe(
      404,
    );
    const message = await fetch(`${base}/nodes/messages`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(message.status).toBe(404);
  }
});

test('a node that ends hands the camera over: nothing is missing, and numbers and dates go on', async () => {
  const one = await holder();
  const other = cluster.other(one);
  let last = await playlist(one);
  const ended = one.process().ended;
  one.process().child.kill('SIGTERM');
  // Its door for everybody closes at once; what it shows is seen through the other until that one has it.
  await until('the other to have it', async () => {
    const text = await playlist(other).catch(() => '');
    if ((await cluster.holderOf(FEED)) === other && mediaSequence(text) >= nextMsn(last) - 1) {
      const [first = Number.NaN] = datesOf(text);
      expect(mediaSequence(text)).toBeLessThanOrEqual(nextMsn(last) + 1);
      expect(text).toContain('#EXT-X-DISCONTINUITY');
      expect(first - endOf(last)).toBeLessThan(2_000);
      return true;
    }
    if (text !== '') last = text;
    return undefined;
  });
  expect(await ended).toBe(0);
  await until('the page to be back', () => (viewer.client.status().state === 'live' ? true : undefined));
  await goesOn(other);
  await recordedWhole(Date.now() - 5_000);
  await one.startAgain();
  expect((await live(one, 'live.m3u8')).status).toBe(200);
}, 90_000);

test('a node that is killed is followed by the other at once, and what it had not kept is sent again', async () => {
  const one = await holder();
  const other = cluster.other(one);
  one.process().child.kill('SIGKILL');
  const at = Date.now();
  await until('the other to have it', async () => ((await cluster.holderOf(FEED)) === other ? true : undefined));
  await goesOn(other);
  const event = await clerk.enter(hearing, 'hearing.note.recorded', { text: 'sau khi một nút mất' });
  await until('the event', async () =>
    (await cluster.database.sql.selectFrom('journal').select('position').where('id', '=', event.id).executeTakeFirst())
      ? true
      : undefined,
  );
  await recordedWhole(at);
  await one.startAgain();
}, 90_000);

test('a node that hangs loses the camera, and when it wakes it writes nothing of it and shows what the other has', async () => {
  const one = await holder();
  const other = cluster.other(one);
  const before = await cluster.database.sql.selectFrom('feed_leases').selectAll().executeTakeFirstOrThrow();
  one.process().child.kill('SIGSTOP');
  await until('the other to have it', async () => ((await cluster.holderOf(FEED)) === other ? true : undefined));
  const after = await cluster.database.sql.selectFrom('feed_leases').selectAll().executeTakeFirstOrThrow();
  expect(after.fence).toBeGreaterThan(before.fence);
  // The doors close while it hangs: it must not show what it remembers.
  await clerk.enter(hearing, 'feed.cut', { order: 'theo lệnh Chủ tọa' });
  await until('the other to refuse', async () => (await live(other, 'live.m3u8')).status === 403 || undefined);
  one.process().child.kill('SIGCONT');
  const answers = [];
  for (let n = 0; n < 20; n++) answers.push((await live(one, 'live.m3u8')).status);
  expect(answers.filter((status) => ![403, 503].includes(status))).toEqual([]);
  await until('it to be counted again', async () => (await fetch(`${one.http}/readyz`)).ok || undefined);
  expect((await live(one, 'live.m3u8')).status).toBe(403);
  expect(await cluster.holderOf(FEED)).toBe(other);
  expect(await cluster.database.sql.selectFrom('feed_leases').selectAll().executeTakeFirstOrThrow()).toEqual(after);
}, 90_000);
