/** The process of the viewers: most only receive, some keep the dashboard's own store and note when each event is in it. */
import { createHearingStore } from '@giamsat/dashboard/core/hearing-store';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { type RawViewer, watchRaw } from './raw-viewer.ts';

export type Order =
  | { kind: 'service'; http: string; cookies: string[]; viewers: number; measuring: number }
  | { kind: 'bare'; url: string; viewers: number; measuring: number };
export type Told = { kind: 'ready' } | { kind: 'seen'; seen: [text: string, at: number][]; bytes: number };

const tell = (message: Told) => process.send?.(message);
const now = () => performance.timeOrigin + performance.now();
/** Text of the note → when each measuring viewer had it. */
let seen: [string, number][] = [];
const closing: (() => void)[] = [];
let received = () => 0;

/** As a page does it: decoded by the library, merged by the store, seen by who reads the store. */
function measure(http: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const store = createHearingStore();
    const known = new Set<string>();
    const socket = io(http, { transports: ['websocket'], extraHeaders: { cookie } });
    socket.on('connect_error', reject);
    socket.on('changes', (message) => {
      store.changes(message);
      const at = now();
      const { lines } = store.snapshot();
      for (const upsert of message.upserts) {
        if (upsert.kind !== 'line') continue;
        const { ref, hearing, data } = upsert.line;
        if (known.has(ref) || !lines.get(hearing)?.some((line) => line.ref === ref)) continue;
        known.add(ref);
        seen.push([String(data.text), at]);
      }
    });
    socket.emit('watch', { scopes: ['wall'] }, (answer: Parameters<typeof store.answer>[0]) => {
      store.answer(answer);
      resolve();
    });
    closing.push(() => socket.disconnect());
  });
}
const measureBare = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('error', reject);
    socket.once('open', () => resolve());
    socket.on('message', (data) => {
      const { upserts } = JSON.parse(String(data)) as { upserts: { line: { data: { text: string } } }[] };
      const at = now();
      for (const { line } of upserts) seen.push([line.data.text, at]);
    });
    closing.push(() => socket.terminate());
  });
const receiveBare = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('error', reject);
    socket.once('open', () => resolve());
    socket.on('message', () => {});
    closing.push(() => socket.terminate());
  });

/** A few at a time: a thousand handshakes at once measure the handshakes. */
async function inGroups(count: number, open: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - n) }, (_, k) => open(n + k)));
  }
}

/** A message goes to one connection after the other: those that measure stand in the middle. */
async function aroundTheMeasuring(
  { viewers, measuring }: Order,
  receive: (n: number) => Promise<unknown>,
  measure: (n: number) => Promise<unknown>,
): Promise<void> {
  const before = Math.floor((viewers - measuring) / 2);
  await inGroups(before, receive);
  await inGroups(measuring, (n) => measure(before + n));
  await inGroups(viewers - measuring - before, (n) => receive(before + measuring + n));
}

process.on('message', async (order: Order | 'report' | 'close') => {
  if (order === 'report') {
    tell({ kind: 'seen', seen, bytes: received() });
    seen = [];
  } else if (order === 'close') {
    for (const close of closing) close();
    process.disconnect();
  } else if (order.kind === 'service') {
    const { http, cookies } = order;
    const cookie = (n: number) => cookies[n % cookies.length] ?? '';
    const raw: RawViewer[] = [];
    await aroundTheMeasuring(
      order,
      async (n) => raw.push(await watchRaw(http, cookie(n))),
      (n) => measure(http, cookie(n)),
    );
    received = () => raw.reduce((sum, viewer) => sum + viewer.bytes(), 0);
    closing.push(() => raw.forEach((viewer) => void viewer.close()));
    tell({ kind: 'ready' });
  } else {
    await aroundTheMeasuring(
      order,
      () => receiveBare(order.url),
      () => measureBare(order.url),
    );
    tell({ kind: 'ready' });
  }
});
