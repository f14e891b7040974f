/** A browser without the pixels: keeps the dashboard's own store by the dashboard's own client over a real socket. */

import { isDeepStrictEqual } from 'node:util';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import type { HearingRow, LiveDownMessages, LiveUpMessages, LogLine, WatchAnswer } from '@giamsat/contract/wire/live';
import { createAlertStore } from '@giamsat/dashboard/core/alert-store';
import { createHearingStore } from '@giamsat/dashboard/core/hearing-store';
import { createLiveClient, type EndedReason, type LiveSocket } from '@giamsat/dashboard/core/live-client';
import { io, type Socket } from 'socket.io-client';
import { until } from '../../rig/processes.ts';

export type ViewerOptions = { http: string; cookie: string; scopes: string[]; origin?: string };
export type LiveViewer = ReturnType<typeof watch>;

export function watch({ http, cookie, scopes, origin }: ViewerOptions) {
  const store = createHearingStore();
  const alerts = createAlertStore();
  const ended: EndedReason[] = [];
  const received: { event: string; message: unknown }[] = [];
  const answered: unknown[] = [];
  let socket: Socket | undefined;
  let connects = 0;
  const client = createLiveClient({
    store,
    alerts,
    connect: () => {
      socket = io(http, {
        transports: ['websocket'],
        autoConnect: false,
        reconnectionDelay: 100,
        reconnectionDelayMax: 500,
        extraHeaders: { cookie, ...(origin === undefined ? {} : { origin }) },
      });
      socket.on('connect', () => {
        connects += 1;
      });
      socket.onAny((event: string, message: unknown) => received.push({ event, message }));
      noteAnswers(socket, answered);
      return socket as unknown as LiveSocket;
    },
    onEnded: (reason) => ended.push(reason),
  });
  client.watch(scopes);
  client.open();

  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${http}/api/v1${path}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as T;
  };
  return {
    store,
    alerts,
    client,
    ended,
    received,
    answered,
    get,
    connects: () => connects,
    socket: (): Socket => {
      if (!socket) throw new Error('not opened');
      return socket;
    },
    /** The line breaks, as when a cable is pulled; the library tries again by itself unless told to wait. */
    drop: ({ stay = false } = {}) => {
      if (!socket) throw new Error('not opened');
      socket.io.reconnection(!stay);
      webSocketOf(socket).close();
    },
    comeBack: () => {
      socket?.io.reconnection(true);
      socket?.connect();
    },
    live: () => until('the first answer', () => (client.status().state === 'live' ? true : undefined)),
    close: () => client.close(),
  };
}

/** What is answered reaches a page as much as what is pushed. */
function noteAnswers(socket: Socket, answered: unknown[]): void {
  const emit = socket.emit.bind(socket);
  socket.emit = (event, ...args) => {
    const told: unknown = args.at(-1);
    if (typeof told !== 'function') return emit(event, ...args);
    const noted = (...given: unknown[]) => {
      answered.push(given.at(-1));
      told(...given);
    };
    // The library marks by a property those that want the error first.
    Object.assign(noted, told);
    return emit(event, ...args.slice(0, -1), noted);
  };
}

type WebSocketInside = { close(): void; _socket: { pause(): void; resume(): void } };
/** The library's own socket, which it does not show. */
const webSocketOf = (socket: Socket): WebSocketInside =>
  (socket.io.engine.transport as unknown as { ws: WebSocketInside }).ws;

/** Reads when it is told to, and comes back whenever it was let go: a page on a line that carries next to nothing. */
export async function watchSlowly({ http, cookie, scopes }: ViewerOptions) {
  const store = createHearingStore();
  const socket = io(http, { transports: ['websocket'], extraHeaders: { cookie } }) as Socket<
    LiveDownMessages,
    LiveUpMessages
  >;
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const { scopeEpoch, through } = store.snapshot();
    const answer: WatchAnswer = await socket.emitWithAck(
      'watch',
      scopeEpoch === undefined ? { scopes } : { scopes, scopeEpoch, cursor: through },
    );
    asking = false;
    if (answer.ok) store.answer(answer);
  };
  socket.on('changes', (message) => void (store.changes(message) === 'foreign' && ask()));
  socket.on('head', (message) => void (store.head(message) !== 'current' && ask()));
  // Also when it was let go meanwhile, and came back.
  socket.on('connect', () => {
    asking = false;
    void ask();
  });
  await until('the first answer', () => (store.snapshot().scopeEpoch === undefined ? undefined : true));
  const { _socket: tcp } = webSocketOf(socket as unknown as Socket);
  return { store, stopReading: () => tcp.pause(), readOn: () => tcp.resume(), close: () => socket.disconnect() };
}

/** What a row says, whatever its version, judged at one moment. */
export const meaningOf = (row: HearingRow, now: string): unknown =>
  row.form === 'full'
    ? { ...row, version: 0, inForce: inForce(row.inForce, now), windows: [...row.windows].sort(byWindow) }
    : { ...row, version: 0 };
const byWindow = (a: { window: string }, b: { window: string }) => (a.window < b.window ? -1 : 1);
const withoutVersion = (line: LogLine): unknown => ({ ...line, version: 0 });

/** The viewer's store beside what the service reads out of its database for the same viewer. */
async function compare(viewer: LiveViewer, days: readonly string[]) {
  const now = new Date().toISOString();
  const truth = new Map<string, unknown>();
  const lines = new Map<string, unknown>();
  for (const day of days) {
    const { rows } = await viewer.get<{ rows: HearingRow[] }>(`/hearings?day=${day}&limit=500`);
    for (const row of rows) {
      truth.set(row.id, meaningOf(row, now));
      const log = await viewer.get<{ lines: LogLine[] }>(`/hearings/${row.id}/log?limit=1000`).catch(() => undefined);
      if (log && log.lines.length > 0) lines.set(row.id, log.lines.map(withoutVersion));
    }
  }
  const snapshot = viewer.store.snapshot();
  return {
    now,
    truth: { rows: sorted(truth), lines: sorted(lines) },
    store: {
      rows: sorted(new Map([...snapshot.hearings].map(([id, row]) => [id, meaningOf(row, now)]))),
      lines: sorted(new Map([...snapshot.lines].map(([id, own]) => [id, own.map(withoutVersion)]))),
    },
  };
}
const sorted = (map: Map<string, unknown>): unknown[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Waits until the store is equal to the database, and gives both for the test's own judgement when it never is. */
export async function settle(viewer: LiveViewer, days: readonly string[], ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const both = await compare(viewer, days);
    if (isDeepStrictEqual(both.truth, both.store) || Date.now() > end) return both;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
