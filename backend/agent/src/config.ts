/** The one reader of the agent's configuration file; it lists everything that is wrong, at once. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Code } from '@giamsat/contract/primitives';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

export const CameraSource = Type.Object(
  {
    /** `rtsp`: pulled over TCP; `…-listen`: the camera pushes to us; `file`: played in a loop (tests, demo). */
    kind: Type.Enum(['rtsp', 'rtmp-listen', 'rtsp-listen', 'file'] as const),
    url: Type.String({ minLength: 1, maxLength: 2000 }),
    /** Sound: `auto` copies AAC and turns everything else into it. */
    audio: Type.Optional(Type.Enum(['auto', 'transcode', 'none'] as const)),
    /**
     * Encode the picture anew: `when-needed` where it cannot be copied (H.265, MJPEG, key frames more than 5 s apart, a frame rate
     * that varies), `never` (default) refuses such a camera in words. `true` and `false` mean always and never.
     */
    transcode: Type.Optional(Type.Union([Type.Boolean(), Type.Enum(['never', 'when-needed', 'always'] as const)])),
    /** Send a second, small picture (360 lines, encoded at this machine) for those who watch over a weak line; default false. */
    small: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type CameraSource = Static<typeof CameraSource>;

export const transcodingOf = ({ transcode }: CameraSource): 'never' | 'when-needed' | 'always' =>
  typeof transcode === 'string' ? transcode : transcode === true ? 'always' : 'never';

const ConfigFile = Type.Object(
  {
    code: Code,
    court: Code,
    service: Type.String({ pattern: '^https?://[^\\s/]+/?$' }),
    /** PEM of the certificate authority that the service's certificate is judged by. */
    serviceCaFile: Type.Optional(Type.String()),
    dataDir: Type.String({ minLength: 1 }),
    /** Folder of this machine's keys; default `keys` in the data folder. */
    keysDir: Type.Optional(Type.String({ minLength: 1 })),
    /** Folder of picture and sound that wait for the province; default `spool` in the data folder. */
    spoolDir: Type.Optional(Type.String({ minLength: 1 })),
    /** What seals them, made at the first start; default `spool.key` among the keys. */
    spoolKeyFile: Type.Optional(Type.String({ minLength: 1 })),
    console: Type.Object(
      {
        host: Type.String({ minLength: 1 }),
        port: Type.Integer({ minimum: 0, maximum: 65535 }),
        tls: Type.Boolean(),
        certFile: Type.Optional(Type.String()),
        keyFile: Type.Optional(Type.String()),
        /** Folder of the console's built page. */
        pageDir: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
    spoolMaxBytes: Type.Optional(Type.Integer({ minimum: 1024 * 1024 })),
    logLevel: Type.Optional(Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const)),
    cameras: Type.Array(Type.Object({ feed: Code, source: CameraSource }, { additionalProperties: false }), {
      maxItems: 64,
    }),
  },
  { additionalProperties: false },
);

export type AgentConfig = Static<typeof ConfigFile> & {
  keysDir: string;
  spoolDir: string;
  spoolKeyFile: string;
  serviceCa?: string;
  spoolMaxBytes: number;
  logLevel: string;
};

const DEFAULT_SPOOL_BYTES = 20 * 1024 ** 3;
const validator = Compile(ConfigFile);

export class ConfigError extends Error {
  readonly problems: string[];
  constructor(file: string, problems: string[]) {
    super(`${file}:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Paths in the file are relative to the file. @throws {ConfigError} */
export function readConfig(file: string): AgentConfig {
  const problems: string[] = [];
  const attempt = <T>(what: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const raw = attempt('the file cannot be read', (): unknown => JSON.parse(readFileSync(file, 'utf8')));
  if (raw === undefined) throw new ConfigError(file, problems);
  for (const error of validator.Errors(raw)) problems.push(`${error.instancePath || '/'} ${error.message}`);
  if (!validator.Check(raw)) throw new ConfigError(file, problems);

  const at = (name: string) => path.resolve(path.dirname(file), name);
  const feeds = raw.cameras.map((camera) => camera.feed);
  for (const feed of new Set(feeds)) {
    if (feeds.filter((other) => other === feed).length > 1) problems.push(`/cameras: ${feed} stands there twice`);
  }
  const caFile = raw.serviceCaFile;
  const serviceCa =
    caFile === undefined ? undefined : attempt('/serviceCaFile', () => readFileSync(at(caFile), 'utf8'));
  if ((raw.console.certFile === undefined) !== (raw.console.keyFile === undefined)) {
    problems.push('/console: certFile and keyFile go together');
  }
  if (problems.length > 0) throw new ConfigError(file, problems);
  const { certFile, keyFile, pageDir, ...listen } = raw.console;
  const keysDir = at(raw.keysDir ?? path.join(raw.dataDir, 'keys'));
  return {
    ...raw,
    service: raw.service.replace(/\/$/, ''),
    dataDir: at(raw.dataDir),
    keysDir,
    spoolDir: at(raw.spoolDir ?? path.join(raw.dataDir, 'spool')),
    spoolKeyFile: raw.spoolKeyFile === undefined ? path.join(keysDir, 'spool.key') : at(raw.spoolKeyFile),
    console: {
      ...listen,
      ...(certFile ? { certFile: at(certFile) } : {}),
      ...(keyFile ? { keyFile: at(keyFile) } : {}),
      ...(pageDir ? { pageDir: at(pageDir) } : {}),
    },
    ...(serviceCa === undefined ? {} : { serviceCa }),
    spoolMaxBytes: raw.spoolMaxBytes ?? DEFAULT_SPOOL_BYTES,
    logLevel: raw.logLevel ?? 'info',
  };
}
