// The live origin over HTTP beyond the rules of the draft: what becomes live and what does not, and what a window shows from when to when.
import { withDatabase } from '@giamsat/service/testing/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgent, newEpoch, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';
import { get, judge, probe, read } from './support/viewer.ts';

const database = withDatabase();
let house: House;
let footage: Footage;
let silent: Footage;
let agent: TestAgent;
let window = '';
let hearing = '';
let feed = '';
let feeds = 0;
/** Segments start here; the second of them ends about now. */
let start = 0;

const nth = (number: number, of = footage): Segment => {
  const found = of.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const live = (id = window): string => `${house.http}/media/live/${id}`;
const playlist = async (query = '', id = window) => get(`${live(id)}/live.m3u8${query}`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** The playlist as soon as it has that part. */
const withPart = async (msn: number, part: number) => read((await playlist(`?_HLS_msn=${msn}&_HLS_part=${part}`)).text);

const openWindow = (more: { opensAtMs?: number; sound?: boolean; fromMs?: number } = {}): string => {
  const id = newId();
  house.rights.openWindow({
    id,
    feed,
    hearing,
    fromMs: start,
    opensAtMs: house.now() - 1,
    picture: true,
    sound: true,
    ...more,
  });
  return id;
};

beforeAll(async () => {
  footage = await makeFootage({ seconds: 24 });
  silent = await makeFootage({ seconds: 8, audio: false });
  house = await openHouse(database.sql);
});
afterAll(() => house?.close());
beforeEach(() => {
  feed = `ls-a-${++feeds}`;
  hearing = newId();
  start = house.now() - 8000;
  house.rights.addSitting(feed, hearing, { fromMs: start - 60_000 });
  agent = createAgent(house, { feed });
  window = openWindow();
});
afterEach(() => agent.disconnect());

/** Two whole segments and the first three parts of a third, whose stream stays open. */
async function onAir() {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  await agent.send(epoch, 1, nth(1), start + 4000);
  const third = agent.stream(epoch, 2, start + 8000);
  for (const fragment of nth(2).fragments.slice(0, 3)) third.write(fragment.bytes);
  await withPart(2, 2);
  return { epoch, third };
}

describe('what becomes live', () => {
  test('live never goes back: what is sent again, or later, feeds the recording alone', async () => {
    const { epoch, third } = await onAir();
    third.breakOff();
    await third.answered.catch(() => undefined);
    expect(await agent.send(epoch, 2, nth(2), start + 8000)).toMatchObject({ status: 200 });
    await agent.send(epoch, 4, nth(4), start + 16_000);
    await agent.send(epoch, 3, nth(3), start + 12_000);
    const older = await agent.begin(footage, '01900000-0000-7000-8000-000000000000');
    await agent.send(older, 0, nth(0), start - 20_000);
    const { dates, lines } = read((await playlist()).text);
    expect(dates.map((date) => date - start)).toEqual([0, 4000, 8000, 16_000]);
    // The third ended after three parts; what followed is not continuous with it.
    expect(lines).toContain('#EXTINF:0.6,');
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
    const rows = await database.sql.selectFrom('media_segments').select('number').where('feed', '=', feed).execute();
    expect(rows.map((row) => row.number).sort()).toEqual([0, 0, 1, 2, 3, 4]);
  });

  test('what follows for the recording does not become live, not even after a restart of the service', async () => {
    const epoch = await agent.begin(footage);
    const later = await agent.put(epoch, 0, nth(0).bytes, start, { 'giamsat-follows': '1' });
    expect(later).toMatchObject({ status: 200, body: { status: 'received' } });
    await agent.send(epoch, 1, nth(1), start + 4000);
    expect(read((await playlist()).text).dates.map((date) => date - start)).toEqual([4000]);
  });

  test('the last parts of a segment may arrive after its successor has begun', async () => {
    const { epoch, third } = await onAir();
    const fourth = agent.stream(epoch, 3, start + 12_000);
    fourth.write(nth(3).fragments[0]?.bytes ?? Buffer.alloc(0));
    await pause(100);
    for (const fragment of nth(2).fragments.slice(3)) third.write(fragment.bytes);
    await third.end(4000);
    const { lines, dates } = await withPart(3, 0);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(0);
    expect(dates.map((date) => date - start)).toEqual([0, 4000, 8000, 12_000]);
    fourth.breakOff();
  });

  test('too late is not live', async () => {
    const epoch = await agent.begin(footage);
    await agent.send(epoch, 0, nth(0), start - 20_000);
    await agent.send(epoch, 1, nth(1), start);
    house.rights.openWindow({ ...house.rights.window(window), fromMs: start - 60_000 } as never);
    expect(read((await playlist()).text).dates.map((date) => date - start)).toEqual([0]);
  });

  test('a part target that differs asks for another window and is not shown in this one', async () => {
    const asked: string[] = [];
    const other = await openHouse(database.sql, {
      like: house,
      rights: house.rights,
      otherTarget: (code) => asked.push(code),
    });
    const there = createAgent(other, { feed });
    await there.send(await there.begin(footage), 0, nth(0), start);
    const slow = await there.begin(footage, newEpoch(), { partTargetMs: 250 });
    await there.send(slow, 0, nth(1), start + 4000);
    expect(asked).toEqual([feed]);
    const { text } = await get(`${other.http}/media/live/${window}/live.m3u8`);
    expect(read(text).dates).toHaveLength(1);
    await other.close();
  });
});

describe('windows', () => {
  test('a window opens for viewers at its time, and has the picture from its beginning', async () => {
    house.rights.endWindow(window, 'over', start);
    const opensAtMs = house.now() + 1200;
    window = openWindow({ opensAtMs });
    await onAirQuietly();
    expect((await get(`${live()}/p0.m4s`).then((one) => one)).status).toBe(200);
    expect(house.now()).toBeGreaterThanOrEqual(opensAtMs);
    expect((await get(`${live()}/s0.m4s`)).status).toBe(200);
  });

  test('taken back before it opened, nobody saw it', async () => {
    house.rights.endWindow(window, 'over', start);
    window = openWindow({ opensAtMs: house.now() + 60_000 });
    await onAirQuietly();
    const waiting = playlist();
    await pause(50);
    expect((await get(`${live()}/s0.m4s`)).status).toBe(404);
    house.rights.endWindow(window, 'cut', house.now());
    expect((await waiting).status).toBe(403);
  });

  test('sound withheld: what carries sound is kept and never shown, what carries none is shown', async () => {
    house.rights.endWindow(window, 'over', start);
    window = openWindow({ sound: false });
    const loud = await agent.begin(footage);
    expect(await agent.send(loud, 0, nth(0), start)).toMatchObject({ status: 200 });
    const quiet = await agent.begin(silent);
    await agent.send(quiet, 0, nth(0, silent), start + 4000);
    const { dates, maps } = read((await playlist()).text);
    expect(dates.map((date) => date - start)).toEqual([4000]);
    const shown = Buffer.concat([(await get(`${live()}/${maps[0]}`)).bytes, (await get(`${live()}/s0.m4s`)).bytes]);
    expect(await probe(shown)).toMatchObject({ audioPackets: 0 });
  });

  test('the end of a sitting is ENDLIST, and stays one', async () => {
    const { third } = await onAir();
    const blocked = playlist('?_HLS_msn=2&_HLS_part=9');
    await pause(50);
    house.rights.endWindow(window, 'over', house.now());
    const { text } = await blocked;
    judge(text);
    expect(read(text).lines.at(-1)).toBe('#EXT-X-ENDLIST');
    expect(read(text).segments).toHaveLength(3);
    expect((await playlist('?_HLS_msn=99')).status).toBe(200);
    expect((await get(`${live()}/s2.m4s`)).status).toBe(200);
    third.breakOff();
  });

  test('a window goes on after a restart of the service, its numbers only growing', async () => {
    const { epoch, third } = await onAir();
    const before = read((await playlist()).text);
    third.breakOff();
    const again = await openHouse(database.sql, { like: house, rights: house.rights });
    const there = createAgent(again, { feed });
    const url = `${again.http}/media/live/${window}/live.m3u8`;
    const waiting = get(`${url}?_HLS_msn=2&_HLS_part=3`);
    await there.send(epoch, 3, nth(3), start + 12_000);
    const { text, status } = await waiting;
    expect(status).toBe(200);
    judge(text);
    const after = read(text);
    expect(after.number('MEDIA-SEQUENCE')).toBeGreaterThan(before.number('MEDIA-SEQUENCE') + 2);
    const partNumber = (uri: string | undefined): number => Number(/\d+/.exec(uri ?? '')?.[0]);
    expect(partNumber(after.parts[0]?.uri)).toBeGreaterThan(partNumber(before.parts.at(-1)?.uri));
    // Players wait for a whole segment: the first ends with the next key frame, and is continuous with what follows.
    const whole = read((await get(url)).text);
    expect(whole.lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
    expect(whole.dates.map((date) => date - start)).toEqual([12_000, 14_000]);
    expect(after.maps[0]).not.toBe(before.maps[0]);
    house.rights.endWindow(window, 'over', house.now());
    await again.close();
    const later = await openHouse(database.sql, { like: house, rights: house.rights });
    const over = await get(`${later.http}/media/live/${window}/live.m3u8`);
    expect(over.text).toContain('#EXT-X-ENDLIST');
    await later.close();
  });

  test('a moment that no window holds is kept and not shown', async () => {
    const epoch = await agent.begin(footage);
    await agent.send(epoch, 0, nth(0), start - 8000);
    await agent.send(epoch, 1, nth(1), start - 2000);
    await agent.send(epoch, 2, nth(2), start + 4000);
    // The second reaches into the window: its parts are shown from its next key frame on.
    const { dates, parts } = read((await playlist()).text);
    expect(dates.map((date) => date - start)).toEqual([0, 4000]);
    expect(parts[0]?.independent).toBe(true);
  });
});

/** Two segments, when nobody may see them yet. */
async function onAirQuietly(): Promise<void> {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  await agent.send(epoch, 1, nth(1), start + 4000);
}
