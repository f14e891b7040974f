/** A cable between a page and the service, which can be pulled out: nothing goes through any more, and nobody is told. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Cable = {
  /** `http://127.0.0.1:…` */
  http: string;
  pull(): void;
  /** What hung on the old one is gone for good. */
  mend(): void;
  close(): void;
};

export async function layCable(target: string): Promise<Cable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let out = false;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    keep(near);
    // Who calls while it is out hears nothing, and is not refused either.
    if (out) return void near.pause();
    const far = connect(Number(port), hostname);
    keep(far);
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (piece) => {
        if (!out) to.write(piece);
      });
      from.on('close', () => {
        if (!out) to.destroy();
      });
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pull() {
      out = true;
    },
    mend() {
      out = false;
      drop();
    },
    close() {
      drop();
      server.close();
    },
  };
}
