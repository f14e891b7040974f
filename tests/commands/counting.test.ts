// The line that npm test ends with counts silence, files that cannot be loaded and stray errors as failures.

import { countReport } from '@giamsat/infra/run/suites.mjs';
import { expect, test } from 'vitest';

const report = (passed: number, files: { status: string; assertionResults: { status: string }[] }[] = [], failed = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files.map((file) => ({ name: 'x.test.ts', ...file })),
  });

test.each([
  ['no report', undefined, 0, 1],
  ['no test', report(0), 0, 1],
  ['all well', report(3, [{ status: 'passed', assertionResults: [{ status: 'passed' }] }]), 0, 0],
  ['a failed test', report(3, [{ status: 'failed', assertionResults: [{ status: 'failed' }] }], 1), 1, 1],
  ['a file that cannot be loaded', report(3, [{ status: 'failed', assertionResults: [] }]), 1, 1],
  ['a stray error outside of the tests', report(3), 1, 1],
])('%s', (_name, text, exitCode, failed) => {
  expect(countReport(text, exitCode).failed).toBe(failed);
});
