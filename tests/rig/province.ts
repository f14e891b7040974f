/** A whole province for tests and benches: the real service as a process, with a registry of as many rooms as asked for. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { enrolmentCode, plainCode } from '@giamsat/contract/enrolment-code';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { hashPassword } from '@giamsat/service/access/password';
import { copyTemplate } from '@giamsat/service/testing/template';
import { createMachine } from './machine.ts';
import { freePort } from './ports.ts';
import { Hopeless, type Started, start, stop, until } from './processes.ts';

type Addresses = { http: string; https?: string };
export type Province = Addresses & {
  dir: string;
  /** For a test that speaks as the agent of a court, or, by `{court}-2`, as a second one there; {@link startCourt} enrols the first itself. */
  token: (court: string) => Promise<string>;
  /** The one-time code of that agent. */
  code: (court: string) => string;
  password: string;
  process: () => Started;
  stop: () => Promise<void>;
  /** kill -9, and a new start on the same data and ports. */
  killAndRestart: (how?: { meanwhile?: () => Promise<unknown> }) => Promise<void>;
};

/** `rooms` by court: `{ lb: 2 }` gives rooms `lb-1`, `lb-2`, each with the feed `lb-1-1` …, and the agent `lb-agent`. */
export type ProvinceOptions = {
  dir: string;
  rooms: Record<string, number>;
  env?: Record<string, string>;
  /** Other people, bodies and documents than the usual ones. */
  seed?: (usual: RegistrySeed) => RegistrySeed;
};

export const PEOPLE = {
  administrator: 'administrator',
  supervisor: 'supervisor',
  /** Of the province. */
  chief: 'chief',
  clerk: (court: string) => `clerk-${court}`,
  /** The court's administrator. */
  office: (court: string) => `office-${court}`,
} as const;

const digestOf = (code: string): string => createHash('sha256').update(plainCode(code)).digest('hex');
/** The agents of a court, by the key that tests name them by. */
const agentsOf = (court: string) => [
  { key: court, court, code: `${court}-agent` },
  { key: `${court}-2`, court, code: `${court}-agent-2` },
];

async function seedOf(
  rooms: Record<string, number>,
  codes: Map<string, string>,
  password: string,
): Promise<RegistrySeed> {
  const passwordHash = await hashPassword(password);
  const courts = Object.keys(rooms);
  const numbers = (court: string) => Array.from({ length: rooms[court] ?? 0 }, (_, i) => i + 1);
  return {
    courts: courts.map((code) => ({
      code,
      level: 'district',
      names: [{ name: `TAND thử nghiệm ${code}`, short: code.toUpperCase() }],
    })),
    successions: [],
    rooms: courts.flatMap((court) =>
      numbers(court).map((n) => ({ code: `${court}-${n}`, court, name: `Phòng xử án ${n}` })),
    ),
    feeds: courts.flatMap((court) =>
      numbers(court).map((n) => ({
        code: `${court}-${n}-1`,
        room: `${court}-${n}`,
        name: 'Toàn cảnh',
        role: 'panel' as const,
      })),
    ),
    agents: courts
      .flatMap(agentsOf)
      .map(({ key, court, code }) => ({ code, court, enrolmentSha256: digestOf(codes.get(key) ?? '') })),
    organisations: [
      { code: 'operator', name: 'Đơn vị vận hành thử nghiệm', kind: 'operator' },
      { code: 'oversight', name: 'Cơ quan giám sát thử nghiệm', kind: 'oversight' },
      ...courts.map((court) => ({ code: `court-${court}`, name: `TAND thử nghiệm ${court}`, kind: 'court' as const })),
    ],
    accounts: [
      {
        login: PEOPLE.administrator,
        displayName: 'Người quản trị thử nghiệm',
        role: 'administrator',
        organisation: 'operator',
        passwordHash,
      },
      {
        login: PEOPLE.supervisor,
        displayName: 'Người giám sát thử nghiệm',
        role: 'supervisor',
        organisation: 'oversight',
        passwordHash,
      },
      {
        login: PEOPLE.chief,
        displayName: 'Chánh án thử nghiệm',
        role: 'province_chief_judge',
        organisation: `court-${courts[0]}`,
        passwordHash,
      },
      ...courts.map((court) => ({
        login: PEOPLE.office(court),
        displayName: `Văn phòng thử nghiệm ${court}`,
        role: 'court_administrator' as const,
        organisation: `court-${court}`,
        court,
        passwordHash,
      })),
      ...courts.map((court) => ({
        login: PEOPLE.clerk(court),
        displayName: `Thư ký thử nghiệm ${court}`,
        role: 'clerk' as const,
        organisation: `court-${court}`,
        court,
        passwordHash,
      })),
    ],
    authorisations: [
      {
        documentNo: '9001/TN',
        issuedOn: '2021-01-01',
        issuer: 'TAND thử nghiệm',
        organisation: 'oversight',
        scope: { live: true, recordings: true, logs: true, exports: false },
        from: '2021-01-01',
      },
    ],
  };
}

export async function startProvince({
  dir,
  rooms,
  env = {},
  seed = (usual) => usual,
}: ProvinceOptions): Promise<Province> {
  await mkdir(dir, { recursive: true });
  // The database's user must get there, else it goes into a system folder that nobody would clear away.
  await chmod(dir, 0o755);
  const data = path.join(dir, 'service');
  // It may be a disk of its own.
  await mkdir(data, { recursive: true });
  await copyTemplate(data);
  const password = randomBytes(12).toString('hex');
  const agents = Object.keys(rooms).flatMap(agentsOf);
  const codes = new Map(agents.map(({ key }) => [key, enrolmentCode(randomBytes(16))]));
  const codeOf = (key: string): string => {
    const code = codes.get(key);
    if (code === undefined) throw new Error(`there is no agent ${key}`);
    return code;
  };
  const registry = path.join(dir, 'registry.json');
  await writeFile(registry, JSON.stringify(seed(await seedOf(rooms, codes, password))));

  const boot = async (at: { http: number; https: number }): Promise<{ started: Started; addresses: Addresses }> => {
    const started = start(process.execPath, [SERVICE_PROGRAM], {
      env: {
        ...process.env,
        GIAMSAT_DATA: data,
        GIAMSAT_REGISTRY: registry,
        HOST: '127.0.0.1',
        PORT: String(at.http),
        TLS_PORT: String(at.https),
        LOG_LEVEL: 'warn',
        ...env,
      },
    });
    const addresses = await until(
      'the service to be ready',
      async () => {
        if (started.child.exitCode !== null) throw new Hopeless('the service ended');
        const listening = JSON.parse(await readFile(path.join(data, 'listening.json'), 'utf8')) as {
          pid: number;
          http: string;
          https?: string;
        };
        if (listening.pid !== started.child.pid) return undefined;
        const ready = await fetch(`${listening.http}/readyz`);
        return ready.ok ? listening : undefined;
      },
      60_000,
    ).catch(async (error) => {
      await stop(started);
      throw new Error(`${(error as Error).message}\n${started.output()}`);
    });
    return { started, addresses };
  };

  // After a kill it starts on the ports that it had.
  let { started, addresses } = await boot({ http: await freePort(), https: await freePort() });
  const machines = new Map(
    agents.map(({ key, code: agent }) => [
      key,
      createMachine({
        service: () => addresses.http,
        agent,
        code: codeOf(key),
        keysDir: path.join(dir, 'machines', agent),
      }),
    ]),
  );
  const portsNow = () => ({
    http: Number(new URL(addresses.http).port),
    https: Number(new URL(addresses.https ?? 'https://x:0').port),
  });
  return {
    get http() {
      return addresses.http;
    },
    get https() {
      return addresses.https ?? '';
    },
    dir,
    password,
    token: async (court) => {
      const machine = machines.get(court);
      if (!machine) throw new Error(`there is no agent ${court}`);
      return machine.token();
    },
    code: codeOf,
    process: () => started,
    stop: () => stop(started),
    killAndRestart: async ({ meanwhile } = {}) => {
      const same = portsNow();
      started.child.kill('SIGKILL');
      await started.ended;
      await meanwhile?.();
      ({ started, addresses } = await boot(same));
    },
  };
}
