/**
 * A line between two places that can stand still, as one that loses every packet, break, as one whose far end was set up anew, or be narrow.
 * The near end is who calls.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type RigLine = {
  /** `http://127.0.0.1:…` */
  http: string;
  /** Nothing goes through, and nobody is told; what was sent meanwhile arrives afterwards, as TCP sends it again. */
  halt(): void;
  goOn(): void;
  /** What comes from the far end passes at so many bytes a second; without a number as it comes. */
  narrow(bytesPerSecond?: number): void;
  /** Every connection ends: what hung on it is gone for good. */
  cut(): void;
  close(): void;
};

/** Told of every piece as it goes through, with a number for the connection that it goes over. */
export type LineEar = {
  sent?(piece: Buffer, connection: number): void;
  answered?(piece: Buffer, connection: number): void;
};

export async function startLine(target: string, ear: LineEar = {}): Promise<RigLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let halted = false;
  let bytesPerSecond: number | undefined;
  let connections = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    if (halted) socket.pause();
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const squeeze = throughNarrow(near, far, () => bytesPerSecond);
    const connection = ++connections;
    for (const [from, to, heard] of [
      [near, far, ear.sent],
      [far, near, ear.answered],
    ] as const) {
      from.on('data', (piece: Buffer) => {
        heard?.(piece, connection);
        if (from === far) squeeze(piece);
        else to.write(piece);
      });
      from.on('end', () => to.end());
      // While nothing goes through, nobody learns that the other side gave up either.
      from.on('close', () => {
        if (!halted) to.destroy();
      });
      keep(from);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    halt() {
      halted = true;
      for (const socket of sockets) socket.pause();
    },
    goOn() {
      halted = false;
      for (const socket of sockets) socket.resume();
    },
    narrow(perSecond) {
      bytesPerSecond = perSecond;
    },
    cut,
    close() {
      cut();
      server.close();
    },
  };
}

const TICK_MS = 50;

/** Hands pieces on to `near`, at the rate that holds at the moment; `far` is not read further meanwhile. */
function throughNarrow(near: Socket, far: Socket, rate: () => number | undefined): (piece: Buffer) => void {
  let held: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => {
    const bytesPerSecond = rate();
    const all = Buffer.concat(held);
    const now = bytesPerSecond === undefined ? all.byteLength : Math.round((bytesPerSecond * TICK_MS) / 1000);
    near.write(all.subarray(0, now));
    held = now < all.byteLength ? [all.subarray(now)] : [];
    if (held.length > 0) return;
    clearInterval(timer);
    timer = undefined;
    far.resume();
  };
  near.on('close', () => clearInterval(timer));
  return (piece) => {
    if (rate() === undefined && !timer) {
      near.write(piece);
      return;
    }
    held.push(piece);
    far.pause();
    timer ??= setInterval(pass, TICK_MS);
  };
}
