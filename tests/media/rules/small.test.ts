// The small rendition: the same rights as the camera's own picture, live alone, and nothing of it is kept.
import { beforeAll, expect, test, vi } from 'vitest';
import { type Footage, makeFootage } from '../support/footage.ts';
import { isBlocked, withStage } from '../support/stage.ts';
import { judge, PROTOCOLS, read } from '../support/viewer.ts';

const stage = withStage();
let silent: Footage;
// Before a test's clock begins: what is older than a quarter of a minute is not live any more.
beforeAll(async () => {
  silent = await makeFootage({ seconds: 8, audio: false });
});
type On = ReturnType<typeof stage.of>;

/** Two segments of the camera's own picture and of the small one, and three parts of a third of the own. */
async function bothOnAir(on: On) {
  const { epoch, third } = await on.onAir();
  for (const number of [0, 1]) {
    const bytes = Buffer.concat([on.footage.init, on.nth(number).bytes]);
    await on.agent.small(epoch, number, bytes, on.start + number * 4000);
  }
  return { epoch, third };
}

test.each(PROTOCOLS)('%s: the referees accept it, and its parts hold what its court sent', async (protocol) => {
  const on = stage.of(protocol);
  const { third } = await bothOnAir(on);
  const { text } = await on.file('small-live.m3u8');
  expect(judge(text)).toMatchObject({ targetDuration: 6, mediaSequenceBase: 0 });
  const { parts, maps, segments, dates } = read(text);
  expect(maps).toEqual(['small-init0.mp4']);
  expect((await on.file('small-init0.mp4')).bytes.equals(on.footage.init)).toBe(true);
  expect(segments).toEqual(['small-s0.m4s', 'small-s1.m4s']);
  expect(dates).toEqual(read((await on.playlist()).text).dates.slice(0, 2));
  const bytes = await Promise.all(parts.map(async ({ uri }) => (await on.file(uri ?? '')).bytes));
  expect(Buffer.concat(bytes).equals(Buffer.concat([on.nth(0).bytes, on.nth(1).bytes]))).toBe(true);
  expect((await on.file('small-s1.m4s')).bytes.equals(on.nth(1).bytes)).toBe(true);
  third.breakOff();
});

test.each(PROTOCOLS)('%s: who waits for its next part has it as it comes', async (protocol) => {
  const on = stage.of(protocol);
  const { epoch, third } = await bothOnAir(on);
  const hint = /PRELOAD-HINT:TYPE=PART,URI="(.+)"/.exec((await on.file('small-live.m3u8')).text)?.[1] ?? '';
  const asked = [on.file('small-live.m3u8?_HLS_msn=2&_HLS_part=0'), on.file(hint)] as const;
  expect(await isBlocked(Promise.race(asked))).toBe(true);
  const bytes = Buffer.concat([on.footage.init, on.nth(2).bytes]);
  await on.agent.small(epoch, 2, bytes, on.start + 8000);
  const [playlist, part] = await Promise.all(asked);
  expect(read(playlist.text).parts.some(({ uri }) => uri === hint)).toBe(true);
  expect(part.bytes.equals(on.nth(2).fragments[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
  third.breakOff();
});

test.each(PROTOCOLS)('%s: a cut refuses all of it, what is waited for included', async (protocol) => {
  const on = stage.of(protocol);
  const { third } = await bothOnAir(on);
  const blocked = on.file('small-live.m3u8?_HLS_msn=2&_HLS_part=0');
  expect(await isBlocked(blocked)).toBe(true);
  on.house.rights.endWindow(on.window, 'cut', on.house.now());
  const names = [
    'small-live.m3u8',
    'small-wall.m3u8',
    'small-p3.m4s',
    'small-w3.m4s',
    'small-s0.m4s',
    'small-init0.mp4',
  ];
  for (const answer of [blocked, ...names.map((name) => on.file(name))]) expect((await answer).status).toBe(403);
  third.breakOff();
});

test('what forbids the sound of the camera forbids it in the small picture, too', async () => {
  const on = stage.of('HTTP/1.1');
  on.house.rights.endWindow(on.window, 'over', on.house.now());
  const window = '0193a000-0000-8000-8000-00000000aaaa';
  on.house.rights.openWindow({
    id: window,
    feed: on.feed,
    hearing: on.hearing,
    fromMs: on.start,
    opensAtMs: on.house.now() - 1,
    picture: true,
    sound: false,
  });
  const epoch = await on.agent.begin(silent);
  const small = (init: Buffer, bytes: Buffer, number: number) =>
    on.agent.small(epoch, number, Buffer.concat([init, bytes]), on.start + number * 4000);
  const own = (name: string) => on.client.get(`/media/live/${window}/${name}`);
  expect(await small(on.footage.init, on.nth(0).bytes, 0)).toMatchObject({ status: 200 });
  expect((await own('small-live.m3u8')).status).toBe(404);
  expect(await small(silent.init, silent.segments[1]?.bytes ?? Buffer.alloc(0), 1)).toMatchObject({ status: 200 });
  // The window's numbers are read first; the agent does not wait for that.
  await vi.waitFor(async () => expect(read((await own('small-live.m3u8')).text).segments).toHaveLength(1), 10_000);
});

test('nothing of it is kept: a minute later only the camera’s own picture is there', async () => {
  const on = stage.of('HTTP/1.1');
  const { epoch, third } = await bothOnAir(on);
  third.breakOff();
  expect((await on.file('small-s0.m4s')).status).toBe(200);
  for (let number = 3; number < 30; number++) {
    on.house.pass(4000);
    const [segment, at] = [on.nth(number % 6), on.start + number * 4000];
    await on.agent.send(epoch, number, segment, at);
    await on.agent.small(epoch, number, Buffer.concat([on.footage.init, segment.bytes]), at);
  }
  expect((await on.file('s0.m4s')).bytes.equals(on.nth(0).bytes)).toBe(true);
  expect((await on.file('small-s0.m4s')).status).toBe(404);
});

test('what is no picture, or of a court that is not one’s own, is refused by name', async () => {
  const on = stage.of('HTTP/1.1');
  const { epoch, third } = await on.onAir();
  const whole = Buffer.concat([on.footage.init, on.nth(0).bytes]);
  const late = on.nth(0).fragments[1]?.bytes ?? Buffer.alloc(0);
  expect(await on.agent.small(epoch, 0, on.nth(0).bytes, on.start)).toMatchObject({ status: 422, body: { field: '' } });
  expect(await on.agent.small(epoch, 0, Buffer.concat([on.footage.init, late]), on.start)).toMatchObject({
    status: 422,
    body: { field: '' },
  });
  expect(await on.agent.small(epoch, 0, Buffer.alloc(9 * 1024 * 1024), on.start)).toMatchObject({ status: 422 });
  expect((await on.agent.small('0193a000-0000-7000-8000-0000000000ff', 0, whole, on.start)).status).toBe(409);
  expect(await on.agent.small(epoch, 0, whole, on.start - 3_600_000)).toMatchObject({ status: 409 });
  const other = await on.agent.call('PUT', `${on.agent.base(epoch)}/segments/0/small`, whole, {
    authorization: 'Bearer elsewhere',
    'content-type': 'video/mp4',
    'giamsat-start': new Date(on.start).toISOString(),
  });
  expect(other.status).toBe(403);
  expect((await on.file('small-live.m3u8')).status).toBe(404);
  third.breakOff();
});
