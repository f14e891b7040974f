// npm run bench -- NAME – runs tests/bench/NAME.ts after bringing what it needs; its last line is one line of JSON.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './built.mjs';
import { findNode24, repository } from './env.mjs';
import { ensurePackages } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { Stop, script, step } from './say.mjs';
import { supervise } from './supervise.mjs';
import { ensureSystemPackages, forTests } from './system-packages.mjs';

await script(async () => {
  const folder = join(repository, 'tests', 'bench');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z-]+\.ts$/.test(name)) : [];
  const [name, ...rest] = process.argv.slice(2);
  if (!names.includes(`${name}.ts`)) {
    throw new Stop(`npm run bench -- NAME, where NAME is one of: ${names.map((one) => one.slice(0, -3)).join(', ')}`);
  }
  const release = endWithMe();
  await Promise.all([
    step('system packages for the bench', () => ensureSystemPackages(forTests)),
    step('packages and Node 24', ensurePackages).then(() => step('pages and programs', ensureBuilt)),
  ]);
  release();
  process.exitCode = await supervise(findNode24(), [join('tests', 'bench', `${name}.ts`), ...rest], {}, { name });
});
