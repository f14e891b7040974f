/** Where the service answers, in a file of its data folder: for those who started it with free ports. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Addresses } from './servers.ts';

/** The answer removes it. */
export async function writeAddressFile(dataDir: string, addresses: Addresses): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'listening.json');
  await writeFile(file, JSON.stringify({ pid: process.pid, ...addresses }));
  return () => rm(file, { force: true });
}
