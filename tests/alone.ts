/** Test files that need the machine for themselves: browsers, the whole demo, a frozen file system, floods, tenths of a second. */
export const ALONE = [
  'tests/agent/live.test.ts',
  'tests/demo/**/*.test.ts',
  'tests/e2e/**/*.test.ts',
  'tests/live/heals.test.ts',
  'tests/media/disk.test.ts',
  'tests/media/players.test.ts',
];
