/** Ports on this machine: the wished one if it is free, else any. */
import { createServer } from 'node:net';

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** Throws when the machine gives no port at all. */
export async function portNear(wished: number, taken: ReadonlySet<number>): Promise<number> {
  for (const candidate of [wished, 0, 0, 0]) {
    const port = taken.has(candidate) ? undefined : await tryPort(candidate);
    if (port !== undefined && !taken.has(port)) return port;
  }
  throw new Error('there is no free port on 127.0.0.1');
}
