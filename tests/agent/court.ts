/** A court for tests: the agent within this process or as its own, with one camera and one clerk. */

import { type ChildProcess, spawn } from 'node:child_process';
import { argon2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Agent, createAgent } from '@giamsat/agent/agent';
import type { AgentConfig, CameraSource } from '@giamsat/agent/config';
import { beginIdentity, writeIdentity } from '@giamsat/agent/identity/identity';
import { createLogger } from '@giamsat/agent/platform/logger';
import { AGENT_PROGRAM } from '@giamsat/infra/programs';
import { cameraFile } from './camera.ts';

export const FEED = 'lb-1-a';
export const CLERK = { login: 'thuky.lb', password: 'mot mat khau dai', displayName: 'Thư ký Đỗ Thị Q' };

const b64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
/** A verifier as the province hands it out, cheap enough for tests. */
function verifierOf(password: string): string {
  const nonce = randomBytes(16);
  const tag = argon2Sync('argon2id', {
    message: password,
    nonce,
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  return `$argon2id$v=19$m=64,t=1,p=1$${b64(nonce)}$${b64(tag)}`;
}
export const clerkOfTests = ({ login, displayName, password } = CLERK) => ({
  login,
  displayName,
  verifier: verifierOf(password),
});

export function dataFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'giamsat-agent-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const fileSource = (): CameraSource => ({ kind: 'file', url: cameraFile() });

export function agentConfig(service: string, dataDir: string, source: CameraSource = fileSource()): AgentConfig {
  return {
    code: 'lb-1',
    court: 'lb',
    service,
    dataDir,
    keysDir: path.join(dataDir, 'keys'),
    spoolDir: path.join(dataDir, 'spool'),
    spoolKeyFile: path.join(dataDir, 'keys', 'spool.key'),
    console: { host: '127.0.0.1', port: 0, tls: false },
    spoolMaxBytes: 1024 ** 3,
    logLevel: process.env.TEST_LOG === 'debug' ? 'debug' : 'silent',
    cameras: [{ feed: FEED, source }],
  };
}

/** As it is after it was enrolled; the small province takes every assertion. */
export function enrolled(config: AgentConfig): AgentConfig {
  writeIdentity(config.keysDir, { agent: config.code, audience: 'urn:test', key: beginIdentity(config.keysDir) });
  return config;
}

export async function startAgent(config: AgentConfig): Promise<Agent> {
  const agent = await createAgent(enrolled(config), createLogger(config.logLevel, config.code));
  await agent.start();
  return agent;
}

export type AgentProcess = { child: ChildProcess; console: string; kill(signal: NodeJS.Signals): Promise<void> };

export async function startAgentProcess(
  service: string,
  dataDir: string,
  source: CameraSource = fileSource(),
  env: Record<string, string> = {},
): Promise<AgentProcess> {
  const config = enrolled(agentConfig(service, dataDir, source));
  const { code, court, console: listen, cameras, logLevel } = config;
  const file = path.join(dataDir, 'agent.json');
  writeFileSync(file, JSON.stringify({ code, court, service, dataDir: '.', console: listen, cameras, logLevel }));
  const child = spawn(process.execPath, [AGENT_PROGRAM, '--config', file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, GIAMSAT_PARENT_IPC: '1', ...env },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { console: string }).console));
    child.once('exit', (exit) => reject(new Error(`the agent ended with ${exit}`)));
  });
  return {
    child,
    console: address,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

export type ClerkPage = {
  get<T>(path: string): Promise<T>;
  post(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  enter(hearing: string, type: string, data?: Record<string, unknown>, more?: Record<string, unknown>): Promise<string>;
  cookie: string;
};

/** Signs in at the console as the page does. */
export async function clerkPage(base: string, { login, password } = CLERK): Promise<ClerkPage> {
  const headers = { 'content-type': 'application/json', 'giamsat-request': '1' };
  const signIn = await fetch(`${base}/clerk/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login, password }),
  });
  if (signIn.status !== 204) throw new Error(`sign-in: ${signIn.status} ${await signIn.text()}`);
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const page: ClerkPage = {
    cookie,
    async get(at) {
      const answer = await fetch(`${base}/clerk/api${at}`, { headers: { ...headers, cookie } });
      if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as never;
    },
    async post(at, body, more = {}) {
      const answer = await fetch(`${base}/clerk/api${at}`, {
        method: 'POST',
        headers: { ...headers, cookie, ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    },
    async enter(hearing, type, data = {}, more = {}) {
      const { status, body } = await page.post(`/hearings/${hearing}/events`, { type, data, ...more });
      if (status !== 201) throw new Error(`${type}: ${status} ${JSON.stringify(body)}`);
      const event = body.event as { source: string; id: string };
      return `${event.source}#${event.id}`;
    },
  };
  return page;
}

/** A hearing that was not on the list, on air five seconds later. */
export async function openAtConsole(page: ClerkPage): Promise<string> {
  const made = await page.post('/hearings', {
    data: {
      court: 'lb',
      room: 'lb-1',
      start: new Date().toISOString(),
      caseNumbers: ['9011/2021/TLST-HS'],
      title: 'Vụ án giả lập',
      caseType: 'HS',
      instance: 'ST',
    },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made));
  const id = String(made.body.id);
  await page.enter(id, 'hearing.preparation.started', { room: 'lb-1' });
  await page.enter(id, 'hearing.transmission.permitted', { scope: 'whole' });
  await page.enter(id, 'hearing.opened');
  return id;
}
