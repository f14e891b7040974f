// What somebody sends who means harm: paths, headers, bodies, numbers that are not what they should be. Nothing of it is believed, nothing
// hangs, and each refusal says which field.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { HearingRow } from '@giamsat/contract/wire/live';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courtThatSpeaks, type SpokenCourt } from '../live/support/court.ts';
import { createAgent, newEpoch, type TestAgent } from '../media/support/agent.ts';
import { type Footage, makeFootage } from '../media/support/footage.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { speak, statusOf } from './support/raw.ts';

let dir: string;
let province: Province;
let cookie: string;
let court: SpokenCourt;
let agent: TestAgent;
let footage: Footage;
let epoch: string;
/** On air, with a picture. */
let hearing: ReturnType<SpokenCourt['hearing']>;
let window = '';
let bearer = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-hostile-'));
  province = await startProvince({ dir, rooms: { lb: 1 } });
  cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
  footage = await makeFootage({ seconds: 9 });
  court = courtThatSpeaks({
    http: () => province.http,
    court: 'lb',
    agent: 'lb-agent',
    token: () => province.token('lb'),
  });
  bearer = `Bearer ${await province.token('lb')}`;
  agent = createAgent(province, { token: () => province.token('lb'), feed: 'lb-1-1' });
  hearing = court.hearing();
  await court.tell(hearing.scheduled('lb-1', 'Vụ án giả lập'), ...hearing.opened('lb-1'));
  epoch = await agent.begin(footage);
  const [segment] = footage.segments;
  if (!segment) throw new Error('no footage');
  await agent.send(epoch, 0, segment, Date.now());
  window = await until('the picture', async () => {
    const answer = await fetch(`${province.http}/api/v1/hearings/${hearing.id}`, { headers: { cookie } });
    const { row } = (await answer.json()) as { row: HearingRow };
    const open = row.windows?.find(({ opensAt }) => Date.parse(opensAt) <= Date.now());
    return open?.window;
  });
}, 120_000);
afterAll(async () => {
  await agent?.disconnect();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const OURS = { 'giamsat-request': '1', 'content-type': 'application/json' };
const send = (method: string, at: string, headers: Record<string, string>, body?: string | Buffer) =>
  fetch(`${province.http}${at}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
const signingIn = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send('POST', '/api/v1/session', { ...OURS, ...headers }, body);
const asAgent = (more: Record<string, string> = {}) => ({ authorization: bearer, ...more });
const segments = (number: number) => `/ingest/feeds/lb-1-1/epochs/${epoch}/segments/${number}`;
const raw = (first: string, ...headers: string[]) =>
  speak(province.http, [`${[first, 'Host: localhost', ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`]);

describe('addresses', () => {
  test.each([
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%252e%252e%252fpackage.json',
    '/assets/%c0%ae%c0%ae/package.json',
    '/assets/index.js%00.css',
    '/%00',
    '/..%00/package.json',
    '//etc/passwd',
    '/\\..\\..\\etc\\passwd',
    '/api/docs/static/..%2f..%2f..%2fpackage.json',
    '/media/live/..%2f..%2f/live.m3u8',
    '/media/hearings/..%2f..%2f/lb-1-1/recording.m3u8',
    '/media/hearings/%2e%2e/%2e%2e/%2e%2e/s0.m4s',
    `/media/hearings/01890000-0000-7000-8000-000000000000/lb-1-1/..%2f..%2f/s0.m4s`,
    'http://somewhere.example/etc/passwd',
    '/%',
    '/%zz',
    `/${'a'.repeat(9_000)}`,
  ])('%s climbs out of no folder', async (address) => {
    const answer = await raw(`GET ${address} HTTP/1.1`, `Cookie: ${cookie}`);
    expect(answer).not.toMatch(/root:|"private":|BEGIN [A-Z ]*PRIVATE KEY/);
    const status = statusOf(answer);
    // The dashboard's own page for an address that could be one of its own, else a refusal.
    expect(status === 200 ? answer.includes('text/html') : status >= 400 && status < 500, answer.slice(0, 300)).toBe(
      true,
    );
  });

  test('an id, a day or a number that is none is refused, and the field is named', async () => {
    for (const [at, field] of [
      ['/api/v1/hearings/1', '/params/id'],
      ["/api/v1/hearings/'%20or%201=1%20--", '/params/id'],
      [`/api/v1/hearings/${hearing.id.toUpperCase()}`, '/params/id'],
      [`/api/v1/hearings/${hearing.id}%00`, '/params/id'],
      ["/api/v1/hearings?day=2021-04-15'--", '/query/day'],
      ['/api/v1/hearings?limit=100000', '/query/limit'],
      ['/api/v1/hearings?limit=-1', '/query/limit'],
      ['/api/v1/hearings?limit=1e9', '/query/limit'],
      ['/api/v1/hearings?day=2021-04-15&day=2021-04-16', '/query/day'],
      ['/api/v1/hearings?court[]=lb', '/query'],
      [`/media/hearings/${hearing.id}/lb-1-1/recording.m3u8?from=yesterday`, '/query/from'],
      [`/media/hearings/${hearing.id}/lb-1-1/recording.m3u8?asOf=${'9'.repeat(400)}`, '/query/asOf'],
    ] as const) {
      const answer = await send('GET', at, { cookie });
      const problem = (await answer.json()) as { field?: string };
      expect([at, answer.status, problem.field?.startsWith(field)]).toEqual([at, 400, true]);
    }
  });
});

describe('headers', () => {
  test('a line break in a value makes no header of its own', async () => {
    for (const value of ['%0d%0aset-cookie:%20a=b', '%0aset-cookie:%20a=b', '%E5%98%8D%E5%98%8Aset-cookie:a=b']) {
      for (const at of [
        `/media/hearings/${hearing.id}/lb-1-1/recording.m3u8?from=${value}`,
        `/api/v1/hearings?day=${value}`,
        `/${value}`,
      ]) {
        const answer = await raw(`GET ${at} HTTP/1.1`, `Cookie: ${cookie}`);
        expect(answer.split('\r\n\r\n')[0]).not.toMatch(/set-cookie/i);
      }
    }
  });

  test.each([
    ['with two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['with a length and in pieces', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['in pieces that are none', ['Transfer-Encoding: chunked, identity']],
    ['with an encoding in disguise', ['Transfer-Encoding: xchunked']],
    ['with a space before the colon', ['Content-Length : 5']],
    ['with a folded line', ['X-A: b', ' c: d']],
    ['without a host', []],
  ])('a request %s is refused, and never taken for two', async (what, headers) => {
    const first = [
      'POST /api/v1/session HTTP/1.1',
      ...(what === 'without a host' ? [] : ['Host: localhost']),
      ...headers,
    ];
    const answer = await speak(province.http, [
      `${first.join('\r\n')}\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ]);
    expect(statusOf(answer)).toBe(400);
    expect(answer).not.toContain('"alive"');
  });

  test('more or longer headers than a request has are refused', async () => {
    expect(statusOf(await raw('GET / HTTP/1.1', `X-Long: ${'a'.repeat(40_000)}`))).toBe(431);
    const many = Array.from({ length: 3_000 }, (_, n) => `X-${n}: a`);
    expect([400, 404, 431]).toContain(statusOf(await raw('GET /assets/x.js HTTP/1.1', ...many)));
  });
});

describe('bodies', () => {
  test.each([
    '{"login":"a","password":"b","__proto__":{"role":"administrator"}}',
    '{"login":"a","password":"b","\\u005f_proto__":{"role":"administrator"}}',
    '{"login":"a","password":"b","constructor":{"prototype":{"role":"administrator"}}}',
  ])('%s reaches into nothing: it is refused', async (body) => {
    expect((await signingIn(body)).status).toBe(400);
  });
  test('nor does an address with such names', async () => {
    for (const query of ['__proto__[role]=administrator', '__proto__=1', 'constructor.prototype.role=administrator']) {
      expect((await send('GET', `/api/v1/hearings?${query}`, { cookie })).status).toBe(400);
    }
  });
  test('nor an event with such a name, which holds back no other', async () => {
    const good = hearing.note('tốt');
    const bad = JSON.stringify(hearing.note('xấu')).replace('"text"', '"__proto__":{"role":"x"},"text"');
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const bottomless = JSON.stringify(hearing.note('sâu')).replace('"text"', `"more":${deep},"text"`);
    const answer = await send(
      'POST',
      '/ingest/events',
      asAgent({ 'content-type': 'application/cloudevents-batch+json' }),
      `[${bad},${bottomless},${JSON.stringify(good)}]`,
    );
    const { results } = (await answer.json()) as { results: { status: string }[] };
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'accepted']);
    expect(results[0]).toMatchObject({ problem: { field: '/data/__proto__' } });
  });

  test('a small body that would unpack into a large one is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20), { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    for (const encoding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip']) {
      const packed = { 'content-encoding': encoding };
      const answers = [
        await signingIn(bomb, packed),
        await send(
          'POST',
          '/ingest/events',
          asAgent({ 'content-type': 'application/cloudevents-batch+json', ...packed }),
          bomb,
        ),
        await send(
          'PUT',
          segments(7),
          asAgent({ 'content-type': 'video/mp4', 'giamsat-start': new Date().toISOString(), ...packed }),
          bomb,
        ),
      ];
      expect(answers.map(({ status }) => status)).toEqual([415, 415, 415]);
    }
  });

  test.each([
    ['a sign-in', 'POST', '/api/v1/session', 'application/json', 300 * 1024],
    ['a batch of events', 'POST', '/ingest/events', 'application/cloudevents-batch+json', 1100 * 1024],
    ['a thumbnail', 'PUT', 'thumbnail', 'image/jpeg', 300 * 1024],
    ['an initialisation section', 'PUT', 'init', 'video/mp4', 300 * 1024],
    ['the close of a segment', 'POST', 'close', 'application/json', 300 * 1024],
  ])('%s that is too large is refused before it is read', async (_what, method, at, type, bytes) => {
    const address =
      at === 'thumbnail' || at === 'close'
        ? `${segments(0)}/${at}`
        : at === 'init'
          ? `/ingest/feeds/lb-1-1/epochs/${epoch}/init`
          : at;
    const answer = await raw(
      `${method} ${address} HTTP/1.1`,
      `Authorization: ${bearer}`,
      'giamsat-request: 1',
      `Content-Type: ${type}`,
      `Content-Length: ${bytes}`,
    );
    expect(statusOf(answer), answer.slice(0, 400)).toBe(413);
  });

  test('a body of another kind than the route takes is refused', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]);
    const start = { 'giamsat-start': new Date().toISOString() };
    const statuses = await Promise.all([
      signingIn('login=a&password=b', { 'content-type': 'application/x-www-form-urlencoded' }),
      signingIn('<login>a</login>', { 'content-type': 'text/xml' }),
      signingIn('--x\r\n\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }),
      send('POST', '/ingest/events', asAgent({ 'content-type': 'application/json' }), '[]'),
      send('PUT', segments(8), asAgent({ 'content-type': 'application/octet-stream', ...start }), jpeg),
      send('PUT', `${segments(0)}/thumbnail`, asAgent({ 'content-type': 'image/png' }), jpeg),
      send('PUT', `${segments(0)}/thumbnail`, asAgent({ 'content-type': 'image/svg+xml' }), '<svg/>'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 415));
    // The right name over the wrong content.
    const html = '<html><script>alert(1)</script></html>';
    expect(
      (await send('PUT', `${segments(0)}/thumbnail`, asAgent({ 'content-type': 'image/jpeg' }), html)).status,
    ).toBe(422);
    const init = `/ingest/feeds/lb-1-1/epochs/${epoch}/init`;
    expect((await send('PUT', init, asAgent({ 'content-type': 'video/mp4' }), html)).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('text that is no text is refused', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"a"',
      '{"login":"a\\u0000","password":"b"}',
      '{"login":"a\\ud800","password":"b"}',
      '{"login":1,"password":{}}',
    ]) {
      expect([body, (await signingIn(body)).status]).toEqual([body, 400]);
    }
    const broken = Buffer.concat([Buffer.from('[{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]')]);
    const answer = await send(
      'POST',
      '/ingest/events',
      asAgent({ 'content-type': 'application/cloudevents-batch+json' }),
      broken,
    );
    expect(answer.status).toBe(400);
    const surrogate = { ...hearing.note('x'), data: { text: '\ud800' } } satisfies EventEnvelope;
    expect(await court.send(surrogate)).toMatchObject([{ status: 'rejected', problem: { field: '/data/text' } }]);
  });
});

describe('pictures', () => {
  const begins = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  const whole = () => begins(footage.segments[1]?.bytes ?? Buffer.alloc(0));
  test.each<[string, () => Buffer]>([
    ['noise', () => Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256))],
    ['a box of no length', () => Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from('moof'), Buffer.alloc(100)])],
    [
      'a box that is shorter than its head',
      () => Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from('moof'), Buffer.alloc(100)]),
    ],
    [
      'a box of four gigabytes',
      () => Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from('moof'), Buffer.alloc(100)]),
    ],
    [
      'a box of 2⁶³ bytes',
      () =>
        Buffer.concat([
          Buffer.from([0, 0, 0, 1]),
          Buffer.from('moof'),
          Buffer.from([0x7f, 255, 255, 255, 255, 255, 255, 255]),
          Buffer.alloc(100),
        ]),
    ],
    ['half a fragment', () => whole().subarray(0, 900)],
    ['a picture without its description', () => whole().subarray(whole().indexOf('mdat') - 4)],
    [
      'a table with more entries than bytes',
      () => {
        const bytes = whole();
        const trun = bytes.indexOf('trun');
        bytes.writeUInt32BE(0xffff_ffff, trun + 8);
        return bytes;
      },
    ],
  ])('%s is refused, and what follows is taken', async (_what, make) => {
    const number = 20;
    const refused = await agent.put(epoch, number, make(), Date.now());
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(refused.body.type).toMatch(/^urn:giamsat:problem:/);
    const good = await agent.put(newEpoch(), 0, whole(), Date.now());
    // Of an epoch that nobody announced: refused for that alone.
    expect(good.status).toBeLessThan(500);
  });

  test('a playlist is asked with directives that are none: refused at once, never left waiting', async () => {
    const begun = Date.now();
    for (const query of [
      '_HLS_msn=-1',
      '_HLS_msn=1.5',
      '_HLS_msn=1e3',
      '_HLS_msn=0x10',
      '_HLS_msn=',
      '_HLS_msn=NaN',
      '_HLS_msn=%31%00',
      `_HLS_msn=${'9'.repeat(15)}`,
      `_HLS_msn=${'9'.repeat(400)}`,
      '_HLS_msn=0&_HLS_msn=1',
      '_HLS_msn[]=0',
      '_HLS_part=0',
      '_HLS_msn=0&_HLS_part=-1',
      '_HLS_msn=1&_HLS_part=999999',
      '_HLS_skip=NO',
      '_HLS_skip=YES&_HLS_skip=YES',
    ]) {
      for (const name of ['live', 'wall']) {
        const answer = await send('GET', `/media/live/${window}/${name}.m3u8?${query}`, { cookie });
        // A name that is none of ours is no directive.
        expect([query, answer.status]).toEqual([query, query.includes('[]') ? 200 : 400]);
      }
    }
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  test('a range of bytes that is none gives the whole or is refused, and never more', async () => {
    const at = `/media/hearings/${hearing.id}/lb-1-1/${epoch}/s0.m4s`;
    const size = footage.segments[0]?.bytes.length ?? 0;
    for (const range of [
      'bytes=-1-5',
      'bytes=5-1',
      'bytes=0-0,1-1,2-2',
      `bytes=0-${'9'.repeat(30)}`,
      'lines=0-1',
      'bytes=a-b',
      `bytes=${size}-`,
    ]) {
      const answer = await send('GET', at, { cookie, range });
      expect([range, [200, 206, 416].includes(answer.status)]).toEqual([range, true]);
      expect((await answer.arrayBuffer()).byteLength).toBeLessThanOrEqual(size);
    }
  });
});

test('after all of it everybody is served as before', async () => {
  expect((await send('GET', '/readyz', {})).status).toBe(200);
  expect((await send('GET', `/media/live/${window}/live.m3u8`, { cookie })).status).toBe(200);
  expect(province.process().child.exitCode).toBeNull();
});
