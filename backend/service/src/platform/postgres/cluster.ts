/** The embedded PostgreSQL: made on first use, started with the service, reachable over a socket in a directory of its own. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { PlainError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { type Binaries, findBinaries, SYSTEM_DIR } from './binaries.ts';
import { stopLeftover } from './leftover.ts';
import { isReachable, type OsUser, serverUser } from './os-user.ts';

export type Cluster = {
  /** What `pg` needs to connect. */
  connection: { host: string; port: number; user: string; database: string };
  /** Where its files are. */
  databaseDir: string;
  /** Calls back when the server ends without having been told to. */
  onLost(fn: (detail: string) => void): void;
  stop(): Promise<void>;
};

export type ClusterOptions = {
  dir: string;
  logger: Logger;
  /** False only for tests: no waiting for the disk. */
  durable?: boolean;
};

export const SUPERUSER = 'giamsat';
export const MAJOR = '18';
/** Of a data directory whose database is elsewhere. */
export const POINTER = 'database-is-in';
/** Only names the socket: no TCP port is opened. */
const PORT = 5432;
/** A socket's path may have 107 bytes. */
const MAX_SOCKET_DIR = 85;

/**
 * Starts the server and waits until it answers. It ends with this process, however that ends:
 * its guard reads a pipe that closes with us. It leads a session of its own, so that Ctrl-C reaches us first.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null & server=$!
( read -r _ <&3; kill -INT $server 2>/dev/null ) & watch=$!
exec 3<&-
trap 'kill -INT $server 2>/dev/null' INT TERM HUP
wait $server; code=$?
while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
kill $watch 2>/dev/null
exit $code
`;

export async function startCluster({ dir, logger, durable = true }: ClusterOptions): Promise<Cluster> {
  const user = serverUser();
  const binaries = await findBinaries(user);
  await mkdir(dir, { recursive: true });
  const home = await homeOf(dir, user);
  const databaseDir = path.join(home, `pg${MAJOR}`);
  const socketDir = await socketDirOf(home, user);

  if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) {
    logger.info('making the database');
    await initialise(binaries, databaseDir, user, durable);
  } else {
    await stopLeftover(databaseDir, logger);
  }
  const server = await run(binaries, { databaseDir, socketDir, user, durable, logger });
  return {
    connection: { host: socketDir, port: PORT, user: SUPERUSER, database: 'postgres' },
    databaseDir,
    onLost: server.onLost,
    async stop() {
      await server.stop();
      if (!socketDir.startsWith(home)) await rm(socketDir, { recursive: true, force: true });
    },
  };
}

/** Inside the data directory, unless the server's user cannot get there; then in a system folder that the data directory names. */
async function homeOf(dir: string, user: OsUser | undefined): Promise<string> {
  const pointer = path.join(dir, POINTER);
  const elsewhere = await readFile(pointer, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
  const home = elsewhere ?? (!user || isReachable(dir) ? path.join(dir, 'database') : systemHome());
  await mkdir(path.dirname(home), { recursive: true, mode: 0o755 });
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (user) await chown(home, user.uid, user.gid);
  if (!elsewhere && !home.startsWith(dir)) await writeFile(pointer, `${home}\n`);
  return home;
}

/** Random, so that a data directory that was deleted and made again does not find an old database. */
const systemHome = (): string => path.join(SYSTEM_DIR, `database-${crypto.randomUUID()}`);

async function socketDirOf(home: string, user: OsUser | undefined): Promise<string> {
  const inside = path.join(home, 'run');
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const dir = Buffer.byteLength(inside) <= MAX_SOCKET_DIR ? inside : path.join(tmpdir(), `giamsat-${digest}`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (user) await chown(dir, user.uid, user.gid);
  return dir;
}

const identity = (user: OsUser | undefined) => (user ? { uid: user.uid, gid: user.gid } : {});
/** Nothing of our own environment concerns the server; PG* variables would change it. */
const ENVIRONMENT = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

async function initialise(binaries: Binaries, databaseDir: string, user: OsUser | undefined, durable: boolean) {
  // A first start that was cut off leaves a directory without a version; nothing was in it yet.
  await rm(databaseDir, { recursive: true, force: true });
  const unfinished = `${databaseDir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const options = [
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    ...(durable ? [] : ['--no-sync']),
  ];
  const cwd = path.dirname(databaseDir);
  try {
    await promisify(execFile)(binaries.initdb, options, { ...identity(user), cwd, env: ENVIRONMENT });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
    throw new PlainError(`The database cannot be made in ${cwd}: ${said}`, { cause });
  }
  // The name appears when everything in it is there.
  await promisify(execFile)('mv', [unfinished, databaseDir]);
}

type RunOptions = {
  databaseDir: string;
  socketDir: string;
  user: OsUser | undefined;
  durable: boolean;
  logger: Logger;
};

async function run(binaries: Binaries, { databaseDir, socketDir, user, durable, logger }: RunOptions) {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: String(PORT),
    max_connections: '60',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    // What a statement holds is about cases: neither statements nor values go to the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('/bin/sh', ['-c', GUARD, 'giamsat-database', binaries.postgres, '-D', databaseDir, ...flags], {
    ...identity(user),
    cwd: databaseDir,
    env: ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => {});
  let stopping = false;
  let lost: (detail: string) => void = () => {};
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));

  await new Promise<void>((resolve, reject) => {
    const said: string[] = [];
    child.once('error', reject);
    createInterface({ input: child.stderr }).on('line', (line) => {
      logger.debug({ line }, 'database');
      if (said.length < 20) said.push(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    void exited.then((code) => {
      reject(new PlainError(`The database does not start (exit ${code}).\n${said.join('\n')}`));
      if (!stopping) lost(`the database server ended by itself (exit ${code})`);
    });
  });

  return {
    onLost: (fn: (detail: string) => void) => {
      lost = fn;
    },
    async stop() {
      stopping = true;
      child.stdin.end();
      await exited;
    },
  };
}
