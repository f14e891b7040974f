// Segments come in: judged as they arrive, kept when their digest is right, refused with a reason that names what is wrong.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgent, newEpoch, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment, sha256 } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';

const database = withDatabase();
let house: House;
let footage: Footage;
let agent: TestAgent;
const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const segment = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const filesHere = async (): Promise<string[]> =>
  (await readdir(path.join(house.dir, 'recordings'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(path.basename(entry.parentPath), entry.name));
/** For what happens behind the answer. */
const eventually = async (check: () => Promise<void> | void): Promise<void> => {
  for (let i = 0; ; i++) {
    try {
      return await check();
    } catch (error) {
      if (i > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};

beforeAll(async () => {
  footage = await makeFootage({ seconds: 12 });
  house = await openHouse(database.sql);
  house.rights.addSitting('ls-a-1', newId(), { fromMs: T0 });
});
afterAll(() => house?.close());
beforeEach(() => {
  agent = createAgent(house);
});

describe('epochs', () => {
  test('announced twice changes nothing; another initialisation section is refused', async () => {
    const epoch = newEpoch();
    expect(await agent.announce(epoch, footage)).toMatchObject({ status: 200 });
    expect(await agent.announce(epoch, footage)).toMatchObject({ status: 200 });
    expect(await agent.announce(epoch, footage, { initSha256: '0'.repeat(64) })).toMatchObject({
      status: 409,
      body: { type: 'urn:giamsat:problem:conflict', field: '/initSha256' },
    });
  });

  test('an initialisation section with a wrong digest is refused', async () => {
    const epoch = newEpoch();
    await agent.announce(epoch, footage);
    expect(await agent.putInit(epoch, Buffer.concat([footage.init, Buffer.alloc(1)]))).toMatchObject({ status: 409 });
    expect(await agent.put(epoch, 0, segment(0).bytes, T0)).toMatchObject({ status: 409 });
    expect(await agent.putInit(epoch, footage.init)).toMatchObject({ status: 200 });
    expect(await agent.putInit(epoch, footage.init)).toMatchObject({ status: 200 });
  });

  test('an initialisation section that is not MP4 is refused though its digest is right', async () => {
    const epoch = newEpoch();
    const picture = Buffer.from('GIF89a and nothing of a film');
    await agent.announce(epoch, footage, { initSha256: sha256(picture) });
    expect(await agent.putInit(epoch, picture)).toMatchObject({ status: 422, body: { field: '' } });
  });

  test('an epoch that was not announced, a malformed announcement', async () => {
    expect(await agent.putInit(newEpoch(), footage.init)).toMatchObject({ status: 404 });
    expect(await agent.announce(newEpoch(), footage, { partTargetMs: -1 })).toMatchObject({
      status: 400,
      body: { field: '/partTargetMs' },
    });
  });
});

describe('segments', () => {
  test('received, closed, final: durable as it was sent', async () => {
    const epoch = await agent.begin(footage);
    expect(await agent.put(epoch, 0, segment(0).bytes, T0)).toMatchObject({
      status: 200,
      body: { status: 'received', sha256: segment(0).sha256, bytes: segment(0).bytes.length, durationMs: 4000 },
    });
    expect(await filesHere()).not.toContain(`${epoch}/0.m4s`);
    const { bytes, sha256: digest, durationMs } = segment(0);
    expect(await agent.close(epoch, 0, { sha256: digest, bytes: bytes.length, durationMs })).toMatchObject({
      status: 200,
      body: { status: 'final' },
    });
    expect(await filesHere()).toContain(`${epoch}/0.m4s`);
    const row = await database.sql
      .selectFrom('media_segments')
      .selectAll()
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    expect(row).toMatchObject({ number: 0, start_ms: T0, duration_ms: 4000, sha256: digest, has_audio: true });
  });

  test('sending again is harmless: the same answer, one row; other content is refused', async () => {
    const epoch = await agent.begin(footage);
    await agent.send(epoch, 0, segment(0), T0);
    expect(await agent.put(epoch, 0, segment(0).bytes, T0)).toMatchObject({ status: 200, body: { status: 'final' } });
    expect(await agent.send(epoch, 0, segment(0), T0)).toMatchObject({ status: 200, body: { status: 'final' } });
    expect(await agent.put(epoch, 0, segment(1).bytes, T0)).toMatchObject({ status: 409 });
    const rows = await database.sql.selectFrom('media_segments').selectAll().where('epoch', '=', epoch).execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sha256).toBe(segment(0).sha256);
  });

  test('a wrong digest: 409, nothing kept, sent again it is final', async () => {
    const epoch = await agent.begin(footage);
    await agent.put(epoch, 0, segment(0).bytes, T0);
    const close = { sha256: segment(1).sha256, bytes: segment(0).bytes.length, durationMs: 4000 };
    expect(await agent.close(epoch, 0, close)).toMatchObject({ status: 409, body: { field: '/sha256' } });
    expect(await agent.close(epoch, 0, { ...close, sha256: segment(0).sha256 })).toMatchObject({ status: 409 });
    await eventually(async () => expect((await filesHere()).filter((name) => name.includes('.incoming'))).toEqual([]));
    expect(await agent.send(epoch, 0, segment(0), T0)).toMatchObject({ status: 200 });
  });

  test('not MP4: 422, before the body has ended', async () => {
    const epoch = await agent.begin(footage);
    for (const body of ['<html>not a film</html>', `${'x'.repeat(100_000)}`]) {
      expect(await agent.put(epoch, 0, Buffer.from(body), T0)).toMatchObject({
        status: 422,
        body: {
          type: 'urn:giamsat:problem:unprocessable',
          field: '',
          detail: expect.stringContaining('not a segment of MP4'),
        },
      });
    }
    async function* endless() {
      yield Buffer.from('RIFF....WEBP');
      for (;;) {
        yield Buffer.alloc(10_000);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    // Either the refusal arrives, or the connection ends: never a hang.
    const answer = await agent.put(epoch, 1, Readable.from(endless()), T0).catch(() => ({ status: 0 }));
    expect([0, 422]).toContain(answer.status);
    await eventually(async () => expect((await filesHere()).filter((name) => name.includes('.incoming'))).toEqual([]));
  });

  test('MP4, but no segment: cut short, without a key frame, empty', async () => {
    const epoch = await agent.begin(footage);
    const { bytes, fragments } = segment(0);
    const cases: [Buffer, string][] = [
      [bytes.subarray(0, bytes.length - 10), 'ends inside a box'],
      [Buffer.concat(fragments.slice(1).map((one) => one.bytes)), 'key frame'],
      [Buffer.alloc(0), 'no picture'],
      [footage.init, 'not a segment'],
    ];
    for (const [body, detail] of cases) {
      const answer = await agent.put(epoch, 0, body, T0);
      expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining(detail) } });
    }
  });

  test("another court's feed: 403; a feed that nobody knows: 404; nobody: 401", async () => {
    const epoch = await agent.begin(footage);
    const stranger = createAgent(house, { court: 'lb', feed: 'ls-a-1' });
    expect(await stranger.put(epoch, 0, segment(0).bytes, T0)).toMatchObject({
      status: 403,
      body: { type: 'urn:giamsat:problem:wrong-court', field: '/params/feed' },
    });
    expect(await stranger.announce(newEpoch(), footage)).toMatchObject({ status: 403 });
    expect(await stranger.call('GET', `${house.http}/ingest/feeds/ls-a-1/wanted`)).toMatchObject({ status: 403 });
    const lost = createAgent(house, { court: 'ls', feed: 'none-1' });
    expect(await lost.put(epoch, 0, segment(0).bytes, T0)).toMatchObject({ status: 404 });
    const nobody = await agent.put(epoch, 0, segment(0).bytes, T0, { authorization: '' });
    expect(nobody).toMatchObject({ status: 401 });
  });

  test('before the sitting is known: 409 sitting-unknown, and it follows later', async () => {
    const epoch = await agent.begin(footage);
    expect(await agent.put(epoch, 0, segment(0).bytes, T0 - 60_000)).toMatchObject({
      status: 409,
      body: { type: 'urn:giamsat:problem:sitting-unknown' },
    });
    house.rights.addSitting('ls-a-1', newId(), { fromMs: T0 - 120_000, toMs: T0 });
    expect(await agent.send(epoch, 0, segment(0), T0 - 60_000)).toMatchObject({ status: 200 });
  });

  test('the start is needed, and has a form; so has the number', async () => {
    const epoch = await agent.begin(footage);
    expect(await agent.put(epoch, 0, segment(0).bytes, T0, { 'giamsat-start': 'yesterday' })).toMatchObject({
      status: 400,
      body: { field: '/headers/giamsat-start' },
    });
    expect(await agent.put(epoch, -1, segment(0).bytes, T0)).toMatchObject({ status: 400 });
    expect(await agent.put(epoch, 0, segment(0).bytes, T0, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
    });
  });

  test('a body that breaks off leaves nothing; the whole segment anew is final', async () => {
    const epoch = await agent.begin(footage);
    const sending = agent.stream(epoch, 0, T0);
    for (const fragment of segment(0).fragments.slice(0, 5)) sending.write(fragment.bytes);
    await eventually(async () => expect((await filesHere()).some((name) => name.includes('.incoming'))).toBe(true));
    sending.breakOff();
    await eventually(async () => expect((await filesHere()).filter((name) => name.includes('.incoming'))).toEqual([]));
    expect(await agent.send(epoch, 0, segment(0), T0)).toMatchObject({ status: 200 });
  });

  test('a close that overtakes the end of its body waits for it', async () => {
    const epoch = await agent.begin(footage);
    const { bytes, sha256: digest, durationMs, fragments } = segment(0);
    const sending = agent.stream(epoch, 0, T0);
    for (const fragment of fragments.slice(0, 3)) sending.write(fragment.bytes);
    await eventually(async () => expect((await filesHere()).some((name) => name.includes('.incoming'))).toBe(true));
    const closed = agent.close(epoch, 0, { sha256: digest, bytes: bytes.length, durationMs });
    for (const fragment of fragments.slice(3)) sending.write(fragment.bytes);
    await sending.end(durationMs);
    expect(await closed).toMatchObject({ status: 200 });
  });

  test('a thumbnail belongs to a segment and is a JPEG', async () => {
    const epoch = await agent.begin(footage);
    const url = `${agent.base(epoch)}/segments/0/thumbnail`;
    const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
    const type = { 'content-type': 'image/jpeg' };
    expect(await agent.call('PUT', url, jpeg, type)).toMatchObject({ status: 409 });
    await agent.send(epoch, 0, segment(0), T0);
    expect(await agent.call('PUT', url, Buffer.from('not a picture'), type)).toMatchObject({
      status: 422,
      body: { field: '' },
    });
    expect(await agent.call('PUT', url, jpeg, type)).toMatchObject({ status: 204 });
    expect(await filesHere()).toContain(`${epoch}/0.jpg`);
  });
});

test('what happens is counted', async () => {
  expect(await house.metric('media_segments_total')).toMatch(/result="final"} [1-9]/);
  expect(await house.metric('media_segments_total')).toMatch(/result="refused"} [1-9]/);
  expect(await house.metric('media_segments_total')).toMatch(/result="repeated"} [1-9]/);
});
