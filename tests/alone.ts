/** Test files that need the machine for themselves: the whole demo, faults at random, a frozen file system. */
export const ALONE = ['tests/demo/**/*.test.ts', 'tests/faults/short.test.ts', 'tests/media/disk.test.ts'];
/** Those that follow cameras by the clock, players that play them, and pages in a browser: they mostly wait, but beside one other at most. */
export const IN_PAIRS = [
  'tests/agent/kill.test.ts',
  'tests/agent/line.test.ts',
  'tests/agent/live.test.ts',
  'tests/agent/small.test.ts',
  'tests/agent/weather.test.ts',
  'tests/agent/whole.test.ts',
  'tests/backup/set-back.test.ts',
  'tests/e2e/**/*.test.ts',
  'tests/faults/closed-stretch.test.ts',
  'tests/live/heals.test.ts',
  'tests/media/players-hls.test.ts',
  'tests/media/players-shaka.test.ts',
  'tests/nodes/**/*.test.ts',
];
/** Of those that run side by side: a minute without a line, of which nothing can be left out. */
export const WAITS = ['tests/live/long-outage.test.ts'];
