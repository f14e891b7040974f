// The suites: `unit` beside the sources, `dashboard` in a simulated document, `architecture` over the whole house,
// `system` with real servers, cameras and encoders, three files side by side, and what needs more of the machine, `in-pairs` and `alone` (tests/alone.ts).
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ALONE, IN_PAIRS, WAITS } from './tests/alone.ts';

const REAL = {
  environment: 'node',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  globalSetup: './tests/rig/built.ts',
  // A service that starts finds itself compiled.
  env: { NODE_COMPILE_CACHE: path.resolve('node_modules/.cache/compiled') },
};

// Vitest would leave one of two cores to itself.
const FAST = { maxWorkers: 2 } as const;

/** Files go by their size, the largest first; what is short to read and long to wait for would be waited for by all in the end. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => WAITS.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(waits), ...sorted.filter((one) => !waits(one))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
    projects: [
      {
        test: {
          ...FAST,
          name: 'unit',
          environment: 'node',
          include: ['backend/*/src/**/*.test.ts', 'dashboard/src/**/*.test.ts', 'infra/**/*.test.ts'],
          // Some of them stand on the embedded database, and two cores are shared.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { ...FAST, name: 'dashboard', environment: 'jsdom', root: './dashboard', include: ['src/**/*.test.tsx'] },
      },
      {
        test: { ...FAST, name: 'architecture', environment: 'node', include: ['tests/architecture/**/*.test.ts'] },
      },
      {
        test: {
          ...REAL,
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/architecture/**', '**/node_modules/**', ...ALONE, ...IN_PAIRS],
          // They mostly wait. Each has folders, ports and databases of its own.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { ...REAL, name: 'in-pairs', include: IN_PAIRS, maxWorkers: 2, sequence: { groupOrder: 2 } },
      },
      {
        test: { ...REAL, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
});
