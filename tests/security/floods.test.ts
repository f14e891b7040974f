// Those who want nothing but to wear the service out: slow ones, many at once, HTTP/2 and WebSockets used against their purpose. Each is
// let go, and meanwhile everybody else is served.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { certificateOf } from '@giamsat/service/platform/http/certificate';
import { createHttpServers, HTTP_LIMITS, type HttpLimits } from '@giamsat/service/platform/http/servers';
import { createMetrics, type Metrics } from '@giamsat/service/platform/metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import {
  closedAfter,
  dial,
  END_HEADERS,
  END_STREAM,
  engineSocket,
  FRAME,
  frame,
  overHttp2,
  request,
  speak,
  statusOf,
} from './support/raw.ts';

let dir: string;
let province: Province;
let cookie: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-floods-'));
  province = await startProvince({ dir, rooms: { lb: 1 } });
  cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
});
afterAll(async () => {
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Everybody else: a person with a session, served over the door that is not under attack. */
const isServed = async (): Promise<boolean> =>
  (await fetch(`${province.http}/api/v1/session`, { headers: { cookie } })).status === 200;
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${province.http}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)$`, 'm').exec(text)?.[1] ?? 0);
};

/** The two doors alone, with numbers that a test can reach. */
async function doors(limits: Partial<HttpLimits>) {
  const metrics = createMetrics();
  const certificate = await certificateOf({ dir: path.join(dir, 'doors'), given: undefined, now: Date.now() });
  const servers = createHttpServers(
    (asked, answer) => {
      asked.resume();
      asked.once('end', () => answer.end('served'));
    },
    { certificate, metrics, limits: { checkMs: 200, ...limits } },
  );
  const { http, https = '' } = await servers.listen({ host: '127.0.0.1', port: 0, tlsPort: 0 });
  return { http, https, metrics, close: () => servers.close(0) };
}
const refused = async (metrics: Metrics): Promise<number> =>
  (await metrics.registry.getSingleMetric('giamsat_connections_refused_total')?.get())?.values[0]?.value ?? 0;

test('one who sends the first lines of a request drop by drop is let go after ten seconds', async () => {
  const socket = await dial(province.http);
  const drip = setInterval(() => socket.write('x: y\r\n'), 500);
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n');
  const closed = await closedAfter(socket, HTTP_LIMITS.headersMs + HTTP_LIMITS.checkMs + 20_000);
  clearInterval(drip);
  expect(closed).toBeGreaterThan(HTTP_LIMITS.headersMs - 1_000);
  expect(await isServed()).toBe(true);
});

test('one who never finishes a body is let go, over HTTP/1.1 and over HTTP/2', async () => {
  const { http, https, close } = await doors({ headersMs: 500, requestMs: 1_000 });
  try {
    const slow = await dial(http);
    slow.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n');
    const drip = setInterval(() => slow.write('x'), 200);
    expect(await closedAfter(slow, 20_000)).toBeDefined();
    clearInterval(drip);

    const { socket, frames } = await overHttp2(https);
    socket.write(frame(FRAME.headers, END_HEADERS, 1, request('/', 'POST')));
    const drop = setInterval(() => socket.write(frame(FRAME.data, 0, 1, Buffer.from('x'))), 200);
    await until('the stream to be ended', () =>
      frames.some(({ type, stream }) => type === FRAME.reset && stream === 1),
    );
    clearInterval(drop);
    socket.destroy();
  } finally {
    await close();
  }
});

test('a connection that asks nothing is let go', async () => {
  const { https, close } = await doors({ idleMs: 800, headersMs: 800 });
  try {
    const { socket } = await overHttp2(https);
    expect(await closedAfter(socket, 20_000)).toBeDefined();
    // Nor one that does not even begin to speak TLS.
    expect(await closedAfter(await dial(https), 20_000)).toBeDefined();
  } finally {
    await close();
  }
});

test('one address gets so many connections and no more, all together so many; what is refused is counted', async () => {
  const perAddress = await doors({ connectionsPerAddress: 5 });
  const all = await doors({ connections: 3 });
  try {
    for (const [at, limit] of [
      [perAddress, 5],
      [all, 3],
    ] as const) {
      const sockets = await Promise.all(Array.from({ length: limit }, () => dial(at.http)));
      expect(await closedAfter(await dial(at.http), 10_000)).toBeDefined();
      expect(await refused(at.metrics)).toBe(1);
      // One who leaves makes room.
      sockets[0]?.destroy();
      await until(
        'room',
        async () => statusOf(await speak(at.http, ['GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'])) === 200,
      );
      for (const socket of sockets) socket.destroy();
    }
  } finally {
    await perAddress.close();
    await all.close();
  }
});

test('requests that are taken back as fast as they are made end the connection (HTTP/2 rapid reset, CVE-2023-44487)', async () => {
  const { socket, frames } = await overHttp2(province.https ?? '');
  const closed = closedAfter(socket, 30_000);
  const block = request('/api/v1/session');
  for (let n = 0; n < 5_000 && !socket.destroyed; n++) {
    const stream = 2 * n + 1;
    socket.write(frame(FRAME.headers, END_HEADERS | END_STREAM, stream, block));
    socket.write(frame(FRAME.reset, 0, stream, Buffer.from([0, 0, 0, 8])));
    if (n % 500 === 0) await new Promise(setImmediate);
  }
  expect(await closed).toBeDefined();
  // Hardly any of them was worked on to its end.
  expect(frames.filter(({ type }) => type === FRAME.headers).length).toBeLessThan(2_000);
  expect(await isServed()).toBe(true);
});

test('headers that never end are not collected (HTTP/2 CONTINUATION flood, CVE-2024-27983)', async () => {
  const before = await metric('process_resident_memory_bytes');
  for (let attack = 0; attack < 5; attack++) {
    const { socket } = await overHttp2(province.https ?? '');
    const closed = closedAfter(socket, 30_000);
    socket.write(frame(FRAME.headers, 0, 1, request('/')));
    // A header that is new each time, so that it must be kept to be known.
    const piece = Buffer.concat([Buffer.from([0x40, 0x01, 0x61, 0x7f, 0x81, 0x7d]), Buffer.alloc(16_000, 0x62)]);
    for (let n = 0; n < 2_000 && !socket.destroyed; n++) {
      if (!socket.write(frame(FRAME.continuation, 0, 1, piece))) await new Promise((resolve) => setTimeout(resolve, 1));
      if (n > 50 && socket.writableLength > 8 * 1024 * 1024) break;
    }
    expect(await closed, `attack ${attack}`).toBeDefined();
  }
  expect(await isServed()).toBe(true);
  expect((await metric('process_resident_memory_bytes')) - before).toBeLessThan(128 * 1024 * 1024);
});

test('a connection that is torn off in the middle of its headers does no harm (CVE-2024-27983)', async () => {
  for (let n = 0; n < 50; n++) {
    const { socket } = await overHttp2(province.https ?? '');
    socket.write(frame(FRAME.headers, 0, 1, request('/')));
    socket.write(frame(FRAME.continuation, 0, 1, Buffer.from([0x00, 0x01, 0x61, 0x01, 0x62])));
    socket.destroy();
  }
  expect(await isServed()).toBe(true);
  expect(province.process().child.exitCode).toBeNull();
});

test('more requests at a time than one connection may have are refused, and the others answered', async () => {
  const { socket, frames } = await overHttp2(province.https ?? '');
  const asked = HTTP_LIMITS.streams + 100;
  // Bodies that do not come: each holds its place.
  for (let n = 0; n < asked; n++)
    socket.write(frame(FRAME.headers, END_HEADERS, 2 * n + 1, request('/api/v1/session', 'POST')));
  await until('refusals', () => frames.filter(({ type }) => type === FRAME.reset || type === FRAME.goaway).length > 0);
  socket.destroy();
  expect(await isServed()).toBe(true);
});

test('a message of a quarter of a megabyte over a socket ends that socket', async () => {
  const { socket, closed } = await engineSocket(province.http, { cookie });
  socket.send('x'.repeat(256 * 1024 + 1));
  expect(await closed).toBe(1009);
  expect(await isServed()).toBe(true);
});

test('a flood of messages over a socket ends that socket, whether they mean anything or not', async () => {
  for (const message of ['42["watch",{"scopes":["wall"]}]', '42["nothing"]', '3', '2probe']) {
    const { socket, closed } = await engineSocket(province.http, { cookie });
    socket.send('40');
    for (let n = 0; n < 2_000; n++) socket.send(message);
    expect(await closed, message).toBeGreaterThan(0);
  }
  expect(await metric('giamsat_socket_floods_total')).toBeGreaterThan(0);
  expect(await isServed()).toBe(true);
});

test('who opens a socket and does not say for what is let go', async () => {
  const { closed } = await engineSocket(province.http);
  expect(await closed).toBeGreaterThan(0);
});

test('one session gets thirty sockets and no more', async () => {
  const mine = await signIn(province.http, PEOPLE.supervisor, province.password);
  const answers: string[] = [];
  const sockets = await Promise.all(
    Array.from({ length: 35 }, async () => {
      const { socket } = await engineSocket(province.http, { cookie: mine });
      socket.on('message', (message) => answers.push(String(message)));
      socket.send('40');
      return socket;
    }),
  );
  await until('an answer to each', () => answers.length >= 35 || undefined);
  // Refused, or let go at once where several came in the same moment.
  const standing = () => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
  const refusals = answers.filter((answer) => answer.includes('too-many-requests')).length;
  await until('the others to be gone', () => standing() - refusals <= 30 || undefined);
  expect(standing()).toBeGreaterThan(25);
  for (const socket of sockets) socket.close();
});

test('one session asks the service at most three hundred times a second, and is told when to come again', async () => {
  const mine = await signIn(province.http, PEOPLE.supervisor, province.password);
  const ask = () => fetch(`${province.http}/api/v1/me/sessions`, { headers: { cookie: mine } });
  const slowed = await until('to be slowed', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, ask));
    return answers.find(({ status }) => status === 429);
  });
  expect(slowed.headers.get('retry-after')).toBe('1');
  expect(slowed.headers.get('content-type')).toContain('application/problem+json');
  // Others are not.
  expect(await isServed()).toBe(true);
});
