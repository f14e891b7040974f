/** What a witness is told in its file: whom it watches, by which key, under which name, and where it keeps what it saw. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

const ConfigFile = Type.Object(
  {
    /** `https://giamsat.example.vn:8443` */
    service: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
    /** The authority that signed the service's certificate; absent: those that the system knows. */
    serviceCaFile: Type.Optional(Type.String({ minLength: 1 })),
    /** A key of the service, as its page shows it, handed over by a person. From it the witness follows to the keys after it. */
    serviceKey: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
    /** The witness's own name, like an address without `https://`: `vks-tinh.example/doi-chung`. */
    name: Type.String({ pattern: '^[^\\s+]{1,200}$' }),
    /** Relative to the file. */
    dataDir: Type.String({ minLength: 1 }),
    everySeconds: Type.Optional(Type.Integer({ minimum: 10, maximum: 86_400 })),
  },
  { additionalProperties: false },
);
export type WitnessConfig = Static<typeof ConfigFile> & { everySeconds: number };

/** Something that a person has to mend, told in plain words. */
export class PlainError extends Error {}

/** @throws PlainError which names the member that is wrong. */
export function readConfig(file: string): WitnessConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new PlainError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const validator = Compile(ConfigFile);
  if (!validator.Check(value)) {
    const [error] = validator.Errors(value);
    throw new PlainError(`${file}: ${error?.instancePath || '/'} ${error?.message ?? 'is not valid'}`);
  }
  const from = (given: string) => path.resolve(path.dirname(path.resolve(file)), given);
  const { serviceCaFile, dataDir, everySeconds = 60 } = value;
  return {
    ...value,
    everySeconds,
    dataDir: from(dataDir),
    ...(serviceCaFile ? { serviceCaFile: from(serviceCaFile) } : {}),
  };
}
