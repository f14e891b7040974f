/** Makes the registry file of this machine's demo once: one-time codes for its agents, hashed passwords; kept over restarts. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { enrolmentCode, plainCode } from '@giamsat/contract/enrolment-code';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { hashPassword } from '@giamsat/service/access/password';
import { agentOf, demoCourts, demoPassword, demoRegistry } from '../registry.ts';
import { writeWhole } from './durable-file.ts';
import { isEnrolled } from './enrolment.ts';
import type { Folders } from './folders.ts';

/** The one-time code by which an agent that has no key yet will be enrolled, in a file that only this user can read. */
function codeOf(folders: Folders, agent: string): string | undefined {
  if (isEnrolled(folders, agent)) return undefined;
  const file = folders.code(agent);
  mkdirSync(folders.agent(agent), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeWhole(file, enrolmentCode(randomBytes(16)), 0o600);
  return plainCode(readFileSync(file, 'utf8'));
}

function knownHashes(folders: Folders): Map<string, string> {
  if (!existsSync(folders.registry)) return new Map();
  const seed = JSON.parse(readFileSync(folders.registry, 'utf8')) as RegistrySeed;
  return new Map((seed.accounts ?? []).map((a) => [a.login, a.passwordHash ?? '']));
}

/** Writes the file if it would change. */
export async function prepareSeed(folders: Folders): Promise<void> {
  const digests = Object.fromEntries(
    demoCourts.map(agentOf).flatMap((agent) => {
      const code = codeOf(folders, agent);
      return code === undefined ? [] : [[agent, createHash('sha256').update(code).digest('hex')]];
    }),
  );
  const known = knownHashes(folders);
  const seed = await demoRegistry(async (login) => known.get(login) || hashPassword(demoPassword), digests);
  const text = `${JSON.stringify(seed, undefined, 2)}\n`;
  if (!existsSync(folders.registry) || readFileSync(folders.registry, 'utf8') !== text) {
    writeWhole(folders.registry, text, 0o600);
  }
}
