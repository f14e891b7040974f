/** Another clock for one process and what it starts, by libfaketime (Debian's `faketime`); its monotonic clock stays true. */
import { existsSync } from 'node:fs';

const LIBRARY = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));

export const hasFaketime = LIBRARY !== undefined;

const COMMON = { FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1', NO_FAKE_STAT: '1' };

/** @param clock `-3600`: so many seconds off; `@1970-01-01 00:00:10`: it begins there */
export const clockOf = (clock: string): Record<string, string> => ({
  ...COMMON,
  LD_PRELOAD: LIBRARY ?? '',
  FAKETIME: clock,
});

/** As {@link clockOf}, read from a file at each look, so that the clock can be set while the process runs. */
export const clockIn = (file: string): Record<string, string> => ({
  ...COMMON,
  LD_PRELOAD: LIBRARY ?? '',
  FAKETIME_TIMESTAMP_FILE: file,
  FAKETIME_NO_CACHE: '1',
});
