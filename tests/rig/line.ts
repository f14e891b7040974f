/** A line between two places that can stand still, as one that loses every packet, or break, as one whose far end was set up anew. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type RigLine = {
  /** `http://127.0.0.1:…` */
  http: string;
  /** Nothing goes through, and nobody is told; what was sent meanwhile arrives afterwards, as TCP sends it again. */
  halt(): void;
  goOn(): void;
  /** Every connection ends: what hung on it is gone for good. */
  cut(): void;
  close(): void;
};

export async function startLine(target: string): Promise<RigLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let halted = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    if (halted) socket.pause();
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (piece) => void to.write(piece));
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
    cut,
    close() {
      cut();
      server.close();
    },
  };
}
