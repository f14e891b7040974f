/** Two nodes as they run for real: processes of their own over one PostgreSQL, one Redis and one folder, with nginx before them. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { startCluster as startPostgres } from '@giamsat/service/platform/postgres/cluster';
import { createSql, type Sql } from '@giamsat/service/platform/sql';
import { silentLogger as logger } from '@giamsat/service/testing/database';
import { freePort } from '../../rig/ports.ts';
import { Hopeless, type Started, start, stop, until } from '../../rig/processes.ts';
import { type Province, startProvince } from '../../rig/province.ts';

const CONF = path.resolve(import.meta.dirname, '../../../infra/nginx/giamsat-nodes.conf');

export type Node = {
  /** Its door for everybody, past nginx. */
  http: string;
  /** Its door for the other nodes. */
  inside: string;
  process(): Started;
  /** After it ended, on the same ports and data. */
  startAgain(): Promise<void>;
};
export type Cluster = {
  dir: string;
  database: { sql: Sql; stop(): Promise<void>; start(): Promise<void> };
  /** By nginx. */
  http: string;
  a: Node;
  b: Node;
  province: Pick<Province, 'password' | 'code' | 'token'>;
  redis: { process(): Started; startAgain(): void };
  /** The node that has the camera, by what the database says. */
  holderOf(feed: string): Promise<Node | undefined>;
  other(node: Node): Node;
  stop(): Promise<void>;
};

/** A certificate is not needed: the file as it is delivered, without its TLS. */
async function startNginx(dir: string, nodes: readonly Node[]): Promise<{ started: Started; http: string }> {
  const port = await freePort();
  const [a, b] = nodes.map(({ http }) => new URL(http).host);
  const replaced = (await readFile(CONF, 'utf8'))
    .replaceAll('10.0.0.11:8080', a ?? '')
    .replaceAll('10.0.0.12:8080', b ?? '')
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
    .replace('listen [::]:443 ssl http2;', '')
    .replace(/^ *ssl_certificate.*$/gm, '');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${path.join(dir, name)};`)
    .join(' ');
  const conf = path.join(dir, 'nginx.conf');
  await writeFile(
    conf,
    `daemon off; worker_processes 1; pid ${dir}/nginx.pid; error_log stderr warn;
     events { worker_connections 4000; } http { ${temporary} ${replaced} }`,
  );
  const started = start('nginx', ['-p', dir, '-c', conf]);
  const http = `http://127.0.0.1:${port}`;
  await until('nginx', async () => (await fetch(`${http}/healthz`)).ok, 20_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${started.output()}`);
  });
  return { started, http };
}

export async function startCluster(rooms: Record<string, number>): Promise<Cluster> {
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-nodes-'));
  await chmod(dir, 0o755);
  const startDatabase = () => startPostgres({ dir: path.join(dir, 'database'), logger, durable: false });
  let postgres = await startDatabase();
  const { host, port, database: name, user } = postgres.connection;
  const sql = createSql({ connection: postgres.connection, logger, maxConnections: 3 });
  const redisPort = await freePort();
  const startRedis = () =>
    start('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  let redis = startRedis();
  const shared = {
    DATABASE_URL: `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    GIAMSAT_SHARED: path.join(dir, 'shared'),
    TRUST_PROXY: '1',
    TLS_PORT: 'off',
  };
  const insideA = `http://127.0.0.1:${await freePort()}`;
  const province = await startProvince({ dir, rooms, env: { ...shared, GIAMSAT_NODE_URL: insideA } });

  const node = (data: string, http: string, inside: string, first?: Started): Node & { begin(): Promise<void> } => {
    let started = first;
    const begin = async (): Promise<void> => {
      const now = start(process.execPath, [SERVICE_PROGRAM], {
        env: {
          ...process.env,
          ...shared,
          GIAMSAT_DATA: data,
          GIAMSAT_NODE_URL: inside,
          HOST: '127.0.0.1',
          PORT: new URL(http).port,
          LOG_LEVEL: 'warn',
        },
      });
      started = now;
      await until('a node to be ready', async () => {
        if (now.child.exitCode !== null) throw new Hopeless(`a node ended: ${now.output()}`);
        return (await fetch(`${http}/readyz`)).ok;
      });
    };
    return {
      http,
      inside,
      process() {
        if (!started) throw new Error('not started');
        return started;
      },
      startAgain: begin,
      begin,
    };
  };
  const a = node(path.join(dir, 'service'), province.http, insideA, province.process());
  const b = node(
    path.join(dir, 'service-b'),
    `http://127.0.0.1:${await freePort()}`,
    `http://127.0.0.1:${await freePort()}`,
  );
  await b.begin();
  const nginx = await startNginx(dir, [a, b]);
  return {
    dir,
    database: {
      sql,
      stop: () => postgres.stop(),
      async start() {
        postgres = await startDatabase();
      },
    },
    http: nginx.http,
    a,
    b,
    province,
    redis: {
      process: () => redis,
      startAgain() {
        redis = startRedis();
      },
    },
    async holderOf(feed) {
      const row = await sql
        .selectFrom('feed_leases as l')
        .innerJoin('nodes as n', 'n.node', 'l.node')
        .select('n.url')
        .where('l.feed', '=', feed)
        .executeTakeFirst();
      return [a, b].find(({ inside }) => inside === row?.url);
    },
    other: (one) => (one === a ? b : a),
    async stop() {
      await stop(nginx.started);
      for (const { process } of [a, b]) {
        process().child.kill('SIGCONT');
        await stop(process(), 20_000);
      }
      redis.child.kill('SIGCONT');
      await stop(redis);
      await sql.destroy();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
