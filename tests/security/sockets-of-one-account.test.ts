// The number of sockets that one account may have open, at the door that the service has, with a number that a test can reach.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cookieWith } from '@giamsat/service/access/http';
import type { Viewer } from '@giamsat/service/access/viewer';
import { openDoors } from '@giamsat/service/live/doors';
import { closeIo, createIo } from '@giamsat/service/live/io';
import { createListeners } from '@giamsat/service/live/listeners';
import { createLiveMetrics } from '@giamsat/service/live/metrics';
import { systemClock } from '@giamsat/service/platform/clock';
import { silentLogger as logger } from '@giamsat/service/platform/logger';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { engineSocket } from './support/raw.ts';

test('one account gets so many sockets over all its sessions and no more, whatever others have; one that leaves makes room', async () => {
  const server = createServer();
  const metrics = createMetrics();
  const io = createIo([server], metrics);
  openDoors({
    namespace: io.of('/'),
    // The cookie names the session and whose it is.
    access: { viewerOf: async (token) => ({ ...(JSON.parse(atob(token)) as Viewer) }) },
    sources: { pictureOf: () => undefined },
    listeners: createListeners(),
    clock: systemClock,
    logger,
    metrics: createLiveMetrics(metrics),
    socketLimits: { perAccount: 4 },
    answer: async () => ({ ok: false, problem: 'unavailable' }),
  });
  const http = await new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
  const enter = async (login: string, sessionId: string) => {
    const { socket } = await engineSocket(http, { cookie: cookieWith(btoa(JSON.stringify({ login, sessionId }))) });
    const answer = new Promise<string>((resolve) =>
      socket.on('message', (message) => String(message).startsWith('4') && resolve(String(message).slice(0, 2))),
    );
    socket.send('40');
    return { socket, answer: await answer };
  };
  try {
    const mine = [];
    for (let n = 0; n < 4; n++) mine.push(await enter('giam.sat', `phien ${n}`));
    expect(mine.map(({ answer }) => answer)).toEqual(['40', '40', '40', '40']);
    expect((await enter('giam.sat', 'phien 5')).answer).toBe('44');
    expect((await enter('chanh.an', 'phien 6')).answer).toBe('40');
    mine[0]?.socket.close();
    await until('room', async () => (await enter('giam.sat', 'phien 7')).answer === '40' || undefined);
    expect((await enter('giam.sat', 'phien 8')).answer).toBe('44');
  } finally {
    closeIo(io);
    server.close();
  }
});
