// Builds the dashboard, and only when something that goes into it changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest.mjs';
import { childEnv, findNode24, repository } from './env.mjs';
import { run } from './process.mjs';
import { mustSucceed } from './say.mjs';

const folder = join(repository, 'dashboard');
const stamp = join(folder, 'dist', '.sources');
const sources = ['dashboard', 'backend/contract/src', 'backend/proof/src', 'pnpm-lock.yaml', 'tsconfig.base.json'];

/** Returns the line to say; throws `Stop`. */
export async function ensureDashboard() {
  if (!existsSync(join(folder, 'index.html'))) return 'dashboard has no page yet';
  const digest = digestOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return 'dashboard is up to date';
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = await run(findNode24(), [vite, 'build'], {
    cwd: folder,
    env: childEnv({ NODE_ENV: 'production' }),
    timeoutMs: 240_000,
    log: 'dashboard-build.log',
  });
  mustSucceed(built, 'building the dashboard');
  writeFileSync(stamp, digest);
  return 'dashboard built';
}
