// The live origin over HTTP, judged by parsers that others wrote; each test is named after the origin's rules.
import { connect } from 'node:net';
import { parseInit } from '@giamsat/contract/fmp4/init';
import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { withDatabase } from '@giamsat/service/testing/database';
import { Parser } from 'm3u8-parser';
import { createFile } from 'mp4box';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgent, newEpoch, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment, sha256 } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';
import { get, judge, overHttp2, probe, read } from './support/viewer.ts';

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
const epochs: string[] = [];

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

describe('playlist', () => {
  test('rules 1 and 38: content type, gzip, never stored', async () => {
    await onAir();
    const plain = await playlist();
    expect(plain).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/vnd.apple.mpegurl', 'cache-control': 'no-store' },
    });
    const zipped = await get(`${live()}/live.m3u8`, { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const refused = await get(`${live()}/live.m3u8`, { 'accept-encoding': 'gzip;q=0' });
    expect(refused.headers['content-encoding']).toBeUndefined();
    for (const file of [...read(plain.text).maps, ...read(plain.text).segments, 'p0.m4s', 'p99999.m4s']) {
      expect((await get(`${live()}/${file}`)).headers['cache-control'], file).toBe('no-store');
    }
  });

  test('the referees accept it: hls-parser in strict mode, m3u8-parser', async () => {
    const { third } = await onAir();
    const { text } = await playlist();
    const judged = judge(text);
    expect(judged.targetDuration).toBe(6);
    expect(judged.partTargetDuration).toBeCloseTo(0.2);
    expect(judged.segments.slice(0, 2).map((one) => one.duration)).toEqual([4, 4]);
    const parser = new Parser();
    const warnings: unknown[] = [];
    parser.on('warn', (warning: unknown) => warnings.push(warning));
    parser.push(text);
    parser.end();
    expect(warnings).toEqual([]);
    expect(parser.manifest.segments).toHaveLength(2);
    expect(parser.manifest.preloadSegment?.parts).toHaveLength(3);
    third.breakOff();
  });

  test('rules 7, 8, 10, 11, 12: dates advance by EXTINF, parts fit the target, independent ones begin with a key frame', async () => {
    await onAir();
    const { parts, dates } = read((await playlist()).text);
    expect(dates.map((date) => date - start)).toEqual([0, 4000, 8000]);
    expect(Math.max(...parts.map((part) => part.duration))).toBeLessThanOrEqual(0.2);
    parts.forEach((part, i) => {
      const next = parts[i + 1];
      if (next && !next.independent) expect(part.duration).toBeGreaterThanOrEqual(0.17);
    });
    // Key frames each two seconds: ten parts.
    expect(parts.flatMap((part, i) => (part.independent ? [i] : []))).toEqual([0, 10, 20, 30, 40]);
  });

  test('rules 13 and 37: the parts of a segment hold exactly its samples, each with its decode time', async () => {
    await onAir();
    const { parts, maps, segments } = read((await playlist()).text);
    const init = (await get(`${live()}/${maps[0]}`)).bytes;
    expect(init.equals(footage.init)).toBe(true);
    const fetched = await Promise.all(parts.slice(0, 20).map(async ({ uri }) => (await get(`${live()}/${uri}`)).bytes));
    const segment = (await get(`${live()}/${segments[0]}`)).bytes;
    expect(Buffer.concat(fetched).equals(segment)).toBe(true);
    expect(segment.equals(nth(0).bytes)).toBe(true);

    const file = createFile();
    let fault: unknown;
    file.onError = (error: unknown) => {
      fault = error;
    };
    const whole = Buffer.concat([init, ...fetched]);
    const copy = Object.assign(whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length), { fileStart: 0 });
    file.appendBuffer(copy as ArrayBuffer & { fileStart: number });
    file.flush();
    expect(fault).toBeUndefined();
    expect(file.moofs).toHaveLength(20);
    for (const moof of file.moofs)
      for (const traf of moof.trafs) expect(traf.tfdt.baseMediaDecodeTime).toBeGreaterThanOrEqual(0);

    const seen = await probe(Buffer.concat([init, segment]));
    expect(seen.errors).toBe('');
    expect(seen.frames).toHaveLength(100);
    expect(seen.audioPackets).toBeGreaterThan(150);
  });

  test('rules 5, 6, 22b: a new epoch is a discontinuity with its own map, an outage a date moved on', async () => {
    const first = await agent.begin(footage);
    await agent.send(first, 0, nth(0), start);
    const second = await agent.begin(silent);
    await agent.send(second, 0, nth(0, silent), start + 4000);
    await agent.send(second, 3, nth(1, silent), start + 12_000);
    const { text } = await playlist();
    judge(text);
    const { lines, maps, dates } = read(text);
    expect(maps).toEqual(['init0.mp4', 'init1.mp4']);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(2);
    expect(dates.map((date) => date - start)).toEqual([0, 4000, 12_000]);
  });

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

describe('blocking reload and delta', () => {
  test('rules 23, 24, 21, 15: the next part is waited for, and is the hinted one', async () => {
    const { third } = await onAir();
    const { hint } = read((await playlist()).text);
    const asked = playlist('?_HLS_msn=2&_HLS_part=3');
    const whole = playlist('?_HLS_msn=2');
    const media = get(`${live()}/${hint}`);
    let answered = 0;
    for (const one of [asked, whole, media]) one.then(() => answered++);
    await pause(150);
    expect(answered).toBe(0);
    third.write(nth(2).fragments[3]?.bytes ?? Buffer.alloc(0));
    expect(read((await asked).text).parts.at(-1)?.uri).toBe(hint);
    expect((await media).bytes.equals(Buffer.from(nth(2).fragments[3]?.bytes ?? []))).toBe(true);
    expect(answered).toBe(2);
    for (const fragment of nth(2).fragments.slice(4)) third.write(fragment.bytes);
    await third.end(4000);
    expect(read((await whole).text).segments).toHaveLength(3);
  });

  test('rules 25 and 36: the hint at the end of a segment is the first part of the next', async () => {
    const { epoch, third } = await onAir();
    for (const fragment of nth(2).fragments.slice(3)) third.write(fragment.bytes);
    await third.end(4000);
    const { hint } = read((await playlist()).text);
    const past = playlist('?_HLS_msn=2&_HLS_part=20');
    const media = get(`${live()}/${hint}`);
    const fourth = agent.stream(epoch, 3, start + 12_000);
    fourth.write(nth(3).fragments[0]?.bytes ?? Buffer.alloc(0));
    const { parts } = read((await past).text);
    expect(parts.at(-1)).toMatchObject({ uri: hint, independent: true });
    expect((await media).status).toBe(200);
    fourth.breakOff();
  });

  test('rules 26, 27, 28, 33: directives that make no sense are refused at once', async () => {
    await onAir();
    for (const query of [
      '_HLS_part=1',
      '_HLS_msn=5',
      '_HLS_msn=2&_HLS_part=18',
      '_HLS_msn=-1',
      '_HLS_msn=1.5',
      '_HLS_msn=x',
    ]) {
      expect((await playlist(`?${query}`)).status, query).toBe(400);
    }
    expect((await playlist('?_HLS_skip=maybe')).status).toBe(400);
    expect((await playlist('?_HLS_msn=1&_HLS_msn=2')).status).toBe(400);
  });

  test('rules 4, 14, 32, 33: the window slides, and a delta holds all that is new', async () => {
    const epoch = await agent.begin(footage);
    const bytesOfPart0 = () => get(`${live()}/p0.m4s`);
    for (let i = 0; i < 18; i++) {
      // The camera's own timeline goes round; each run of it is an epoch.
      const run = i % 6 === 0 && i > 0 ? await agent.begin(footage) : undefined;
      epochs.push(run ?? epochs.at(-1) ?? epoch);
      await agent.send(epochs.at(-1) ?? epoch, i % 6, nth(i % 6), start + i * 4000);
      house.pass(4000);
      if (i === 5) {
        expect((await playlist('?_HLS_skip=YES')).text).not.toContain('EXT-X-SKIP');
        expect((await bytesOfPart0()).status).toBe(200);
      }
    }
    const whole = (await playlist()).text;
    const delta = (await playlist('?_HLS_skip=YES')).text;
    judge(whole);
    judge(delta);
    const skipped = Number(read(delta).after('SKIP')[0]?.split('=')[1]);
    expect(skipped).toBeGreaterThan(3);
    expect(read(whole).number('MEDIA-SEQUENCE')).toBe(3);
    expect(read(delta).number('MEDIA-SEQUENCE')).toBe(3);
    expect(read(delta).segments).toEqual(read(whole).segments.slice(skipped));
    expect(read(whole).number('DISCONTINUITY-SEQUENCE')).toBe(0);
    expect(read(whole).segments).toHaveLength(15);
    // Out of the playlist, and out of memory at last: then the recording has it.
    expect((await get(`${live()}/s2.m4s`)).bytes.equals(nth(2).bytes)).toBe(true);
    expect((await get(`${live()}/s0.m4s`)).bytes.equals(nth(0).bytes)).toBe(true);
  });

  test('rule 30: blocked for three target durations → 503', { timeout: 30_000 }, async () => {
    const { third } = await onAir();
    const began = Date.now();
    const [blocked, never, part] = await Promise.all([
      playlist('?_HLS_msn=2&_HLS_part=10'),
      playlist('', openWindow({ fromMs: house.now() + 60_000 })),
      get(`${live()}/p43.m4s`),
    ]);
    expect(blocked.status).toBe(503);
    expect(never.status).toBe(503);
    expect(part.status).toBe(404);
    expect(Date.now() - began).toBeGreaterThan(17_000);
    third.breakOff();
  });
});

describe('media over HTTP', () => {
  test('rule 35: a part, segment or section that is not here → 404', async () => {
    await onAir();
    for (const file of ['p44.m4s', 'p999999.m4s', 's7.m4s', 's2.m4s', 'init9.mp4', 'x.m4s', 'p1.mp4', 'live.mpd']) {
      expect((await get(`${live()}/${file}`)).status, file).toBe(404);
    }
    expect((await playlist('', newId())).status).toBe(404);
  });

  test('rule 39: sixteen blocked requests never starve another, over HTTP/2', async () => {
    const { third } = await onAir();
    const client = overHttp2(house.https);
    const path = `/media/live/${window}`;
    const blocked = Array.from({ length: 16 }, () => client.get(`${path}/live.m3u8?_HLS_msn=2&_HLS_part=3`));
    const began = Date.now();
    expect((await client.get(`${path}/p0.m4s`)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(5000);
    third.write(nth(2).fragments[3]?.bytes ?? Buffer.alloc(0));
    expect((await Promise.all(blocked)).map((one) => one.status)).toEqual(new Array(16).fill(200));
    client.close();
  });

  test('rule 40: ranges of segments', async () => {
    await onAir();
    const { bytes } = nth(0);
    const ask = (range: string) => get(`${live()}/s0.m4s`, { range });
    const first = await ask('bytes=0-99');
    expect(first).toMatchObject({ status: 206, headers: { 'content-range': `bytes 0-99/${bytes.length}` } });
    expect(first.bytes.equals(bytes.subarray(0, 100))).toBe(true);
    expect((await ask('bytes=-10')).bytes.equals(bytes.subarray(-10))).toBe(true);
    expect((await ask(`bytes=${bytes.length}-`)).status).toBe(416);
    expect((await ask('bytes=5-2')).status).toBe(200);
  });

  test('rule 41: a cut refuses at once: what is asked, what is blocked, what is under way', async () => {
    const { third } = await onAir();
    const { hint } = read((await playlist()).text);
    const blocked = [playlist('?_HLS_msn=2&_HLS_part=3'), get(`${live()}/${hint}`)];
    await pause(100);
    const began = Date.now();
    house.rights.endWindow(window, 'cut', house.now());
    expect((await Promise.all(blocked)).map((one) => one.status)).toEqual([403, 403]);
    expect(Date.now() - began).toBeLessThan(5000);
    for (const file of ['live.m3u8', 'init0.mp4', 's0.m4s', 'p0.m4s', hint ?? '']) {
      expect((await get(`${live()}/${file}`)).status, file).toBe(403);
    }
    // Parts that come all the same are kept, and shown to nobody.
    third.write(nth(2).fragments[3]?.bytes ?? Buffer.alloc(0));
    await pause(50);
    expect((await playlist()).status).toBe(403);
    expect(await house.metric('media_parts_total')).toMatch(/fate="forbidden"} [1-9]/);
  });

  test('rule 41: a body under way is cut off', async () => {
    const init = Buffer.from(syntheticInit());
    const large = { init, initSha256: sha256(init), parsed: parseInit(init), segments: [] };
    const bytes = Buffer.from(
      syntheticFragment({ video: { startTicks: 0, durations: [2560], key: true, sampleBytes: 30_000_000 } }),
    );
    const epoch = await agent.begin(large);
    await agent.send(epoch, 0, { bytes, durationMs: 200, sha256: sha256(bytes), fragments: [] }, house.now() + 5000);
    const socket = connect(Number(new URL(house.http).port), '127.0.0.1');
    let got = 0;
    let ended = false;
    socket.on('close', () => {
      ended = true;
    });
    socket.on('error', () => undefined);
    socket.write(`GET /media/live/${window}/p0.m4s HTTP/1.1\r\nhost: x\r\n\r\n`);
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(String(first.subarray(0, 15))).toBe('HTTP/1.1 200 OK');
    socket.on('data', (piece) => {
      got += piece.length;
    });
    socket.pause();
    await pause(200);
    house.rights.endWindow(window, 'cut', house.now());
    await pause(50);
    socket.resume();
    for (let i = 0; i < 250 && !ended; i++) await pause(20);
    expect(ended).toBe(true);
    expect(got).toBeLessThan(20_000_000);
    expect(await house.metric('media_cut_requests_total')).toMatch(/kind="body"} [1-9]/);
  });

  test('rule 41: one viewer who loses the right loses it alone', async () => {
    const { third } = await onAir();
    const ask = (viewer: string) => get(`${live()}/live.m3u8?_HLS_msn=2&_HLS_part=3`, { 'x-viewer': viewer });
    const [shut, other] = [ask(`shut-${feed}`), ask(`other-${feed}`)];
    await pause(50);
    house.rights.shutOut(`shut-${feed}`);
    expect((await shut).status).toBe(403);
    third.write(nth(2).fragments[3]?.bytes ?? Buffer.alloc(0));
    expect((await other).status).toBe(200);
    expect(house.rights.looks).toContain(`other-${feed} live ${feed}`);
    expect(house.rights.looks).not.toContain(`shut-${feed} live ${feed}`);
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
    expect(after.lines).toContain('#EXT-X-DISCONTINUITY');
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
