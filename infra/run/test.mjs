// npm test – everything that is tested, with everything that the tests need; the last line counts.

import { ensureBuilt } from './built.mjs';
import { runChecks } from './checks.mjs';
import { ensurePackages } from './packages.mjs';
import { endAll, endWithMe } from './process.mjs';
import { Stop, say, step } from './say.mjs';
import { runSuites } from './suites.mjs';
import { ensureSystemPackages, forTests } from './system-packages.mjs';

endWithMe();
const total = { passed: 0, failed: 0, skipped: 0 };
const add = ({ passed, failed, skipped = 0 }) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};

try {
  await Promise.all([
    step('system packages for the tests', () => ensureSystemPackages(forTests)),
    step('packages and Node 24', ensurePackages),
  ]);
  await step('pages and programs', ensureBuilt);
  add({ passed: 1, failed: 0 });
  add(await runChecks());
  add(await runSuites('fast', ['unit', 'dashboard', 'architecture'], 12 * 60_000));
  add(await runSuites('system', ['system', 'in-pairs', 'alone'], 55 * 60_000));
} catch (error) {
  endAll();
  say(`  ✗ ${error instanceof Stop ? error.message : error.stack}`);
  add({ passed: 0, failed: 1 });
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
say(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);
