/**
 * The process of the viewers. Each has a connection of its own and does what a player does: asks for the playlist with its next part, as a
 * delta and blocked until it is there, then fetches every part that is new. A part is late when its last byte comes more than one PART-TARGET
 * after the part's end by its own date. Of static files (`paced`) each viewer asks once in a part's time.
 */
import { type Connection, connection } from './connection.ts';

export const PART_MS = 200;
const KEPT = 20_000;
export type Order =
  | { kind: 'watch'; origin: string; windows: string[]; cookies: string[]; viewers: number }
  | { kind: 'paced'; origin: string; viewers: number }
  | { kind: 'count' }
  | { kind: 'stop' };
export type Told =
  | { kind: 'ready' | 'stopped' }
  | { kind: 'counted'; parts: number; late: number; failed: number; delays: number[] };

const now = () => performance.timeOrigin + performance.now();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let count = { parts: 0, late: 0, failed: 0 };
/** Some of the delays in ms, for the middle and the worst of them. */
let delays: number[] = [];
let running = true;
const connections: Connection[] = [];
const loops: Promise<void>[] = [];

const arrived = (endMs: number): void => {
  count.parts++;
  const delay = now() - endMs;
  if (delay > PART_MS) count.late++;
  if (delays.length < KEPT) delays.push(delay);
};

/** What a player reads of a playlist: which part is the newest, when it ends, and what to ask for next. */
function readPlaylist(text: string) {
  const next = Number(/URI="p(\d+)\.m4s"\s*$/.exec(text.slice(-60))?.[1]);
  const date = text.lastIndexOf('#EXT-X-PROGRAM-DATE-TIME:');
  const since = text.slice(date).split('#EXT-X-PART:').length - 1;
  const endMs = Date.parse(text.slice(date + 25, date + 49)) + since * PART_MS;
  const closed = text.lastIndexOf('#EXTINF:');
  const tail = closed < 0 ? text : text.slice(closed);
  const msn = closed < 0 ? 0 : Number(/\ns(\d+)\.m4s/.exec(tail)?.[1]) + 1;
  return { newest: next - 1, endMs, msn, part: tail.split('#EXT-X-PART:').length - 1 };
}

async function watch(line: Connection, window: string): Promise<void> {
  const base = `/media/live/${window}`;
  const first = await line.get(`${base}/live.m3u8`);
  let at = readPlaylist(first.body.toString());
  let seen = at.newest;
  while (running) {
    const { status, body } = await line.get(`${base}/live.m3u8?_HLS_msn=${at.msn}&_HLS_part=${at.part}&_HLS_skip=YES`);
    if (status !== 200) throw new Error(`playlist: ${status}`);
    at = readPlaylist(body.toString());
    for (let number = seen + 1; number <= at.newest; number++) {
      const part = await line.get(`${base}/p${number}.m4s`);
      if (part.status !== 200) throw new Error(`part: ${part.status}`);
      arrived(at.endMs - (at.newest - number) * PART_MS);
    }
    seen = Math.max(seen, at.newest);
  }
}

async function fetchPaced(line: Connection): Promise<void> {
  let due = now() + Math.random() * PART_MS;
  while (running) {
    await pause(Math.max(0, due - now()));
    for (const file of ['/live.m3u8', '/part.m4s']) {
      const { status } = await line.get(file);
      if (status !== 200) throw new Error(`${file}: ${status}`);
    }
    arrived(due);
    due = Math.max(due + PART_MS, now() - PART_MS);
  }
}

const tell = (told: Told) => process.send?.(told);
const start = (origin: string, cookie: string, run: (line: Connection) => Promise<void>): void => {
  const line = connection(origin, cookie);
  connections.push(line);
  loops.push(
    run(line).catch(() => {
      if (running) count.failed++;
    }),
  );
};

process.on('message', async (order: Order) => {
  if (order.kind === 'count') {
    tell({ kind: 'counted', ...count, delays });
    delays = [];
    count = { parts: 0, late: 0, failed: 0 };
  } else if (order.kind === 'stop') {
    running = false;
    for (const line of connections) line.close();
    await Promise.all(loops);
    tell({ kind: 'stopped' });
    process.disconnect();
  } else {
    for (let i = 0; i < order.viewers; i++) {
      if (order.kind === 'paced') start(order.origin, '', fetchPaced);
      else {
        const window = order.windows[i % order.windows.length] ?? '';
        start(order.origin, order.cookies[i % order.cookies.length] ?? '', (line) => watch(line, window));
      }
      // A crowd that comes within a moment measures handshakes.
      if (i % 20 === 19) await pause(20);
    }
    tell({ kind: 'ready' });
  }
});
