/** Makes the registry file of this machine's demo once: random agent tokens, hashed passwords; kept over restarts. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { hashPassword } from '@giamsat/service/access/password';
import { agentOf, demoCourts, demoPassword, demoRegistry } from '../registry.ts';
import { writeWhole } from './durable-file.ts';
import type { Folders } from './folders.ts';

export const tokenFile = (folders: Folders, agent: string): string => join(folders.agent(agent), 'token');

/** The token that an agent proves itself with, in a file that only this user can read. */
function tokenOf(folders: Folders, agent: string): string {
  const file = tokenFile(folders, agent);
  mkdirSync(folders.agent(agent), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeWhole(file, randomBytes(32).toString('base64url'), 0o600);
  return readFileSync(file, 'utf8').trim();
}

function knownHashes(folders: Folders): Map<string, string> {
  if (!existsSync(folders.registry)) return new Map();
  const seed = JSON.parse(readFileSync(folders.registry, 'utf8')) as RegistrySeed;
  return new Map((seed.accounts ?? []).map((a) => [a.login, a.passwordHash ?? '']));
}

/** Writes the file if it would change; gives each agent's token. */
export async function prepareSeed(folders: Folders): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map(demoCourts.map((court) => [agentOf(court), tokenOf(folders, agentOf(court))]));
  const digests = Object.fromEntries(
    [...tokens].map(([agent, token]) => [agent, createHash('sha256').update(token).digest('hex')]),
  );
  const known = knownHashes(folders);
  const seed = await demoRegistry(async (login) => known.get(login) || hashPassword(demoPassword), digests);
  const text = `${JSON.stringify(seed, undefined, 2)}\n`;
  if (!existsSync(folders.registry) || readFileSync(folders.registry, 'utf8') !== text) {
    writeWhole(folders.registry, text, 0o600);
  }
  return tokens;
}
