// The service as a process: what is in the way is said plainly, it ends cleanly, and comes back after kill -9.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { copyTemplate } from '@giamsat/service/testing/template';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Started, start, stop, until } from '../rig/processes.ts';

let dir: string;
let running: Started[] = [];
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-boot-'));
  await chmod(dir, 0o755);
});
afterEach(async () => {
  await Promise.all(running.map((started) => stop(started)));
  running = [];
  await rm(dir, { recursive: true, force: true });
});

function boot(env: Record<string, string> = {}): Started {
  const started = start(process.execPath, [SERVICE_PROGRAM], {
    env: { PATH: process.env.PATH ?? '', GIAMSAT_DATA: dir, PORT: '0', TLS_PORT: '0', LOG_LEVEL: 'warn', ...env },
  });
  running.push(started);
  return started;
}

async function listening(started: Started): Promise<{ http: string; https: string }> {
  return until(
    'the service',
    async () => {
      if (started.child.exitCode !== null) throw new Error(started.output());
      const told = JSON.parse(await readFile(path.join(dir, 'listening.json'), 'utf8'));
      return told.pid === started.child.pid ? told : undefined;
    },
    60_000,
  );
}

/** Processes whose command line names the data directory: the database and its guard. */
async function processesIn(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(directory)) found.push(line.replaceAll('\0', ' ').slice(0, 120));
  }
  return found;
}

test('everything that is wrong with the configuration is said at once, without a stack', async () => {
  const started = boot({ PORT: 'http', LOG_LEVEL: 'loud', GIAMSAT_DEMO: 'yes' });
  expect(await started.ended).toBe(2);
  for (const name of ['PORT', 'LOG_LEVEL', 'GIAMSAT_DEMO']) expect(started.output()).toContain(`- ${name} must be`);
  expect(started.output()).not.toMatch(/\n\s+at /);
});

test('a registry that is none is named', async () => {
  await copyTemplate(dir);
  const started = boot({ GIAMSAT_REGISTRY: path.resolve(import.meta.dirname, '../package.json') });
  expect(await started.ended).toBe(1);
  expect(started.output()).toMatch(/The registry .*package\.json is not a registry/);
  expect(started.output()).not.toMatch(/\n\s+at /);
});

test('a port in use is named, and the database is not left behind', async () => {
  await copyTemplate(dir);
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const { port } = holder.address() as { port: number };
  const started = boot({ PORT: String(port) });
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain(`Port ${port} is in use`);
  expect(started.output()).not.toMatch(/\n\s+at /);
  expect(await processesIn(dir)).toEqual([]);
  holder.close();
});

test('one app behind two doors: HTTP/1.1 as it is, HTTP/2 and HTTP/1.1 over TLS', async () => {
  const { http, https } = await listening(boot());
  expect(await (await fetch(`${http}/healthz`)).json()).toEqual({ alive: true });

  const session = connect(https, { rejectUnauthorized: false });
  const request = session.request({ ':path': '/readyz' });
  const headers = await new Promise<Record<string, unknown>>((resolve) => request.once('response', resolve));
  expect(headers[':status']).toBe(200);
  let body = '';
  for await (const piece of request) body += piece;
  expect(JSON.parse(body)).toMatchObject({ ready: true });
  expect(session.alpnProtocol).toBe('h2');
  session.close();

  const curl = spawn('curl', [
    '-sk',
    '--http1.1',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code} %{http_version}',
    `${https}/healthz`,
  ]);
  let said = '';
  for await (const piece of curl.stdout) said += piece;
  expect(said).toBe('200 1.1');
});

test('a second service on the same data is refused; SIGTERM ends everything; the certificate stays', async () => {
  await copyTemplate(dir);
  const first = boot();
  await listening(first);
  const certificate = await readFile(path.join(dir, 'tls/localhost.crt'), 'utf8');
  const second = boot();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`in use by process ${first.child.pid}`);

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(await processesIn(dir)).toEqual([]);
  expect(await readdir(dir)).not.toContain('listening.json');

  await listening(boot());
  expect(await readFile(path.join(dir, 'tls/localhost.crt'), 'utf8')).toBe(certificate);
});

test('after kill -9 no process stays, and the next start works', async () => {
  await copyTemplate(dir);
  const first = boot();
  await listening(first);
  first.child.kill('SIGKILL');
  await first.ended;
  await until('the database to end', async () => ((await processesIn(dir)).length === 0 ? true : undefined));
  const { http } = await listening(boot());
  expect((await fetch(`${http}/readyz`)).status).toBe(200);
});

test('it ends with its parent when it was asked to', async () => {
  await copyTemplate(dir);
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(SERVICE_PROGRAM)}], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    console.log(child.pid);
    setInterval(() => {}, 1000);
  `;
  const parent = start(process.execPath, ['-e', script], {
    env: {
      PATH: process.env.PATH ?? '',
      GIAMSAT_DATA: dir,
      PORT: '0',
      TLS_PORT: '0',
      LOG_LEVEL: 'warn',
      GIAMSAT_PARENT_IPC: '1',
    },
  });
  running.push(parent);
  await until('the service', async () => readFile(path.join(dir, 'listening.json'), 'utf8'), 60_000);
  const pid = Number(parent.output().trim());
  parent.child.kill('SIGKILL');
  await until('the service to end', async () => {
    try {
      process.kill(pid, 0);
      return undefined;
    } catch {
      return true;
    }
  });
  expect(await processesIn(dir)).toEqual([]);
});
