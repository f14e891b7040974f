/**
 * A line of every weather between a court and the province: slow, late, lossy, one-way, silent, out, captive, or behind a proxy that collects
 * whole requests. It works on what TCP hands on: a packet that is lost is one that comes later, in order.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Weather = {
  /** One way. */
  delayMs?: number;
  /** Of packets; each costs a repetition. */
  lossShare?: number;
  /** Over all connections together, towards the province. */
  upBytesPerSecond?: number;
  /** Nothing goes through, and nobody is told. */
  silent?: 'up' | 'both';
  /** Every connection is refused, and those that are there end. */
  out?: boolean;
  /** A page is answered to whatever is asked, as an inn's network does. */
  captive?: boolean;
  /** A request goes on when all of it is there. */
  collects?: boolean;
};

export type Relay = { http: string; weather(now: Weather): void; close(): void };

const PACKET_BYTES = 1_460;
/** Until a lost packet was noticed and sent again, where the round trip is short. */
const RESEND_MS = 200;
/** What may be under way on one connection. */
const WINDOW_BYTES = 64 * 1024;
const LAST_CHUNK = '0\r\n\r\n';
const PAGE = '<!doctype html><title>Wi-Fi</title><form><button>Chấp nhận</button></form>';

export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let weather: Weather = {};
  let freeAt = 0;
  let change = Promise.withResolvers<void>();

  const passes = async (up: boolean): Promise<void> => {
    while (weather.silent === 'both' || (weather.silent === 'up' && up)) await change.promise;
  };
  const takesItsTurn = async (up: boolean, bytes: number): Promise<void> => {
    const rate = up ? weather.upBytesPerSecond : undefined;
    if (rate === undefined) return;
    freeAt = Math.max(freeAt, performance.now()) + (bytes / rate) * 1000;
    await sleep(freeAt - performance.now());
  };
  const lateBy = (bytes: number): number => {
    const { delayMs = 0, lossShare = 0 } = weather;
    const lost = Math.random() > (1 - lossShare) ** Math.ceil(bytes / PACKET_BYTES);
    return delayMs + (lost ? RESEND_MS + 2 * delayMs : 0);
  };

  const carry = (from: Socket, to: Socket, up: boolean): void => {
    let before: Promise<unknown> = Promise.resolve();
    let underWay = 0;
    let collected: Buffer[] = [];
    const send = (piece: Buffer): void => {
      underWay += piece.length;
      if (underWay > WINDOW_BYTES) from.pause();
      const due = performance.now() + lateBy(piece.length);
      before = before.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) await sleep(wait);
        await takesItsTurn(up, piece.length);
        await passes(up);
        if (!to.destroyed) to.write(piece);
        underWay -= piece.length;
        if (underWay <= WINDOW_BYTES) from.resume();
      });
    };
    from.on('data', (piece: Buffer) => {
      if (!up || (!weather.collects && collected.length === 0)) return send(piece);
      collected.push(piece);
      const all = Buffer.concat(collected);
      if (
        all.includes('transfer-encoding: chunked') &&
        !all.subarray(-LAST_CHUNK.length).equals(Buffer.from(LAST_CHUNK))
      )
        return;
      collected = [];
      send(all);
    });
    from.on('end', () => void before.then(() => to.end()));
    from.on('close', () => void before.then(() => to.destroy()));
    from.on('error', () => {});
  };

  const server = createServer((near) => {
    sockets.add(near);
    near.on('close', () => sockets.delete(near));
    near.on('error', () => {});
    near.setNoDelay(true);
    if (weather.out) return void near.resetAndDestroy();
    if (weather.captive) {
      near.once('data', () => {
        near.end(
          `HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(PAGE)}\r\nconnection: close\r\n\r\n${PAGE}`,
        );
      });
      return;
    }
    const far = connect(Number(port), hostname);
    far.setNoDelay(true);
    sockets.add(far);
    far.on('close', () => sockets.delete(far));
    carry(near, far, true);
    carry(far, near, false);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weather(now) {
      const cuts = (now.out && !weather.out) || (now.captive && !weather.captive);
      weather = now;
      if (cuts) endAll();
      const told = change;
      change = Promise.withResolvers();
      told.resolve();
    },
    close() {
      weather = {};
      change.resolve();
      endAll();
      server.close();
    },
  };
}
