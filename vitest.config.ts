// The suites: `unit` beside the sources, `dashboard` in a simulated document, `architecture` over the whole house,
// and `system` with real servers, browsers and encoders, one file at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['backend/*/src/**/*.test.ts', 'dashboard/src/**/*.test.ts', 'infra/**/*.test.ts'],
          // Some of them stand on the embedded database, and two cores are shared.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { name: 'dashboard', environment: 'jsdom', root: './dashboard', include: ['src/**/*.test.tsx'] },
      },
      {
        test: { name: 'architecture', environment: 'node', include: ['tests/architecture/**/*.test.ts'] },
      },
      {
        test: {
          name: 'system',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/architecture/**', '**/node_modules/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
