// Brings Node 24 and all npm packages, with the pnpm version that package.json names; does nothing when nothing changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest.mjs';
import { pnpmVersion, repository } from './env.mjs';
import { run } from './process.mjs';
import { mustSucceed } from './say.mjs';

const stamp = join(repository, 'node_modules', '.giamsat-installed');
const manifests = [
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  ...[
    'backend/contract',
    'backend/proof',
    'backend/service',
    'backend/agent',
    'backend/witness',
    'dashboard',
    'infra',
    'tests',
  ].map((folder) => `${folder}/package.json`),
];

/** True when the packages of this very lockfile are installed. */
export function packagesInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digestOf(manifests);
}

/** Returns the line to say; throws `Stop`. */
export async function ensurePackages() {
  if (packagesInstalled()) return 'packages are up to date';
  const args = ['-y', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile', '--reporter=append-only'];
  // CI=true: pnpm asks no question, whatever it finds in node_modules.
  const env = { ...process.env, CI: 'true' };
  mustSucceed(await run('npx', args, { env, timeoutMs: 600_000, log: 'install.log' }), 'installing packages');
  writeFileSync(stamp, digestOf(manifests));
  return 'packages installed';
}
