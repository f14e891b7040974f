// Recordings over HTTP: what is here, growing, gaps declared, each stretch refused to whom it is withheld from.
import { createCommittedProjection } from '@giamsat/service/media/recording/committed';
import { withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAgent, newId, type TestAgent } from './support/agent.ts';
import { type Footage, makeFootage, type Segment } from './support/footage.ts';
import { type House, openHouse } from './support/house.ts';
import { isBlocked } from './support/stage.ts';
import { get, judge, probe, read } from './support/viewer.ts';

const database = withDatabase();
const damaged: { feed: string; epoch: string; number: number }[] = [];
const committedProjection = createCommittedProjection({ onDamaged: (key) => damaged.push(key) });
let house: House;
let footage: Footage;
let agent: TestAgent;
let hearing = '';
let feed = '';
let feeds = 0;
/** Ten minutes ago, as the sitting. */
let start = 0;

const nth = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const base = (): string => `${house.http}/media/hearings/${hearing}/${feed}`;
const iso = (ms: number): string => new Date(ms).toISOString();
/** Opens the recording as a player does: the redirect, then the playlist. */
async function open(query = '', viewer = 'anyone') {
  const first = await get(`${base()}/recording.m3u8${query}`, { 'x-viewer': viewer });
  if (first.status !== 302) return { status: first.status, url: '', text: '' };
  const url = new URL(String(first.headers.location), `${base()}/`).href;
  const second = await get(url, { 'x-viewer': viewer });
  return { status: second.status, url, text: second.text };
}
/** `s` a segment, `G` one that is withheld, `g` a stretch without media, `|` a discontinuity. */
const kinds = (text: string): string =>
  text
    .replace(/#EXT-X-GAP\n#EXTINF\S+\ngap\.m4s\S+/g, '[g]')
    .replace(/#EXT-X-GAP\n#EXTINF\S+\n\S+/g, '[G]')
    .replace(/#EXTINF\S+\n\S+/g, '[s]')
    .replace(/#EXT-X-DISCONTINUITY$/gm, '[|]')
    .match(/(?<=\[)[sgG|](?=\])/g)
    ?.join('') ?? '';
const commit = (data: Record<string, unknown>, position = 1) =>
  database.sql.transaction().execute((tx) =>
    committedProjection.apply(tx, [
      {
        position,
        event: {
          specversion: '1.0',
          id: `c${position}`,
          source: '/courts/ls/agents/ls-1',
          type: 'recording.committed',
          subject: `feeds/${feed}`,
          time: iso(start),
          recordedtime: iso(start),
          sequence: '000000000001',
          data: { feed, initSha256: footage.initSha256, segments: [], gaps: [], ...data },
        },
      },
    ]),
  );
const stated = (number: number, of = nth(number), at = start + number * 4000) => ({
  number,
  start: iso(at),
  durationMs: of.durationMs,
  bytes: of.bytes.length,
  sha256: of.sha256,
});

beforeAll(async () => {
  footage = await makeFootage({ seconds: 24 });
  house = await openHouse(database.sql);
});
afterAll(() => house?.close());
beforeEach(() => {
  feed = `ls-r-${++feeds}`;
  hearing = newId();
  start = Math.floor(house.now() / 1000) * 1000 - 600_000;
  house.rights.addSitting(feed, hearing, { fromMs: start });
  agent = createAgent(house, { feed });
});

test('grows as EVENT while the sitting lasts, pinned to its opening; a later fill appears at a new opening', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  const { text, url } = await open();
  judge(text);
  expect(url).toMatch(/recording\.m3u8\?asOf=\d+$/);
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
  expect(text).not.toContain('ENDLIST');
  await agent.send(epoch, 3, nth(3), start + 12_000);
  await agent.send(epoch, 2, nth(2), start + 8000);
  await agent.send(epoch, 4, nth(4), start + 16_000);
  const again = (await get(url)).text;
  judge(again);
  expect(again.startsWith(text.trimEnd().split('\n').slice(7).join('\n'), again.indexOf('#EXT-X-MAP'))).toBe(true);
  expect(kinds(again)).toBe('sggss');
  expect(kinds((await open()).text)).toBe('sgsss');
});

test('after its end: VOD, and what it lists plays in a referee without a fault', async () => {
  const done = newId();
  house.rights.addSitting(feed, done, { fromMs: start, toMs: start + 60_000 });
  hearing = done;
  const epoch = await agent.begin(footage);
  for (const number of [0, 1, 2]) await agent.send(epoch, number, nth(number), start + number * 4000);
  const { text, url } = await open();
  judge(text);
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
  const { segments, maps } = read(text);
  const pieces = await Promise.all([maps[0], ...segments].map(async (uri) => get(new URL(uri ?? '', url).href)));
  for (const piece of pieces) {
    expect(piece).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store', 'content-type': 'video/mp4' } });
  }
  const seen = await probe(Buffer.concat(pieces.map((piece) => piece.bytes)));
  expect(seen).toMatchObject({ errors: '' });
  expect(seen.frames).toHaveLength(300);
  expect((await get(new URL(segments[1] ?? '', url).href, { range: 'bytes=0-3' })).status).toBe(206);
});

test('of what nothing was kept there is no playlist', async () => {
  expect((await open()).status).toBe(404);
});

test('a stretch by its dates', async () => {
  const epoch = await agent.begin(footage);
  for (const number of [0, 1, 2, 3]) await agent.send(epoch, number, nth(number), start + number * 4000);
  const { text, url } = await open(`?from=${iso(start + 5000)}&to=${iso(start + 9000)}`);
  expect(read(text).dates.map((date) => date - start)).toEqual([4000, 8000]);
  expect(text).toContain('#EXT-X-ENDLIST');
  expect(url).toContain('asOf=');
  expect((await open('?from=yesterday')).status).toBe(400);
  expect((await get(`${base()}/recording.m3u8?asOf=x`)).status).toBe(400);
});

test('a hole over a minute, and between sittings, is a discontinuity with a new date', async () => {
  const [first, second] = [await agent.begin(footage), await agent.begin(footage)];
  await agent.send(first, 0, nth(0), start);
  await agent.send(first, 1, nth(1), start + 4000);
  await agent.send(second, 0, nth(0), start + 200_000);
  const { text } = await open();
  judge(text);
  expect(kinds(text)).toBe('ss|s');
  expect(read(text).dates.map((date) => date - start)).toEqual([0, 4000, 200_000]);
});

test('what is withheld is a gap in the list and refused by itself, thumbnail included', async () => {
  const epoch = await agent.begin(footage);
  const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
  for (const number of [0, 1, 2]) {
    await agent.send(epoch, number, nth(number), start + number * 4000);
    await agent.call('PUT', `${agent.base(epoch)}/segments/${number}/thumbnail`, jpeg, {
      'content-type': 'image/jpeg',
    });
  }
  const vtt = async () => (await get(`${base()}/thumbnails.vtt`)).text.match(/s\d+\.jpg/g);
  expect(await vtt()).toEqual(['s0.jpg', 's1.jpg', 's2.jpg']);
  expect((await get(`${base()}/${epoch}/s1.jpg`)).status).toBe(200);
  house.rights.withhold(hearing, { fromMs: start + 5000, toMs: start + 6000, picture: true, sound: true });
  const { text } = await open();
  judge(text);
  expect(kinds(text)).toBe('sGs');
  const status = async (file: string) => (await get(`${base()}/${epoch}/${file}`)).status;
  expect(await Promise.all(['s0.m4s', 's1.m4s', 's2.m4s', 's0.jpg', 's1.jpg'].map(status))).toEqual([
    200, 403, 200, 200, 403,
  ]);
  expect(await vtt()).toEqual(['s0.jpg', 's2.jpg']);
});

test('who may not see it gets nothing at all', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  house.rights.shutOut(`shut-${feed}`);
  expect((await open('', `shut-${feed}`)).status).toBe(403);
  for (const file of [
    'recording.m3u8?asOf=1',
    'thumbnails.vtt',
    `${epoch}/init.mp4`,
    `${epoch}/s0.m4s`,
    `${epoch}/s0.jpg`,
  ]) {
    expect((await get(`${base()}/${file}`, { 'x-viewer': `shut-${feed}` })).status, file).toBe(403);
  }
  expect((await open()).status).toBe(200);
});

test('who fetches a segment has looked at its stretch; a thumbnail or a list is a look without one', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  await agent.send(epoch, 1, nth(1), start + 4000);
  const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
  await agent.call('PUT', `${agent.base(epoch)}/segments/0/thumbnail`, jpeg, { 'content-type': 'image/jpeg' });
  const who = `seen-${feed}`;
  for (const file of ['s1.m4s', 's0.jpg', 's7.m4s', 'init.mp4']) {
    await get(`${base()}/${epoch}/${file}`, { 'x-viewer': who });
  }
  expect(house.rights.looks.filter((look) => look.startsWith(who))).toEqual([
    `${who} recording ${feed} ${start + 4000}–${start + 4000 + nth(1).durationMs}`,
    `${who} recording ${feed}`,
  ]);
});

test('not a byte of a recording leaves before the look is on record, and the right is asked again', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  const ask = (who: string) => get(`${base()}/${epoch}/s0.m4s`, { 'x-viewer': `${who}-${feed}` });
  const hold = (who: string) => house.rights.holdLooks(`${who}-${feed}`);
  const [written, unwritten, late] = [hold('first'), hold('lost'), hold('late')];
  const [first, lost, shut] = [ask('first'), ask('lost'), ask('late')];
  expect(await isBlocked(Promise.race([first, lost, shut]))).toBe(true);
  house.rights.shutOut(`late-${feed}`);
  for (const [settle, value] of [
    [written, true],
    [unwritten, false],
    [late, true],
  ] as const) {
    settle(value);
  }
  expect([(await first).status, (await lost).status, (await shut).status]).toEqual([200, 503, 403]);
});

test("another hearing's segment cannot be fetched through this one", async () => {
  const epoch = await agent.begin(footage);
  house.rights.addSitting(feed, newId(), { fromMs: start - 100_000, toMs: start });
  await agent.send(epoch, 0, nth(0), start - 50_000);
  expect((await get(`${base()}/${epoch}/s0.m4s`)).status).toBe(404);
  expect((await get(`${base()}/${epoch}/s9.m4s`)).status).toBe(404);
  expect((await get(`${base()}/${epoch}/other.mp4`)).status).toBe(404);
  hearing = newId();
  expect((await get(`${base()}/recording.m3u8?asOf=1`)).status).toBe(404);
});

test('a delta of a long recording', async () => {
  for (let run = 0; run < 3; run++) {
    const epoch = await agent.begin(footage);
    for (let i = 0; i < 6; i++) await agent.send(epoch, i, nth(i), start + (run * 6 + i) * 4000);
  }
  const { url, text } = await open();
  const delta = (await get(`${url}&_HLS_skip=YES`)).text;
  judge(delta);
  const skipped = Number(read(delta).after('SKIP')[0]?.split('=')[1]);
  expect(skipped).toBe(9);
  expect(read(delta).segments).toEqual(read(text).segments.slice(9));
});

test('committed and not here is wanted, until it is here', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  await commit({ epoch, segments: [stated(0), stated(1), stated(2)] });
  const url = `${house.http}/ingest/feeds/${feed}/wanted`;
  expect(await agent.call('GET', url)).toMatchObject({
    status: 200,
    body: {
      wanted: [
        { epoch, number: 1, sha256: nth(1).sha256 },
        { epoch, number: 2, sha256: nth(2).sha256 },
      ],
    },
  });
  await agent.send(epoch, 1, nth(1), start + 4000);
  await agent.send(epoch, 2, nth(2), start + 8000);
  expect(await agent.call('GET', `${url}?epoch=${epoch}`)).toMatchObject({ body: { wanted: [] } });
});

test('coverage: what is recorded, what the court says, what the line lost; a rebuild says the same', async () => {
  const epoch = await agent.begin(footage);
  await agent.send(epoch, 0, nth(0), start);
  await agent.send(epoch, 3, nth(3), start + 12_000);
  const statements = [
    {
      epoch,
      segments: [stated(0), stated(1), stated(3)],
      gaps: [{ from: iso(start + 8000), to: iso(start + 12_000), cause: 'cut' }],
    },
    { epoch, gaps: [{ from: iso(start + 16_000), to: iso(start + 600_000), cause: 'camera' }] },
  ];
  for (const [i, data] of statements.entries()) await commit(data, i);
  for (const [i, data] of statements.entries()) await commit(data, i + 10);
  const expected = {
    recorded: [
      { fromMs: start, toMs: start + 4000 },
      { fromMs: start + 12_000, toMs: start + 16_000 },
    ],
    gaps: [
      { fromMs: start + 4000, toMs: start + 8000, cause: 'line' },
      { fromMs: start + 8000, toMs: start + 12_000, cause: 'cut' },
      { fromMs: start + 16_000, toMs: start + 600_000, cause: 'camera' },
    ],
    // The sitting is ten minutes old, and all of this came now.
    filled: [
      { fromMs: start, toMs: start + 4000, filledMs: expect.closeTo(Date.now(), -5) },
      { fromMs: start + 12_000, toMs: start + 16_000, filledMs: expect.closeTo(Date.now(), -5) },
    ],
  };
  expect(await house.media.coverage(hearing, feed)).toEqual(expected);
  await database.sql.transaction().execute((tx) => committedProjection.reset(tx));
  expect((await house.media.coverage(hearing, feed))?.gaps[0]?.cause).toBe('line');
  for (const [i, data] of statements.entries()) await commit(data, i);
  expect(await house.media.coverage(hearing, feed)).toEqual(expected);
  expect(await house.media.coverage(newId(), feed)).toBeUndefined();
});

test('what is not what the court captured is kept, shown as damaged, counted, and not played, whichever came first', async () => {
  const epoch = await agent.begin(footage);
  for (const number of [0, 1, 2]) await agent.send(epoch, number, nth(number), start + number * 4000);
  expect(kinds((await open()).text)).toBe('sss');
  damaged.length = 0;
  // The court says of the second segment what is true of another.
  const untrue = { ...stated(1), sha256: nth(4).sha256 };
  await commit({ epoch, segments: [stated(0), untrue, stated(2), { ...stated(3), bytes: stated(3).bytes + 1 }] });
  expect(damaged).toEqual([expect.objectContaining({ feed, epoch, number: 1 })]);
  const metric = () => house.metric('media_damaged_segments_total');
  expect(await metric()).not.toContain(feed);
  await agent.send(epoch, 3, nth(3), start + 12_000);
  expect(await metric()).toContain(`{feed="${feed}"} 1`);
  expect(damaged).toHaveLength(1);

  house.pass(2000);
  const { text, url } = await open();
  judge(text);
  expect(kinds(text)).toBe('sGsG');
  const status = async (file: string) => (await get(new URL(`${epoch}/${file}`, url).href)).status;
  expect([await status('s0.m4s'), await status('s1.m4s'), await status('s2.m4s'), await status('s3.m4s')]).toEqual([
    200, 404, 200, 404,
  ]);
  expect(await status('s1.jpg')).toBe(404);
  const coverage = await house.media.coverage(hearing, feed);
  expect(coverage?.recorded).toEqual([
    { fromMs: start, toMs: start + 4000 },
    { fromMs: start + 8000, toMs: start + 12_000 },
  ]);
  expect(coverage?.gaps.slice(0, 2)).toEqual([
    { fromMs: start + 4000, toMs: start + 8000, cause: 'damaged' },
    { fromMs: start + 12_000, toMs: start + 16_000, cause: 'damaged' },
  ]);
});
