// Media through the real service as a process: the hearing's own events open, cut and end the picture, over kills and restarts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { courtThatSpeaks, type SpokenCourt } from '../live/support/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { createAgent, newEpoch, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment } from './support/footage.ts';
import { get, judge, read } from './support/viewer.ts';

let dir: string;
let province: Province;
let footage: Footage;
let court: SpokenCourt;
let agent: TestAgent;
let cookie: string;
let hearing: ReturnType<SpokenCourt['hearing']>;
let room = 0;
let feed = '';

const nth = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const ask = (at: string, as = cookie) => get(`${province.http}${at}`, { cookie: as });
const windows = async (): Promise<{ window: string; opensAt: string }[]> => {
  const { status, text } = await ask(`/api/v1/hearings/${hearing.id}`);
  return status === 200
    ? (JSON.parse(text) as { row: { windows: { window: string; opensAt: string }[] } }).row.windows
    : [];
};
const windowOtherThan = (...known: string[]): Promise<string> =>
  until('a window', async () => (await windows()).find(({ window }) => !known.includes(window))?.window);
const live = (window: string, query = ''): string => `/media/live/${window}/live.m3u8${query}`;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'giamsat-media-'));
  footage = await makeFootage({ seconds: 24 });
  province = await startProvince({ dir, rooms: { lb: 8, cl: 1 } });
  court = courtThatSpeaks({
    http: () => province.http,
    court: 'lb',
    agent: 'lb-agent',
    token: () => province.token('lb'),
  });
});
afterAll(async () => {
  await province?.stop();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
  feed = `lb-${++room}-1`;
  agent = createAgent(
    {
      get http() {
        return province.http;
      },
    },
    { token: () => province.token('lb'), feed },
  );
  hearing = court.hearing();
});
/** Permitted and opened just now; the window opens for viewers in five seconds. */
async function opened(): Promise<string> {
  await court.tell(
    hearing.scheduled(`lb-${room}`, 'Vụ án giả lập'),
    hearing.say('hearing.preparation.started', { room: `lb-${room}` }),
    hearing.say('hearing.transmission.permitted', { scope: 'whole' }),
    hearing.say('hearing.opened', {}),
  );
  return windowOtherThan();
}

test('before the sitting a segment is refused; then live opens after five seconds with the picture from the press on', async () => {
  const epoch = await agent.begin(footage);
  expect(await agent.put(epoch, 0, nth(0).bytes, Date.now())).toMatchObject({
    status: 409,
    body: { type: 'urn:giamsat:problem:sitting-unknown' },
  });
  const window = await opened();
  const opensAt = Date.parse((await windows())[0]?.opensAt ?? '');
  const start = Date.now();
  const asked = ask(live(window));
  expect(await agent.send(epoch, 0, nth(0), start)).toMatchObject({ status: 200 });
  const { status, text } = await asked;
  expect(status).toBe(200);
  expect(Date.now()).toBeGreaterThanOrEqual(opensAt);
  judge(text);
  expect(read(text).dates).toEqual([start]);
});

test.each([
  ['in the middle of a segment', 0],
  ['in the middle of a part', 0.5],
  ['between the end of a segment and its close', 1],
])(
  'killed %s: nothing final is lost, the window goes on with greater numbers, the rest is sent again',
  async (_when, more) => {
    const window = await opened();
    const start = Date.now();
    const epoch = await agent.begin(footage);
    await agent.send(epoch, 0, nth(0), start);
    const second = agent.stream(epoch, 1, start + 4000);
    for (const fragment of nth(1).fragments.slice(0, 7)) second.write(fragment.bytes);
    if (more === 1) {
      for (const { bytes } of nth(1).fragments.slice(7)) second.write(bytes);
      await second.endUnclosed();
    } else if (more > 0) {
      const { bytes } = nth(1).fragments[7] ?? { bytes: Buffer.alloc(0) };
      second.write(bytes.subarray(0, bytes.length * more));
    }
    const before = await until('seven parts of the second segment', async () => {
      const { status, text } = await ask(live(window, '?_HLS_msn=1&_HLS_part=6'));
      return status === 200 ? read(text) : undefined;
    });
    await province.killAndRestart();
    await second.answered.catch(() => undefined);
    if (more === 1) {
      const { sha256, bytes, durationMs } = nth(1);
      const close = { sha256, bytes: bytes.length, durationMs };
      expect(await agent.close(epoch, 1, close)).toMatchObject({ status: 409 });
    }
    // The session outlives the service, the window too.
    const waiting = ask(live(window, '?_HLS_msn=1&_HLS_part=7'));
    expect(await agent.send(epoch, 0, nth(0), start)).toMatchObject({ status: 200, body: { status: 'final' } });
    expect(await agent.send(epoch, 1, nth(1), start + 4000)).toMatchObject({ status: 200 });
    const third = await agent.send(epoch, 2, nth(2), Date.now());
    expect(third).toMatchObject({ status: 200 });
    const { status, text } = await waiting;
    expect(status).toBe(200);
    const after = read(text);
    expect(after.number('MEDIA-SEQUENCE')).toBeGreaterThan(1);
    const partNumber = (uri: string | undefined): number => Number(/\d+/.exec(uri ?? '')?.[0]);
    expect(partNumber(after.parts[0]?.uri)).toBeGreaterThan(partNumber(before.parts.at(-1)?.uri));
    const opening = await ask(`/media/hearings/${hearing.id}/${feed}/recording.m3u8`);
    const recording = await ask(
      new URL(String(opening.headers.location), `http://x/media/hearings/${hearing.id}/${feed}/`).href.slice(8),
    );
    expect(read(recording.text).segments.map((uri) => uri.split('/').at(-1))).toEqual(['s0.m4s', 's1.m4s', 's2.m4s']);
  },
);

test('a cut refuses at once what is blocked and what is asked; reopened, another window', async () => {
  const window = await opened();
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), Date.now());
  expect((await ask(live(window))).status).toBe(200);
  const blocked = ask(live(window, '?_HLS_msn=1&_HLS_part=0'));
  await pause(100);
  const cut = hearing.say('feed.cut', { order: 'theo lệnh Chủ tọa' });
  const at = Date.now();
  await court.tell(cut);
  expect((await blocked).status).toBe(403);
  // Not by its time, which is 18 s; the figure itself is a bench's.
  expect(Date.now() - at).toBeLessThan(5000);
  for (const file of ['live.m3u8', 'init0.mp4', 's0.m4s', 'p0.m4s']) {
    expect((await ask(`/media/live/${window}/${file}`)).status, file).toBe(403);
  }
  // What an agent sends all the same is kept, and shown to nobody.
  const during = Date.now() + 500;
  expect(await agent.send(epoch, 1, nth(1), during)).toMatchObject({ status: 200 });
  expect((await ask(`/media/hearings/${hearing.id}/${feed}/${epoch}/s1.m4s`)).status).toBe(403);
  await court.tell(hearing.say('feed.reopened', { lifts: `${cut.source}#${cut.id}` }));
  const next = await windowOtherThan(window);
  await agent.send(epoch, 2, nth(2), Date.now());
  const { status, text } = await ask(live(next));
  expect(status).toBe(200);
  expect(read(text).dates).toHaveLength(1);
  expect((await ask(live(window))).status).toBe(403);
});

test('signing out ends what waits; another part target brings another window', async () => {
  const window = await opened();
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), Date.now());
  expect((await ask(live(window))).status).toBe(200);
  const leaving = await signIn(province.http, PEOPLE.supervisor, province.password);
  const [mine, theirs] = [ask(live(window, '?_HLS_msn=1'), leaving), ask(live(window, '?_HLS_msn=1'))];
  await pause(100);
  const out = await fetch(`${province.http}/api/v1/session`, {
    method: 'DELETE',
    headers: { cookie: leaving, 'giamsat-request': '1' },
  });
  expect(out.ok).toBe(true);
  expect((await mine).status).toBe(403);
  expect((await ask(live(window), leaving)).status).toBe(401);

  const slower = await agent.begin(footage, newEpoch(), { partTargetMs: 250 });
  await agent.send(slower, 0, nth(1), Date.now());
  // The service said so itself, and the old window runs out.
  expect((await theirs).text).toContain('#EXT-X-ENDLIST');
  const next = await windowOtherThan(window);
  await agent.send(slower, 1, nth(2), Date.now());
  const { text } = await ask(live(next));
  expect(read(text).after('PART-INF')).toEqual(['PART-TARGET=0.25']);
});

test("another court's feed is refused, and nobody sees anything without a session", async () => {
  const window = await opened();
  const stranger = createAgent(province, { token: () => province.token('cl'), feed });
  expect(await stranger.announce(newEpoch(), footage)).toMatchObject({
    status: 403,
    body: { type: 'urn:giamsat:problem:wrong-court' },
  });
  const unknown = createAgent(province, { court: 'x'.repeat(64), feed });
  expect(await unknown.announce(newEpoch(), footage)).toMatchObject({ status: 401 });
  expect((await ask(live(window), '')).status).toBe(401);
  expect((await ask(`/media/hearings/${hearing.id}/${feed}/recording.m3u8`, '')).status).toBe(401);
  const { text } = await get(`${province.http}/metrics`);
  expect(text).toMatch(/giamsat_media_ingest_refusals_total\{reason="wrong-court"\} 1/);
});
