/** The line of one court to the province, which can be cut: while it is, every connection ends and none is taken. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  cut(): void;
  mend(): void;
  /** Whether anything goes over it. */
  used(): boolean;
  close(): Promise<void>;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let down = false;
  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (down) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    far.on('error', () => undefined);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const end = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      down = true;
      end();
    },
    mend() {
      down = false;
    },
    used: () => sockets.size > 0,
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      end();
      return closed;
    },
  };
}
