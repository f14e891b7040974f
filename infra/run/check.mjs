// npm run check – types, style, unused code and the rules of the house, in about half a minute.
import { runChecks } from './checks.mjs';
import { ensurePackages } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { script, step } from './say.mjs';
import { runSuites } from './suites.mjs';

endWithMe();
await script(async () => {
  await step('packages and Node 24', ensurePackages);
  const checks = await runChecks();
  const architecture = await runSuites('architecture', ['architecture'], 120_000);
  process.exitCode = checks.failed + architecture.failed === 0 ? 0 : 1;
});
