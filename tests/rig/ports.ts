/** Ports for servers that a test starts later, or starts again: nobody else on this machine is given them meanwhile. */
import { createServer } from 'node:net';

/** Below what the system gives to whoever asks for any port, so that nothing gets one of these by chance. */
const LOWEST = 12_000;
const OF_EACH_WORKER = 2_000;
const WORKERS = 10;

const given = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port that is free now; test files that run side by side take theirs from ranges of their own, and none is given twice. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  for (let tries = 0; tries < OF_EACH_WORKER; tries++) {
    const port = LOWEST + worker * OF_EACH_WORKER + Math.floor(Math.random() * OF_EACH_WORKER);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}
