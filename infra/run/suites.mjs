// Runs groups of vitest projects and counts what they did, distrusting silence: a group without tests has failed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, findNode24, repository } from './env.mjs';
import { logs, run } from './process.mjs';
import { say } from './say.mjs';

/** Runs `projects` in one vitest; resolves to `{ passed, failed, skipped }`, where every kind of going wrong counts as a failure. */
export async function runSuites(name, projects, timeoutMs) {
  const report = join(logs, `vitest-${name}.json`);
  rmSync(report, { force: true });
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', ...projects.map((project) => `--project=${project}`)];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = childEnv({ NODE_ENV: 'test', ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) });
  const ended = await run(findNode24(), [vitest, ...args, ...reporters], {
    env,
    timeoutMs,
    log: `${name}.log`,
    show: true,
  });
  if (ended.timedOut) {
    say(`  ✗ ${name}: stopped after ${Math.round(timeoutMs / 60_000)} minutes`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  const count = countReport(text, ended.code);
  for (const line of count.complaints) say(`  ✗ ${name}: ${line}`);
  return count;
}

/** Counts vitest's JSON report (undefined: there is none), given vitest's exit code. */
export function countReport(text, exitCode) {
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0, complaints: ['vitest left no report'] };
  const report = JSON.parse(text);
  const count = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    complaints: [],
  };
  for (const file of report.testResults) {
    const failedInside = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !failedInside) {
      count.failed += 1;
      count.complaints.push(`${file.name} could not be run`);
    }
  }
  if (count.passed + count.failed === 0) {
    count.failed = 1;
    count.complaints.push('no test was run');
  }
  if (exitCode !== 0 && count.failed === 0) {
    count.failed = 1;
    count.complaints.push('vitest failed outside of its tests');
  }
  return count;
}
