/** One viewer's connection, as cheap as can be so that the load is not what is measured: one request at a time, over HTTP/1.1 or HTTP/2. */
import http2 from 'node:http2';
import { connect } from 'node:net';

type Answer = { status: number; body: Buffer };
export type Connection = { get(path: string): Promise<Answer>; close(): void };

/** HTTP/1.1 without TLS; answers have a Content-Length. Rejects when the connection ends. */
function overHttp1(origin: string, cookie: string): Connection {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let pieces: Buffer[] = [];
  let held = 0;
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let head: { status: number; end: number } | undefined;

  const fail = (): void => waiting?.reject(new Error('the connection ended'));
  socket.on('error', fail);
  socket.on('close', fail);
  socket.on('data', (piece) => {
    pieces.push(piece);
    held += piece.length;
    if (head && held < head.end) return;
    const bytes = pieces.length === 1 ? piece : Buffer.concat(pieces);
    pieces = [bytes];
    if (!head) {
      const at = bytes.indexOf('\r\n\r\n');
      if (at < 0) return;
      const text = bytes.toString('latin1', 0, at);
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      head = { status: Number(text.slice(9, 12)), end: at + 4 + length };
      if (held < head.end) return;
    }
    const { status, end } = head;
    const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4, end);
    pieces = [];
    held = 0;
    head = undefined;
    waiting?.resolve({ status, body });
  });
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncookie: ${cookie}\r\n\r\n`);
      }),
    close: () => socket.destroy(),
  };
}

/** HTTP/2 over TLS, as browsers speak it. */
function overHttp2(origin: string, cookie: string): Connection {
  const session = http2.connect(origin, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path, cookie });
        const pieces: Buffer[] = [];
        let status = 0;
        stream.on('response', (headers) => {
          status = Number(headers[':status']);
        });
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => resolve({ status, body: Buffer.concat(pieces) }));
        stream.on('error', reject);
        stream.end();
      }),
    close: () => session.destroy(),
  };
}

export const connection = (origin: string, cookie: string): Connection =>
  origin.startsWith('https:') ? overHttp2(origin, cookie) : overHttp1(origin, cookie);
