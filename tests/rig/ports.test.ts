// Ports for what listens later: test files run side by side, and none may be given another's.
import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from './ports.ts';

afterEach(() => void vi.unstubAllEnvs());

const some = (count: number) => Promise.all(Array.from({ length: count }, freePort));

test('none is given twice, and each is free', async () => {
  const ports = await some(100);
  expect(new Set(ports).size).toBe(100);
  for (const port of ports) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
  }
});

test('two files side by side have none in common, and none is one that the system hands out', async () => {
  const ranges = [];
  for (const worker of ['1', '2', '3']) {
    vi.stubEnv('VITEST_POOL_ID', worker);
    const ports = await some(100);
    ranges.push({ lowest: Math.min(...ports), highest: Math.max(...ports) });
  }
  for (const [n, { lowest }] of ranges.entries()) expect(lowest).toBeGreaterThan(ranges[n - 1]?.highest ?? 1023);
  // Linux hands out from 32768 on, others from 49152.
  expect(ranges.at(-1)?.highest).toBeLessThan(32_768);
});
