// Builds the pages (the dashboard, the clerk's console, the one that certified packages hold) and the programs (service, agent), and only when something that goes into them changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOf } from './digest.mjs';
import { childEnv, findNode24, repository } from './env.mjs';
import { run } from './process.mjs';
import { mustSucceed } from './say.mjs';

const shared = ['backend/contract/src', 'backend/proof/src', 'pnpm-lock.yaml'];
const pages = {
  stamp: 'dashboard/node_modules/.giamsat-built',
  sources: ['dashboard', ...shared, 'tsconfig.base.json'],
  tool: 'dashboard/node_modules/vite/bin/vite.js',
  cwd: 'dashboard',
  builds: [
    { makes: 'dashboard/dist', args: ['build', '--config', 'vite.config.ts'] },
    { makes: 'dashboard/dist-console', args: ['build', '--config', 'vite.console.config.ts'] },
    { makes: 'dashboard/dist-package', args: ['build', '--config', 'vite.package.config.ts'] },
  ],
};
const programs = {
  stamp: 'backend/service/node_modules/.giamsat-built',
  sources: ['backend/service/src', 'backend/agent/src', ...shared, 'infra/run/programs.config.mjs'],
  tool: 'infra/node_modules/rolldown/bin/cli.mjs',
  cwd: '.',
  builds: [{ makes: 'backend/service/dist', args: ['-c', 'infra/run/programs.config.mjs'] }],
};

/** Whether something was made. @throws `Stop` */
async function ensure({ stamp, sources, tool, cwd, builds }) {
  const kept = join(repository, stamp);
  const digest = digestOf(sources);
  const there = builds.every(({ makes }) => existsSync(join(repository, makes)));
  if (there && existsSync(kept) && readFileSync(kept, 'utf8') === digest) return false;
  for (const { makes, args } of builds) {
    const options = {
      cwd: join(repository, cwd),
      env: childEnv({ NODE_ENV: 'production' }),
      timeoutMs: 240_000,
      log: `build-${makes.replaceAll('/', '-')}.log`,
    };
    mustSucceed(await run(findNode24(), [join(repository, tool), ...args], options), `building ${makes}`);
  }
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, digest);
  return true;
}

/** Returns the line to say. @throws `Stop` */
export async function ensureBuilt() {
  const made = [await ensure(programs), await ensure(pages)];
  return made.includes(true) ? 'pages and programs built' : 'pages and programs are up to date';
}

/** @throws `Stop` */
export const ensurePrograms = () => ensure(programs);
