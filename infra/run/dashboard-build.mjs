// Builds the pages (the dashboard, the clerk's console, the one that certified packages hold), and only when something that goes into them changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest.mjs';
import { childEnv, findNode24, repository } from './env.mjs';
import { run } from './process.mjs';
import { mustSucceed } from './say.mjs';

const folder = join(repository, 'dashboard');
const stamp = join(folder, 'node_modules', '.giamsat-built');
const sources = ['dashboard', 'backend/contract/src', 'backend/proof/src', 'pnpm-lock.yaml', 'tsconfig.base.json'];
const pages = [
  { config: 'vite.config.ts', out: 'dist' },
  { config: 'vite.console.config.ts', out: 'dist-console' },
  { config: 'vite.package.config.ts', out: 'dist-package' },
];

/** Returns the line to say; throws `Stop`. */
export async function ensureDashboard() {
  const digest = digestOf(sources);
  const wanted = pages.filter(({ config }) => existsSync(join(folder, config)));
  const built = wanted.every(({ out }) => existsSync(join(folder, out)));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return 'pages are up to date';
  const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const { config, out } of wanted) {
    const options = {
      cwd: folder,
      env: childEnv({ NODE_ENV: 'production' }),
      timeoutMs: 240_000,
      log: `build-${out}.log`,
    };
    mustSucceed(await run(findNode24(), [vite, 'build', '--config', config], options), `building ${out}`);
  }
  writeFileSync(stamp, digest);
  return 'pages built';
}
