// Clients that keep to no rules: bytes as they are over TCP and TLS, frames of HTTP/2 by hand, WebSockets of Engine.IO without its library.
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import WebSocket from 'ws';

const portOf = (url: string): number => Number(new URL(url).port);

/** Sends the pieces and gives all that comes until the other side closes, or nothing more comes for `quietMs`. */
export async function speak(url: string, pieces: readonly (string | Buffer)[], quietMs = 3_000): Promise<string> {
  const socket = connectTcp({ host: '127.0.0.1', port: portOf(url) });
  let heard = '';
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) socket.write(piece);
  await new Promise<void>((resolve) => {
    socket.setTimeout(quietMs, resolve);
    socket.once('close', resolve);
  });
  socket.destroy();
  return heard;
}
/** The status of the first answer; 0 where there was none. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

/** How long the other side let the connection stand, in ms; undefined: it still stands after `withinMs`. */
export async function closedAfter(socket: Socket, withinMs: number): Promise<number | undefined> {
  const begun = Date.now();
  socket.on('error', () => undefined);
  socket.resume();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), withinMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(Date.now() - begun);
    });
  });
}
export const dial = async (url: string): Promise<Socket> => {
  const socket = connectTcp({ host: '127.0.0.1', port: portOf(url) });
  await once(socket, 'connect');
  return socket;
};

// HTTP/2 (RFC 9113), as little as an attack needs.
export const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, continuation: 9 } as const;
export const END_STREAM = 1;
export const END_HEADERS = 4;
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
/** HPACK: GET (or POST) over https of a path, names by their places in the static table. */
export const request = (path: string, method: 'GET' | 'POST' = 'GET'): Buffer =>
  Buffer.concat([
    Buffer.from([method === 'GET' ? 0x82 : 0x83, 0x87, 0x04]),
    text(path),
    Buffer.from([0x01]),
    text('localhost'),
  ]);

/** A connection with its preface sent, and the types of the frames that came. */
export async function overHttp2(url: string) {
  const socket = connectTls({ host: '127.0.0.1', port: portOf(url), rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  let bytes = Buffer.alloc(0);
  const frames: { type: number; flags: number; stream: number; payload: Buffer }[] = [];
  socket.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    while (bytes.length >= 9) {
      const length = bytes.readUIntBE(0, 3);
      if (bytes.length < 9 + length) return;
      frames.push({
        type: bytes.readUInt8(3),
        flags: bytes.readUInt8(4),
        stream: bytes.readUInt32BE(5),
        payload: bytes.subarray(9, 9 + length),
      });
      bytes = bytes.subarray(9 + length);
    }
  });
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(frame(FRAME.settings, 0, 0));
  return { socket, frames };
}

/** A WebSocket to Socket.IO's door; `opened` once the engine has greeted. */
export async function engineSocket(
  http: string,
  headers: Record<string, string> = {},
): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(`${http.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'message'), closed]);
  return { socket, closed };
}
