/** A court for tests and benches: the real agent as a process, and a clerk who works at its console. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CameraSource } from '@giamsat/agent/config';
import { enrol } from '@giamsat/agent/identity/enrol';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { AGENT_PROGRAM } from '@giamsat/infra/programs';
import { freePort } from './ports.ts';
import { Hopeless, type Started, start, stop, until } from './processes.ts';
import { PEOPLE, type Province } from './province.ts';

/** What happens between the end and the new start, and what the environment has then beside the usual. */
type Restart = { meanwhile?: () => Promise<unknown>; env?: Record<string, string> };

export type Court = {
  console: string;
  dir: string;
  process: () => Started;
  stop: () => Promise<void>;
  killAndRestart: (how?: Restart) => Promise<void>;
};

export async function startCourt(
  province: Pick<Province, 'http' | 'dir' | 'code'>,
  court: string,
  cameras: { feed: string; source: CameraSource }[],
): Promise<Court> {
  const dir = path.join(province.dir, `agent-${court}`);
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  const config = path.join(dir, 'agent.json');
  await writeFile(
    config,
    JSON.stringify({
      code: `${court}-agent`,
      court,
      service: province.http,
      dataDir: 'data',
      console: { host: '127.0.0.1', port, tls: false },
      cameras,
      logLevel: 'warn',
    }),
  );
  const agent = { code: `${court}-agent`, service: province.http, keysDir: path.join(dir, 'data', 'keys') };
  await enrol(agent, province.code(court));
  const console_ = `http://127.0.0.1:${port}`;
  const boot = async (env: Record<string, string> = {}): Promise<Started> => {
    const started = start(process.execPath, [AGENT_PROGRAM, '--config', config], { env: { ...process.env, ...env } });
    await until('the agent to answer', async () => {
      if (started.child.exitCode !== null) throw new Hopeless('the agent ended');
      return (await fetch(`${console_}/clerk/api/state`)).status === 401 || undefined;
    }).catch(async (error) => {
      await stop(started);
      throw new Error(`${(error as Error).message}\n${started.output()}`);
    });
    return started;
  };
  let started = await boot();
  return {
    console: console_,
    dir,
    process: () => started,
    stop: () => stop(started),
    killAndRestart: async ({ meanwhile, env } = {}) => {
      started.child.kill('SIGKILL');
      await started.ended;
      await meanwhile?.();
      started = await boot(env);
    },
  };
}

/** A clerk at the console of a court, over the console's own HTTP interface. */
export async function signInClerk(court: Pick<Court, 'console'>, code: string, password: string) {
  const headers = { 'content-type': 'application/json', 'giamsat-request': '1', origin: court.console };
  const cookie = await until('the clerk to be known at the court', async () => {
    const answer = await fetch(`${court.console}/clerk/api/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ login: PEOPLE.clerk(code), password }),
    });
    if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
    return answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  });
  const call = async <T>(method: string, at: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${court.console}/clerk/api${at}`, {
      method,
      headers: { ...headers, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const enter = async <T extends EventType>(
    hearing: string,
    type: T,
    data: EventData<T>,
    more: { id?: string; time?: string; corrects?: string } = {},
  ) => (await call<{ event: EventEnvelope }>('POST', `/hearings/${hearing}/events`, { type, data, ...more })).event;
  return {
    enter,
    state: () => call<ClerkState>('GET', '/state'),
    /** A public hearing in `room`, permitted and opened, so that its picture goes out. @returns its id */
    openHearing: async (room: string, title: string): Promise<string> => {
      const { id } = await call<{ id: string }>('POST', '/hearings', {
        data: {
          court: code,
          room,
          start: new Date().toISOString(),
          caseNumbers: [`9001/${new Date().getUTCFullYear()}/TLST-HS`],
          title,
          caseType: 'HS',
          instance: 'ST',
        } satisfies EventData<'hearing.scheduled'>,
      });
      await enter(id, 'hearing.preparation.started', { room });
      await enter(id, 'hearing.transmission.permitted', { scope: 'whole' });
      await enter(id, 'hearing.opened', {});
      return id;
    },
  };
}
export type Clerk = Awaited<ReturnType<typeof signInClerk>>;
