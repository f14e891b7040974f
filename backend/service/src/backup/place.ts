/** The database that the service uses: reached beside it while it runs, or started without it. */
import { existsSync } from 'node:fs';
import { DirectoryInUse, lockDirectory } from '../platform/directory-lock.ts';
import { PlainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { startCluster } from '../platform/postgres/cluster.ts';
import { hasDatabase, runningConnection } from '../platform/postgres/running.ts';
import type { SqlOptions } from '../platform/sql.ts';

/** What of the service's settings tells where its things are. */
export type Place = {
  dataDir: string;
  /** Where recordings lie: the data folder, where there is one node. */
  sharedDir: string;
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  sealKeyFile: string | undefined;
  checkpointKeyFile: string | undefined;
};
export type OpenDatabase = { connection: SqlOptions['connection']; close(): Promise<void> };

/** As its owner. @throws PlainError where there is none */
export async function openDatabase(place: Place, logger: Logger): Promise<OpenDatabase> {
  const { dataDir, databaseUrl, databaseOwnerUrl } = place;
  if (!existsSync(dataDir))
    throw new PlainError(`There is no ${dataDir}; GIAMSAT_DATA names the service's data folder.`);
  if (databaseUrl !== undefined) return { connection: databaseOwnerUrl ?? databaseUrl, close: async () => {} };
  if (!(await hasDatabase(dataDir))) throw new PlainError(`${dataDir} holds no database.`);
  try {
    const lock = await lockDirectory(dataDir);
    const cluster = await startCluster({ dir: dataDir, logger }).catch(async (error: unknown) => {
      await lock.release();
      throw error;
    });
    return {
      connection: cluster.connection,
      async close() {
        await cluster.stop();
        await lock.release();
      },
    };
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    const connection = await runningConnection(dataDir);
    if (!connection) throw new PlainError(`The service in ${dataDir} does not answer yet; try again in a moment.`);
    return { connection, close: async () => {} };
  }
}
