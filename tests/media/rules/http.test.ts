// The origin's rules about media over HTTP, each by its number, over both protocols.
import http2 from 'node:http2';
import { connect } from 'node:net';
import { createFile } from 'mp4box';
import { describe, expect, test } from 'vitest';
import { newId } from '../support/agent.ts';
import { isBlocked, oddCamera, oddSegment, pause, type Stage, withStage } from '../support/stage.ts';
import { clientOf, PROTOCOLS, type Protocol, probe, read } from '../support/viewer.ts';

const stage = withStage();

/** A body that is begun and not read on; how much came, and whether it was whole, once the client reads again. */
async function begun(protocol: Protocol, { house }: Stage, pathname: string) {
  let got = 0;
  let ended = false;
  let whole = false;
  if (protocol === 'HTTP/1.1') {
    const socket = connect(Number(new URL(house.http).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('close', () => {
      ended = true;
    });
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: x\r\n\r\n`);
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(String(first.subarray(0, 15))).toBe('HTTP/1.1 200 OK');
    socket.pause();
    socket.on('data', (piece) => {
      got += piece.length;
    });
    socket.pause();
    return { resume: () => void socket.resume(), seen: () => ({ got, ended, whole }), close: () => socket.destroy() };
  }
  const session = http2.connect(house.https, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  const stream = session.request({ ':path': pathname });
  stream.on('error', () => undefined);
  const status = await new Promise((resolve) => stream.once('response', (headers) => resolve(headers[':status'])));
  expect(status).toBe(200);
  stream.on('data', (piece: Buffer) => {
    got += piece.length;
  });
  stream.pause();
  stream.on('end', () => {
    whole = !stream.aborted && stream.rstCode === 0;
  });
  stream.on('close', () => {
    ended = true;
  });
  return { resume: () => void stream.resume(), seen: () => ({ got, ended, whole }), close: () => session.destroy() };
}

describe.each(PROTOCOLS)('%s', (protocol) => {
  const on = stage.of(protocol);

  test('rule 34: a request for the hinted part blocks, then gets the whole part', async () => {
    const { third } = await on.onAir();
    const { hint } = read((await on.playlist()).text);
    const asked = on.file(hint ?? '');
    expect(await isBlocked(asked)).toBe(true);
    const bytes = on.nth(2).fragments[3]?.bytes as Buffer;
    // It is not begun before it is whole: what is sent is sent at the speed of the line.
    third.write(bytes.subarray(0, 100));
    expect(await isBlocked(asked)).toBe(true);
    third.write(bytes.subarray(100));
    const got = await asked;
    expect(got).toMatchObject({ status: 200, headers: { 'content-length': String(bytes.length) } });
    expect(got.bytes.equals(bytes)).toBe(true);
    third.breakOff();
  });

  test('rule 35: an unknown or abandoned part → 404', async () => {
    await on.onAir();
    const files = ['p44.m4s', 'p999999.m4s', 's7.m4s', 's2.m4s', 'init9.mp4', 'x.m4s', 'p1.mp4', 'live.mpd', 'p-1.m4s'];
    for (const file of files) expect((await on.file(file)).status, file).toBe(404);
    expect((await on.client.get(`/media/live/${newId()}/live.m3u8`)).status).toBe(404);
    const abandoned = on.file('p43.m4s');
    expect(await isBlocked(abandoned)).toBe(true);
    on.house.rights.endWindow(on.window, 'over', on.house.now());
    expect((await abandoned).status).toBe(404);
  });

  test('rule 36: a hinted last part survives the closing of its segment', async () => {
    const { epoch, third } = await on.onAir();
    const { hint } = read((await on.playlist()).text);
    const asked = on.file(hint ?? '');
    // The segment ends without it, and the next begins: the hint is kept all the same.
    third.breakOff();
    expect(await isBlocked(asked)).toBe(true);
    const fourth = on.agent.stream(epoch, 3, on.start + 12_000);
    fourth.write(on.nth(3).fragments[0]?.bytes as Buffer);
    expect((await asked).bytes.equals(on.nth(3).fragments[0]?.bytes as Buffer)).toBe(true);
    fourth.breakOff();
  });

  test('rule 37: a part is one or more moof + mdat, each with tfdt; mp4box and ffprobe read them', async () => {
    await on.onAir();
    const { parts, maps, segments } = read((await on.playlist()).text);
    const init = (await on.file(maps[0] ?? '')).bytes;
    const fetched = await Promise.all(parts.slice(0, 20).map(async ({ uri }) => (await on.file(uri)).bytes));
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
    for (const moof of file.moofs) {
      expect(moof.trafs.length).toBeGreaterThan(0);
      for (const traf of moof.trafs) expect(traf.tfdt.baseMediaDecodeTime).toBeGreaterThanOrEqual(0);
    }
    const seen = await probe(Buffer.concat([init, (await on.file(segments[0] ?? '')).bytes]));
    expect(seen).toMatchObject({ errors: '' });
    expect(seen.frames).toHaveLength(100);
    expect(seen.audioPackets).toBeGreaterThan(150);
  });

  test('rule 38: the bytes behind a URI never change, not even when they come from the recording', async () => {
    const { epoch, third } = await on.onAir();
    third.breakOff();
    await third.answered.catch(() => undefined);
    const before = new Map<string, Buffer>();
    for (const uri of ['s0.m4s', 's1.m4s', 's2.m4s', 'p0.m4s', 'init0.mp4'])
      before.set(uri, (await on.file(uri)).bytes);
    // The third broke off after three parts; the recording gets all of it.
    expect(await on.agent.send(epoch, 2, on.nth(2), on.start + 8000)).toMatchObject({ status: 200 });
    const again = await on.agent.begin(oddCamera);
    for (let i = 0; i < 25; i++) {
      on.house.pass(4000);
      const at = 12_000 + i * 4000;
      const segment = oddSegment([-200, ...new Array<number>(19).fill(200)], at);
      expect(await on.agent.send(again, i, segment, on.start + at)).toMatchObject({ status: 200 });
    }
    expect((await on.file('p0.m4s')).status).toBe(404);
    for (const uri of ['s0.m4s', 's1.m4s', 's2.m4s']) {
      const { status, bytes } = await on.file(uri);
      expect([uri, status]).toEqual([uri, 200]);
      expect(bytes.equals(before.get(uri) as Buffer), uri).toBe(true);
    }
    // Three parts of the third were shown, and no more ever is.
    expect(before.get('s2.m4s')?.length).toBeLessThan(on.nth(2).bytes.length / 2);
  });

  test('rule 38: a window that began within a recorded segment never shows what lies before it', async () => {
    const epoch = await on.agent.begin(on.footage);
    // The window holds the last two seconds of it, from its second key frame on.
    await on.agent.send(epoch, 0, on.nth(0), on.start - 2000);
    const shown = (await on.file('s0.m4s')).bytes;
    expect(
      shown.equals(
        Buffer.concat(
          on
            .nth(0)
            .fragments.slice(10)
            .map((one) => Buffer.from(one.bytes)),
        ),
      ),
    ).toBe(true);
    const later = await on.agent.begin(oddCamera);
    for (let i = 0; i < 25; i++) {
      on.house.pass(4000);
      const at = 2000 + i * 4000;
      await on.agent.send(later, i, oddSegment([-200, ...new Array<number>(19).fill(200)], at), on.start + at);
    }
    const { status, bytes } = await on.file('s0.m4s');
    expect(status).toBe(200);
    expect(bytes.equals(shown)).toBe(true);
  });

  test('rule 38: everything under /media is no-store, refusals too', async () => {
    await on.onAir();
    const files = ['live.m3u8', 'live.m3u8?_HLS_part=1', 'init0.mp4', 's0.m4s', 'p0.m4s', 'p99999.m4s', 'none.m4s'];
    for (const file of files) expect((await on.file(file)).headers['cache-control'], file).toBe('no-store');
    const recording = `/media/hearings/${on.hearing}/${on.feed}`;
    for (const file of ['recording.m3u8', 'recording.m3u8?asOf=999999', 'thumbnails.vtt', `${newId()}/s0.m4s`]) {
      expect((await on.client.get(`${recording}/${file}`)).headers['cache-control'], file).toBe('no-store');
    }
  });

  test('rule 39: sixteen blocked requests of one client starve neither its other requests nor another client', async () => {
    const { third } = await on.onAir();
    const other = clientOf(protocol, on.house);
    const blocked = Array.from({ length: 16 }, () => on.playlist('?_HLS_msn=2&_HLS_part=3'));
    expect(await isBlocked(Promise.race(blocked))).toBe(true);
    for (const client of [on.client, other]) {
      for (const file of ['p0.m4s', 's0.m4s', 'live.m3u8']) {
        expect((await client.get(`/media/live/${on.window}/${file}`)).status, file).toBe(200);
      }
    }
    expect(await isBlocked(Promise.race(blocked), 20)).toBe(true);
    third.write(on.nth(2).fragments[3]?.bytes as Buffer);
    expect((await Promise.all(blocked)).map((one) => one.status)).toEqual(new Array(16).fill(200));
    other.close();
    third.breakOff();
  });

  test('rule 40: range requests of segments: 206, 416', async () => {
    await on.onAir();
    const { bytes } = on.nth(0);
    const ask = (range: string) => on.file('s0.m4s', { range });
    const cases: [string, Buffer, string][] = [
      ['bytes=0-99', bytes.subarray(0, 100), `bytes 0-99/${bytes.length}`],
      ['bytes=-10', bytes.subarray(-10), `bytes ${bytes.length - 10}-${bytes.length - 1}/${bytes.length}`],
      [
        `bytes=${bytes.length - 1}-`,
        bytes.subarray(-1),
        `bytes ${bytes.length - 1}-${bytes.length - 1}/${bytes.length}`,
      ],
      ['bytes=100-999999999', bytes.subarray(100), `bytes 100-${bytes.length - 1}/${bytes.length}`],
    ];
    for (const [range, expected, header] of cases) {
      const got = await ask(range);
      expect(got, range).toMatchObject({ status: 206, headers: { 'content-range': header } });
      expect(got.bytes.equals(expected), range).toBe(true);
    }
    for (const range of [`bytes=${bytes.length}-`, 'bytes=-0']) {
      expect(await ask(range), range).toMatchObject({
        status: 416,
        headers: { 'content-range': `bytes */${bytes.length}` },
      });
    }
    for (const range of ['bytes=5-2', 'bytes=a-b', 'seconds=0-1', 'bytes=0-1,4-5']) {
      const got = await ask(range);
      expect([range, got.status, got.bytes.equals(bytes)]).toEqual([range, 200, true]);
    }
  });

  test('rule 41: a cut refuses at once what is asked and what is blocked', async () => {
    const { third } = await on.onAir();
    const { hint } = read((await on.playlist()).text);
    const blocked = [on.playlist('?_HLS_msn=2&_HLS_part=3'), on.file(hint ?? '')];
    expect(await isBlocked(Promise.race(blocked))).toBe(true);
    on.house.rights.endWindow(on.window, 'cut', on.house.now());
    expect((await Promise.all(blocked)).map((one) => one.status)).toEqual([403, 403]);
    for (const file of ['live.m3u8', 'init0.mp4', 's0.m4s', 'p0.m4s', hint ?? '']) {
      expect((await on.file(file)).status, file).toBe(403);
    }
    // Parts that come all the same are kept, and shown to nobody.
    third.write(on.nth(2).fragments[3]?.bytes as Buffer);
    await pause(50);
    expect((await on.playlist()).status).toBe(403);
  });

  test('rule 41: a page that is told of the cut has time to go before its browser is refused, and gets nothing', async () => {
    const { third } = await on.onAir();
    const told = { 'x-viewer': `told-${on.feed}` };
    on.house.rights.listen(told['x-viewer']);
    const { hint } = read((await on.playlist()).text);
    const blocked = [on.file('live.m3u8?_HLS_msn=2&_HLS_part=3', told), on.file(hint ?? '', told)];
    expect(await isBlocked(Promise.race(blocked))).toBe(true);
    on.house.rights.endWindow(on.window, 'cut', on.house.now());
    // What it had already sent when the message came to it.
    blocked.push(...['live.m3u8', 's0.m4s', 'p0.m4s', 'init0.mp4'].map((file) => on.file(file, told)));
    third.write(on.nth(2).fragments[3]?.bytes as Buffer);
    expect(await isBlocked(Promise.race(blocked))).toBe(true);
    // Nobody else waits for that.
    expect((await on.playlist()).status).toBe(403);
    expect(on.house.rights.refusals.filter((one) => one.startsWith(told['x-viewer']))).toHaveLength(6);
    on.house.pass(2000);
    expect((await Promise.all(blocked)).map((one) => one.status)).toEqual(new Array(6).fill(403));
    expect((await on.file('live.m3u8', told)).status).toBe(403);
  });

  test('rule 41: a page that waits for the first part has time to go as well', async () => {
    const told = { 'x-viewer': `told-${on.feed}` };
    on.house.rights.listen(told['x-viewer']);
    const blocked = on.file('live.m3u8', told);
    expect(await isBlocked(blocked)).toBe(true);
    on.house.rights.endWindow(on.window, 'cut', on.house.now());
    expect(await isBlocked(blocked)).toBe(true);
    on.house.pass(2000);
    expect((await blocked).status).toBe(403);
  });

  test('rule 41: one viewer who loses the right loses it alone', async () => {
    const { third } = await on.onAir();
    const ask = (viewer: string) => on.file('live.m3u8?_HLS_msn=2&_HLS_part=3', { 'x-viewer': viewer });
    const [shut, other] = [ask(`shut-${on.feed}`), ask(`other-${on.feed}`)];
    expect(await isBlocked(Promise.race([shut, other]))).toBe(true);
    on.house.rights.shutOut(`shut-${on.feed}`);
    expect((await shut).status).toBe(403);
    expect((await on.file('s0.m4s', { 'x-viewer': `shut-${on.feed}` })).status).toBe(403);
    third.write(on.nth(2).fragments[3]?.bytes as Buffer);
    expect((await other).status).toBe(200);
    expect(on.house.rights.looks).toContain(`other-${on.feed} live ${on.feed}`);
    expect(on.house.rights.looks).not.toContain(`shut-${on.feed} live ${on.feed}`);
    // Who asks for pictures past the playlist has looked as well.
    expect((await on.file('s0.m4s', { 'x-viewer': `past-${on.feed}` })).status).toBe(200);
    expect(on.house.rights.looks).toContain(`past-${on.feed} live ${on.feed}`);
  });

  test('not a byte of a picture leaves before the look is on record, and the right is asked again', async () => {
    await on.onAir();
    for (const file of ['s0.m4s', 'p0.m4s']) {
      const who = { 'x-viewer': `first-${on.feed}-${file}` };
      const written = on.house.rights.holdLooks(who['x-viewer']);
      // What holds no picture does not wait.
      expect((await on.file('live.m3u8', who)).status).toBe(200);
      expect((await on.file('init0.mp4', who)).status).toBe(200);
      const asked = on.file(file, who);
      expect(await isBlocked(asked)).toBe(true);
      written(true);
      expect((await asked).status).toBe(200);
    }
    const lost = { 'x-viewer': `lost-${on.feed}` };
    const unwritten = on.house.rights.holdLooks(lost['x-viewer']);
    const refused = on.file('s0.m4s', lost);
    expect(await isBlocked(refused)).toBe(true);
    unwritten(false);
    expect(await refused).toMatchObject({ status: 503 });
    const shut = { 'x-viewer': `late-${on.feed}` };
    const late = on.house.rights.holdLooks(shut['x-viewer']);
    const over = on.file('s0.m4s', shut);
    expect(await isBlocked(over)).toBe(true);
    on.house.rights.shutOut(shut['x-viewer']);
    late(true);
    expect((await over).status).toBe(403);
  });

  test('rule 41: a body under way is cut off', async () => {
    const large = oddSegment([-200], 0, 30_000_000);
    const epoch = await on.agent.begin(oddCamera);
    expect(await on.agent.send(epoch, 0, large, on.start + 8000)).toMatchObject({ status: 200 });
    const body = await begun(protocol, on, `/media/live/${on.window}/p0.m4s`);
    await pause(100);
    on.house.rights.endWindow(on.window, 'cut', on.house.now());
    await pause(50);
    body.resume();
    for (let i = 0; i < 1000 && !body.seen().ended; i++) await pause(20);
    expect(body.seen()).toMatchObject({ ended: true, whole: false });
    expect(body.seen().got).toBeLessThan(20_000_000);
    body.close();
  });
});
