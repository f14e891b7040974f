// npm run faults [-- --minutes N] [--seed S] – faults at random on real processes, after bringing what they need; its last line is one line of JSON.
import { join } from 'node:path';
import { ensureBuilt } from './built.mjs';
import { findNode24 } from './env.mjs';
import { ensurePackages } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { script, step } from './say.mjs';
import { supervise } from './supervise.mjs';
import { ensureSystemPackages, forTests } from './system-packages.mjs';

await script(async () => {
  const release = endWithMe();
  await Promise.all([
    step('system packages for the faults', () => ensureSystemPackages(forTests)),
    step('packages and Node 24', ensurePackages).then(() => step('pages and programs', ensureBuilt)),
  ]);
  release();
  const args = [join('tests', 'faults', 'run.ts'), ...process.argv.slice(2)];
  process.exitCode = await supervise(findNode24(), args, {}, { name: 'faults' });
});
