/** Reads a seed file (`GIAMSAT_REGISTRY`) and says what is wrong with it. */
import { readFile } from 'node:fs/promises';
import { RegistrySeed } from '@giamsat/contract/registry';
import { Compile } from 'typebox/compile';
import { PlainError } from '../platform/errors.ts';

const validator = Compile(RegistrySeed);

/** @throws Error that names the file, and each place in it that is wrong. */
export async function readRegistrySeed(file: string): Promise<RegistrySeed> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new PlainError(`The registry ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (validator.Check(value)) return value;
  const places = validator
    .Errors(value)
    .slice(0, 10)
    .map(({ instancePath, message }) => `  ${instancePath || '/'} ${message}`);
  throw new PlainError(`The registry ${file} is not a registry:\n${places.join('\n')}`);
}
