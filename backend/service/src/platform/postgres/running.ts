/** The embedded database of a data directory as it is found: whether there is one, and how a server that runs is reached. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Cluster, MAJOR, POINTER, SUPERUSER } from './cluster.ts';

const databaseOf = async (dir: string): Promise<string> => {
  const elsewhere = await readFile(path.join(dir, POINTER), 'utf8').catch(() => undefined);
  return path.join(elsewhere?.trim() ?? path.join(dir, 'database'), `pg${MAJOR}`);
};

export const hasDatabase = async (dir: string): Promise<boolean> =>
  existsSync(path.join(await databaseOf(dir), 'PG_VERSION'));

/** Undefined while no server runs there. */
export async function runningConnection(dir: string): Promise<Cluster['connection'] | undefined> {
  const text = await readFile(path.join(await databaseOf(dir), 'postmaster.pid'), 'utf8').catch(() => '');
  // Process, directory, start, port, folder of the socket (PostgreSQL, `miscadmin.h`).
  const [, , , port, host] = text.split('\n');
  return host ? { host, port: Number(port), user: SUPERUSER, database: 'postgres' } : undefined;
}
