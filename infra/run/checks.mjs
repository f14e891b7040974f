// What is checked without running the product: types, style, unused code. Each is one step with a name.
import { join } from 'node:path';
import { childEnv, findNode24, repository } from './env.mjs';
import { run } from './process.mjs';
import { say } from './say.mjs';

const tool = (...path) => join(repository, 'node_modules', ...path);

const checks = [
  { name: 'types', script: tool('typescript', 'bin', 'tsc'), args: ['-b'] },
  { name: 'style', script: tool('@biomejs', 'biome', 'bin', 'biome'), args: ['check', '--max-diagnostics=40', '.'] },
  { name: 'unused', script: tool('knip', 'bin', 'knip.js'), args: ['--no-progress'] },
];

/** Runs all checks, shows what the failed ones say; resolves to `{ passed, failed }`. */
export async function runChecks() {
  const count = { passed: 0, failed: 0 };
  for (const { name, script, args } of checks) {
    const { code, timedOut, output } = await run(findNode24(), [script, ...args], {
      env: childEnv(),
      timeoutMs: 600_000,
      log: `check-${name}.log`,
    });
    if (code === 0) count.passed += 1;
    else count.failed += 1;
    say(code === 0 ? `  ✓ ${name}` : `  ✗ ${name}${timedOut ? ' (took too long)' : ''}\n${output}`);
  }
  return count;
}
