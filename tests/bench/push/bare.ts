/** The baseline's process: what it is told goes to every connection as one batch each 50 ms, by `ws` and nothing else. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export type Listening = { url: string };

const BATCH_MS = 50;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
let waiting: unknown[] = [];

setInterval(() => {
  if (waiting.length === 0) return;
  const message = JSON.stringify({ scopeEpoch: 'x'.repeat(22), through: 1, upserts: waiting, removals: [] });
  waiting = [];
  for (const client of server.clients) client.send(message);
}, BATCH_MS);

server.on('listening', () =>
  process.send?.({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies Listening),
);
process.on('message', (line) => waiting.push({ kind: 'line', line }));
process.once('disconnect', () => process.exit());
