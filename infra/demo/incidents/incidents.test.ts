// Incidents of the demo: they end at their switch or by themselves, and nobody turns them who lacks the token of this start.
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { startRelay } from '../director/relay.ts';
import { openDoor } from './door.ts';
import { createIncidents, type Incident } from './incidents.ts';
import { INCIDENTS, WORDS } from './words.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.useRealTimers();
});

/** An incident that writes down what it did. */
function incident(id: string, more: Partial<Incident> = {}) {
  const did: string[] = [];
  let well = false;
  const made: Incident = {
    id,
    lastsMs: 10_000,
    begin: () => void did.push('begin'),
    end: () => void did.push('end'),
    healed: () => well,
    ...more,
  };
  return { made, did, heal: () => (well = true) };
}

test('one ends by itself after its time, heals when all is as before, and can be had again', async () => {
  vi.useFakeTimers();
  const { made, did, heal } = incident('line');
  const incidents = createIncidents([made]);
  closing.push(incidents.close);
  expect(incidents.turn('line', true)).toBe(true);
  // Switched on twice it happens once.
  incidents.turn('line', true);
  expect(incidents.views()).toEqual([{ id: 'line', state: 'wrong', until: Date.now() + 10_000 }]);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(did).toEqual(['begin']);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(did).toEqual(['begin', 'end']);
  expect(incidents.views()).toEqual([{ id: 'line', state: 'healing' }]);
  heal();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(incidents.views()).toEqual([{ id: 'line', state: 'well' }]);

  incidents.turn('line', true);
  incidents.turn('line', false);
  expect(did).toEqual(['begin', 'end', 'begin', 'end']);
  expect(incidents.turn('nothing', true)).toBe(false);
});

test('when the demo stops nothing that was killed is started again', async () => {
  vi.useFakeTimers();
  const { made, did } = incident('agent');
  const incidents = createIncidents([made]);
  incidents.turn('agent', true);
  incidents.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(did).toEqual(['begin']);
});

test('the switches are for who has the token, on this machine, by its own name', async () => {
  const { made, did } = incident('line');
  const incidents = createIncidents([made]);
  closing.push(incidents.close);
  const door = await openDoor(incidents, 'http://localhost:8080/wall');
  closing.push(door.close);
  const { origin, hash } = new URL(door.address);
  const token = hash.slice(1);
  expect(token.length).toBeGreaterThan(30);
  const turn = (headers: Record<string, string>, body = '{"on":true}', id = 'line') =>
    fetch(`${origin}/incidents/api/${id}`, { method: 'POST', headers, body });
  const known = { authorization: `Bearer ${token}` };

  const page = await fetch(`${origin}/incidents`);
  const text = await page.text();
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringContaining("default-src 'none'"),
  ]);
  expect(text).not.toContain(token);
  for (const id of INCIDENTS) {
    expect(text).toContain(`data-id="${id}"`);
    for (const { [id]: told } of Object.values(WORDS)) expect(text).toContain(JSON.stringify(told));
  }

  expect((await turn({})).status).toBe(401);
  expect((await turn({ authorization: `Bearer ${token.slice(1)}x` })).status).toBe(401);
  expect((await fetch(`${origin}/incidents/api`)).status).toBe(401);
  expect((await turn(known, '{}')).status).toBe(400);
  expect((await turn(known, 'x'.repeat(5_000))).status).toBe(400);
  expect((await turn(known, '{"on":true}', 'nothing')).status).toBe(404);
  expect(await statusAs('evil.example', new URL(origin).port, token)).toBe(421);
  expect(did).toEqual([]);

  const turned = await turn(known);
  expect([turned.status, await turned.json()]).toEqual([
    200,
    [expect.objectContaining({ id: 'line', state: 'wrong' })],
  ]);
  expect(did).toEqual(['begin']);
});

const statusAs = (host: string, port: string, token: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/incidents/api', headers: { host, authorization: `Bearer ${token}` } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    asked.on('error', reject);
    asked.end();
  });

test('a line that is cut ends what went over it and takes nothing, and is as before when it is mended', async () => {
  const far = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((listening) => far.listen(0, '127.0.0.1', listening));
  closing.push(() => far.close());
  const relay = await startRelay((far.address() as AddressInfo).port);
  closing.push(relay.close);
  /** What comes back, or that nothing does. */
  const echo = () =>
    new Promise<string>((resolve) => {
      const socket = connect(relay.port, '127.0.0.1', () => socket.write('xin chào'));
      socket.on('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve('ended'));
    });
  expect(await echo()).toBe('xin chào');
  const held = connect(relay.port, '127.0.0.1');
  await new Promise<void>((resolve) => {
    held.on('data', () => resolve());
    held.on('connect', () => held.write('x'));
  });
  expect(relay.used()).toBe(true);
  const broke = new Promise<void>((resolve) => held.on('close', () => resolve()));
  held.on('error', () => undefined);
  relay.cut();
  await broke;
  expect(await echo()).toBe('ended');
  relay.mend();
  expect(await echo()).toBe('xin chào');
});
