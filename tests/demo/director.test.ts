// The demo as a whole, over its real parts: it starts, plays, heals, stops without a trace and goes on where it was.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CSRF_HEADER, CSRF_VALUE } from '@giamsat/contract/wire/session';
import { afterAll, afterEach, expect, test } from 'vitest';
import { freePort } from '../rig/ports.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
const data = mkdtempSync(join(tmpdir(), 'giamsat-demo-'));
// The database's user must get there, else it goes into a system folder that nobody would clear away.
chmodSync(data, 0o755);
let started: ChildProcess | undefined;
let said = '';

afterEach(async () => {
  if (started?.pid) kill(-started.pid);
  // The database stands in a session of its own and ends a moment later; its folder can go only then.
  await until('nothing of it runs', () => processes().length === 0, 20_000).catch(() => undefined);
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function until<T>(what: string, look: () => T | Promise<T>, withinMs: number): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await Promise.resolve(look());
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}; the demo said:\n${said}`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
}

/** Every process of this demo: its folder stands in the command line or was inherited with the environment. */
function processes(): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const ours = command.includes(data) || readFileSync(`/proc/${name}/environ`, 'utf8').includes(data);
        return ours && command !== '' ? [{ pid: Number(name), command }] : [];
      } catch {
        return [];
      }
    });
}

async function begin(pace: string): Promise<string> {
  const [port, tlsPort] = [await freePort(), await freePort()];
  said = '';
  started = spawn(process.execPath, ['infra/demo/main.ts'], {
    cwd: repository,
    env: { ...process.env, GIAMSAT_DATA: data, PORT: `${port}`, TLS_PORT: `${tlsPort}`, DEMO_PACE: pace },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (d: Buffer) => (said += d.toString()));
  await until('the demo is ready', () => said.includes('Ctrl-C stops'), 240_000);
  return `http://127.0.0.1:${port}`;
}

async function signIn(service: string, login: string): Promise<string> {
  const answer = await fetch(`${service}/api/v1/demo/sign-in`, {
    method: 'POST',
    headers: { [CSRF_HEADER]: CSRF_VALUE, 'content-type': 'application/json' },
    body: JSON.stringify({ login }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

interface Row {
  id: string;
  form: 'full' | 'masked';
  state?: { stage: string; caseNumbers: { raw: string }[] };
}

async function rows(service: string, cookie: string): Promise<Row[]> {
  const answer = await fetch(`${service}/api/v1/hearings`, { headers: { cookie } });
  if (!answer.ok) return [];
  return ((await answer.json()) as { rows: Row[] }).rows;
}

const numberOf = (row: Row): string => row.state?.caseNumbers[0]?.raw ?? '';

test('twelve hearings appear, the machines heal, a stop leaves nothing and a start goes on', async () => {
  let service = await begin('6');
  let cookie = await signIn(service, 'chanhan');
  const full = await until(
    'the morning has been entered',
    async () => {
      const found = await rows(service, cookie);
      return found.length === 12 && found.filter((r) => r.state?.stage === 'questioning').length >= 3
        ? found
        : undefined;
    },
    120_000,
  );
  expect(full.filter((r) => r.form === 'masked').length).toBe(2);
  expect(full.map(numberOf).filter((n) => /^90\d\d\/\d{4}\//.test(n)).length).toBe(10);

  // Machines that die are started again.
  for (const what of ['backend/agent/dist/main.js', 'infra/demo/cameras.ts']) {
    const victim = processes().find((p) => p.command.includes(what));
    if (victim === undefined) throw new Error(`no process of ${what}`);
    kill(victim.pid);
    await until(
      `${what} runs again`,
      () => processes().filter((p) => p.command.includes(what)).length === (what.includes('agent') ? 4 : 1),
      20_000,
    );
  }
  await until('it was told', () => (said.match(/is started again/g)?.length ?? 0) >= 2, 5_000);

  // Incidents, by the switches of their page: one court's line, and the service's disk, which ends the service twice.
  const [, door = '', token = ''] = /watch: (\S+)\/incidents#(\S+)/.exec(said) ?? [];
  const turn = async (id: string, on: boolean) => {
    const headers = { authorization: `Bearer ${token}` };
    const body = JSON.stringify({ on });
    expect((await fetch(`${door}/incidents/api/${id}`, { method: 'POST', headers, body })).status).toBe(200);
  };
  const connected = (many: number) => async (): Promise<boolean> =>
    (await (await fetch(`${service}/metrics`)).text()).includes(`\ngiamsat_agents_connected ${many}\n`);
  await until('all courts are there', connected(4), 120_000);
  await turn('line', true);
  await until('one court is away', connected(3), 60_000);
  await turn('line', false);
  await until('it is back', connected(4), 120_000);
  const disk = (): Promise<string | undefined> =>
    fetch(`${service}/api/v1/storage`, { headers: { cookie } })
      .then(async (answer) => (answer.ok ? ((await answer.json()) as { level: string }).level : undefined))
      .catch(() => undefined);
  expect(['ok', 'soon', 'urgent']).toContain(await disk());
  await turn('disk', true);
  await until('the disk is full', async () => (await disk()) === 'full', 120_000);
  await turn('disk', false);
  await until('there is room', async () => ((await disk()) ?? 'full') !== 'full', 120_000);

  // A stop leaves no process.
  const gone = new Promise((resolve) => started?.once('exit', resolve));
  started?.kill('SIGTERM');
  expect(await gone).toBe(0);
  expect(processes()).toEqual([]);

  // A new start knows where the plan stood, and lists nothing twice.
  const left = JSON.parse(readFileSync(join(data, 'demo/progress.json'), 'utf8')) as { planMinutes: number };
  expect(left.planMinutes).toBeGreaterThan(552);
  service = await begin('240');
  cookie = await signIn(service, 'chanhan');
  await until(
    'the theft of hearing 11 is pronounced',
    async () => (await rows(service, cookie)).find((r) => numberOf(r).startsWith('9011/'))?.state?.stage === 'closed',
    240_000,
  );
  expect((await rows(service, cookie)).length).toBeGreaterThanOrEqual(12);
  expect(new Set((await rows(service, cookie)).map((r) => r.id)).size).toBe((await rows(service, cookie)).length);

  // Killed without a word, it takes everybody along.
  const pid = started?.pid as number;
  kill(pid);
  await until('everything of it is gone', () => processes().length === 0, 30_000);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
}, 900_000);
