/** Several nodes as they run for real: Debian's PostgreSQL and Redis, the nodes over both, nginx before them with the very file that is delivered. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { certificateOf } from '@giamsat/service/platform/http/certificate';
import { serverUser } from '@giamsat/service/platform/postgres/os-user';
import { startChild } from './child.ts';
import { portNear } from './ports.ts';
import { type ServiceOptions, type StartedService, startService } from './service.ts';

const DEBIANS = '/usr/lib/postgresql';
const SUPERUSER = 'giamsat';

/** What was started is added to `undo`; `told` is for whoever started it. */
export async function startSeveral(
  options: ServiceOptions & { nodes: number; undo: (() => Promise<unknown>)[] },
): Promise<{ services: StartedService[]; told: string[] }> {
  const { repository, folders, undo, report, stopping } = options;
  const home = folders.service;
  const taken = new Set([options.port, options.tlsPort]);
  const port = async (wished: number): Promise<number> => {
    const found = await portNear(wished, taken);
    taken.add(found);
    return found;
  };
  /** A program that is not ours: it listens when somebody can connect. */
  const startProgram = async (
    name: string,
    command: string,
    args: string[],
    listens: { port: number } | { path: string },
    user?: { uid: number; gid: number },
  ): Promise<void> => {
    const ready = async (): Promise<void> => {
      while (!(await answers(listens)) && !stopping()) await sleep(100);
    };
    const child = startChild({
      ...{ name, command, args, user, report },
      cwd: '/',
      compileCache: folders.compiled,
      logFile: join(folders.logs, `${name}.log`),
      lifeline: 'signal',
      graceMs: 15_000,
      restart: () => !stopping(),
      ready,
      kept: 'the nodes wait for it, and the courts keep what they have',
    });
    undo.push(() => child.stop());
    await Promise.race([ready(), sleep(30_000)]);
    if (!(await answers(listens))) throw new Error(`${name} does not start: see ${folders.logs}/${name}.log`);
  };

  // PostgreSQL, which does not run as root
  const user = serverUser();
  const [newest] = existsSync(DEBIANS) ? readdirSync(DEBIANS).sort((one, two) => Number(two) - Number(one)) : [];
  if (newest === undefined) throw new Error(`there is no PostgreSQL in ${DEBIANS}: apt-get install postgresql`);
  const programs = join(DEBIANS, newest, 'bin');
  const database = join(home, 'postgresql');
  await mkdir(database, { recursive: true });
  if (user) await chown(database, user.uid, user.gid);
  const data = join(database, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    const made = ['-D', data, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
    await promisify(execFile)(join(programs, 'initdb'), made, { cwd: database, ...user });
  }
  const socket = join(database, '.s.PGSQL.5432');
  const settings = ['listen_addresses=', `unix_socket_directories=${database}`, 'port=5432', 'max_connections=120'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  await startProgram('postgresql', join(programs, 'postgres'), ['-D', data, ...flags], { path: socket }, user);

  // Redis, of which nothing is kept
  const redis = await port(options.port + 30);
  const redisArgs = ['--port', String(redis), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  await startProgram('redis', 'redis-server', redisArgs, { port: redis });

  // One after the other: the first makes the tables and the keys.
  const shared = {
    DATABASE_URL: `postgres://${SUPERUSER}@localhost:5432/postgres?host=${encodeURIComponent(database)}`,
    REDIS_URL: `redis://127.0.0.1:${redis}`,
    GIAMSAT_SHARED: join(home, 'shared'),
    TLS_PORT: 'off',
    TRUST_PROXY: '1',
  };
  const nodes: StartedService[] = [];
  for (let n = 1; n <= options.nodes; n++) {
    const own = await port(options.port + 10 + n);
    const env = { ...shared, GIAMSAT_NODE_URL: `http://127.0.0.1:${await port(options.port + 20 + n)}` };
    const node = await startService({
      ...options,
      port: own,
      node: { name: `node-${n}`, folder: join(home, `node-${n}`), env },
    });
    undo.push(() => node.stop());
    nodes.push(node);
  }

  // nginx
  const host = process.env.HOST ?? '127.0.0.1';
  const tls = join(home, 'tls');
  await certificateOf({ dir: tls, given: undefined, now: Date.now() });
  const servers = nodes.map((node) => `server 127.0.0.1:${node.port} max_fails=1 fail_timeout=5s;`).join(' ');
  const delivered = (await readFile(join(repository, 'infra/nginx/giamsat-nodes.conf'), 'utf8'))
    .replace(/(server 10\.0\.0\.1\d:8080[^\n]*\n\s*)+/g, `${servers}\n  `)
    .replace('listen 443 ssl http2;', `listen ${host}:${options.tlsPort} ssl http2; listen ${host}:${options.port};`)
    .replace('listen [::]:443 ssl http2;', '')
    .replace('/etc/giamsat/tls/fullchain.pem', join(tls, 'localhost.crt'))
    .replace('/etc/giamsat/tls/privkey.pem', join(tls, 'localhost.key'));
  const folder = join(home, 'nginx');
  await mkdir(folder, { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ');
  const conf = join(folder, 'nginx.conf');
  await writeFile(
    conf,
    `daemon off; worker_processes 1; pid ${join(folder, 'nginx.pid')}; error_log stderr warn;
     events { worker_connections 4000; } http { ${temporary} ${delivered} }`,
  );
  await startProgram('nginx', 'nginx', ['-p', folder, '-c', conf], { port: options.port });
  const told = nodes.map(
    (node, n) => `Node ${n + 1}: http://localhost:${node.port}, process ${node.pid}: kill it and look`,
  );
  return { services: nodes, told };
}

function answers(at: { port: number } | { path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect('port' in at ? { ...at, host: '127.0.0.1' } : at);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
