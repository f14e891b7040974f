// npm run build – what a machine needs that runs it for real: Node 24, packages, pages. Starts nothing.
import { ensureBuilt } from './built.mjs';
import { ensurePackages } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { script, step } from './say.mjs';

await script(async () => {
  endWithMe();
  await step('packages and Node 24', ensurePackages);
  await step('pages and programs', ensureBuilt);
  process.exit(0);
});
