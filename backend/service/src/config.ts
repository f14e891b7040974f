/** The one reader of the environment: checks everything and reports all that is wrong at once. */
import { isIP } from 'node:net';
import path from 'node:path';
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from '@giamsat/proof/note';
import { SEAL_KEY_FILE } from './access/seal.ts';
import { CHECKPOINT_KEY_FILE } from './journal/checkpoint-key.ts';
import { PlainError } from './platform/errors.ts';

export type Config = {
  /** Everything that the service keeps: recordings, certificate, the embedded database. */
  dataDir: string;
  host: string;
  /** HTTP/1.1 without TLS; 0 takes a free one. */
  port: number;
  /** HTTP/2 and HTTP/1.1 over TLS; 0 takes a free one, undefined means none. */
  tlsPort: number | undefined;
  /** A certificate of one's own; both or neither. */
  tls: { certFile: string; keyFile: string } | undefined;
  /** Absent: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /**
   * Who owns the tables and brings them forward, so that `databaseUrl` can be a role that may not change evidence; it must exist,
   * and gets its rights at each start. Absent: `databaseUrl` does both, and the start says what that role may do.
   */
  databaseOwnerUrl: string | undefined;
  /** Absent: one node, with the bus in memory. */
  redisUrl: string | undefined;
  /** With several nodes: where the others reach this one, and it opens a door for them alone. Absent: there is one node. */
  nodeUrl: string | undefined;
  /** Recordings and files to take away; with several nodes a folder that all of them share. Absent: the data folder. */
  sharedDir: string;
  demo: boolean;
  /** A `RegistrySeed` in JSON, applied at boot. */
  registryFile: string | undefined;
  /** The key under which second factors are sealed; absent: a file in the data folder. */
  sealKeyFile: string | undefined;
  /** The review sheet's template, the terms of the law and the holidays; absent: those that come with the service. */
  rulesDir: string | undefined;
  /** Targets of the statistics and when their year begins; absent: what comes with the service. */
  targetsFile: string | undefined;
  /** The key that signs the journal's checkpoints; absent: a file in the data folder. */
  checkpointKeyFile: string | undefined;
  /** Keys of the second parties that countersign checkpoints. */
  witnesses: VerifierKey[];
  /** Within so many days every recorded segment is read again. */
  patrolDays: number;
  /** Recordings leave so much of their disk free. */
  diskReserveMib: number;
  /** A removal of recordings that was approved begins so many hours later; absent: nothing is ever removed. */
  removalAfterHours: number | undefined;
  /** In whose folders, named after courts, hearing lists are put down; absent: none is watched. */
  listFolder: string | undefined;
  /** So old the newest copy of everything may be before administrators are alerted; absent: nobody asks. */
  copyWithinMs: number | undefined;
  logLevel: LogLevel;
  /** The built dashboard. */
  dashboardDir: string;
  /** The built page of certified packages. */
  packagePageDir: string;
  /** Whose `X-Forwarded-*` is believed: of a reverse proxy on this machine (true), or of one at these addresses. */
  trustProxy: boolean | string[];
};

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment is wrong; `problems` names each variable and what it should be. */
export class ConfigError extends PlainError {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, { exitCode: 2 });
    this.problems = problems;
  }
}

/** @throws ConfigError with everything that is wrong. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;

  const port = (name: string, fallback: number): number => {
    const given = text(name);
    if (given === undefined) return fallback;
    if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
    problems.push(`${name} must be a port between 0 and 65535, not "${given}"`);
    return fallback;
  };
  const days = (name: string, fallback: number): number => {
    const given = text(name);
    if (given === undefined) return fallback;
    if (/^[1-9]\d{0,2}$/.test(given)) return Number(given);
    problems.push(`${name} must be days between 1 and 999, not "${given}"`);
    return fallback;
  };
  const mebibytes = (name: string, fallback: number): number => {
    const given = text(name);
    if (given === undefined) return fallback;
    if (/^\d{1,7}$/.test(given)) return Number(given);
    problems.push(`${name} must be MiB between 0 and 9999999, not "${given}"`);
    return fallback;
  };
  const hours = (name: string): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    if (!/^\d{1,4}$/.test(given)) problems.push(`${name} must be hours between 0 and 9999, not "${given}"`);
    return Number(given);
  };
  const flag = (name: string): boolean => {
    const given = text(name);
    if (given === undefined || given === '0') return false;
    if (given === '1') return true;
    problems.push(`${name} must be 1 or 0, not "${given}"`);
    return false;
  };
  const url = (name: string, protocols: string[]): string | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    if (URL.canParse(given) && protocols.includes(new URL(given).protocol)) return given;
    // The value may hold a password, so it is not repeated.
    problems.push(`${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    return undefined;
  };
  const logLevel = (): LogLevel => {
    const given = text('LOG_LEVEL') ?? 'info';
    const known = LOG_LEVELS.find((level) => level === given);
    if (!known) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${given}"`);
    return known ?? 'info';
  };
  const certificate = (): Config['tls'] => {
    const [certFile, keyFile] = [text('TLS_CERT'), text('TLS_KEY')];
    if (certFile && keyFile) return { certFile: path.resolve(certFile), keyFile: path.resolve(keyFile) };
    if (certFile || keyFile) problems.push('TLS_CERT and TLS_KEY must be given together');
    return undefined;
  };
  const witnesses = (): VerifierKey[] =>
    (text('GIAMSAT_WITNESSES') ?? '').split(/\s+/).flatMap((given) => {
      if (given === '') return [];
      const key = parseVerifierKey(given);
      if (key?.type === SIGNATURE_TYPES.cosignature) return [key];
      problems.push(
        `GIAMSAT_WITNESSES must hold keys as \`giamsat-witness key\` shows them, with spaces between, not "${given}"`,
      );
      return [];
    });
  const proxies = (): Config['trustProxy'] => {
    const given = (text('TRUST_PROXY') ?? '0').split(/[\s,]+/);
    if (given.length === 1 && (given[0] === '0' || given[0] === '1')) return given[0] === '1';
    if (given.every((address) => isIP(address) !== 0)) return given;
    problems.push('TRUST_PROXY must be 1, 0, or the addresses that the proxy comes from');
    return false;
  };
  const fileOf = (name: string): string | undefined => {
    const given = text(name);
    return given && path.resolve(given);
  };
  const dataDir = path.resolve(text('GIAMSAT_DATA') ?? '.data/service');
  const shared = fileOf('GIAMSAT_SHARED');
  /** What all nodes must have the same of. */
  const keyOf = (name: string, file: string): string | undefined => fileOf(name) ?? (shared && path.join(shared, file));

  const config: Config = {
    dataDir,
    host: text('HOST') ?? '127.0.0.1',
    port: port('PORT', 8080),
    tlsPort: text('TLS_PORT') === 'off' ? undefined : port('TLS_PORT', 8443),
    tls: certificate(),
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    databaseOwnerUrl: url('DATABASE_OWNER_URL', ['postgres:', 'postgresql:']),
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    nodeUrl: url('GIAMSAT_NODE_URL', ['http:']),
    sharedDir: shared ?? dataDir,
    demo: flag('GIAMSAT_DEMO'),
    registryFile: fileOf('GIAMSAT_REGISTRY'),
    sealKeyFile: keyOf('GIAMSAT_SEAL_KEY_FILE', SEAL_KEY_FILE),
    rulesDir: fileOf('GIAMSAT_RULES_DIR'),
    targetsFile: fileOf('GIAMSAT_TARGETS'),
    checkpointKeyFile: keyOf('GIAMSAT_CHECKPOINT_KEY_FILE', CHECKPOINT_KEY_FILE),
    witnesses: witnesses(),
    patrolDays: days('GIAMSAT_PATROL_DAYS', 30),
    diskReserveMib: mebibytes('GIAMSAT_DISK_RESERVE_MIB', 2048),
    removalAfterHours: hours('GIAMSAT_REMOVAL_AFTER_HOURS'),
    listFolder: fileOf('GIAMSAT_LIST_FOLDER'),
    copyWithinMs: (hours('GIAMSAT_COPY_WITHIN_HOURS') ?? 26) * 3_600_000 || undefined,
    logLevel: logLevel(),
    dashboardDir: path.resolve(text('GIAMSAT_DASHBOARD') ?? path.join(import.meta.dirname, '../../../dashboard/dist')),
    packagePageDir: path.resolve(
      text('GIAMSAT_PACKAGE_PAGE') ?? path.join(import.meta.dirname, '../../../dashboard/dist-package'),
    ),
    trustProxy: proxies(),
  };
  if (config.redisUrl && !config.databaseUrl) {
    problems.push('REDIS_URL is for several nodes, which need one DATABASE_URL: the embedded database serves one node');
  }
  if (config.redisUrl && !(config.nodeUrl && shared)) {
    problems.push(
      'REDIS_URL is for several nodes, which also need GIAMSAT_NODE_URL (where the others reach this one) and GIAMSAT_SHARED (a folder that all share)',
    );
  }
  if (config.nodeUrl && !config.redisUrl) problems.push('GIAMSAT_NODE_URL is for several nodes, which need REDIS_URL');
  if (config.databaseOwnerUrl && !config.databaseUrl) {
    problems.push('DATABASE_OWNER_URL needs DATABASE_URL: the embedded database has an owner of its own');
  }
  if (config.port !== 0 && config.port === config.tlsPort) problems.push('PORT and TLS_PORT must differ');
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
