/**
 * Hostile fragmented MP4 against the reader, for as long as wanted: `npm run bench -- fuzz [cases] [seed]`.
 * Baseline: the same reader over the unharmed stream. A case that fails is printed with its seed and number, and can be added to the corpus.
 */
import { checkHostile, type HostileCase, hostileCase, randomOf, SEGMENT } from '@giamsat/contract/testing/hostile-mp4';
import { bench } from './harness.ts';

const CASES = Number(process.argv[2] ?? 200_000);
const SEED = Number(process.argv[3] ?? 1);
const SAMPLE = 20_000;
const SAY_EVERY = 1_000_000;

// Every other case ends in an error: their stacks would be most of the work.
Error.stackTraceLimit = 0;

await bench('fuzz', async () => {
  const faults = new Map<string, number>();
  let slowestMs = 0;
  let failed = 0;
  const begun = performance.now();
  for (let number = 0; number < CASES; number++) {
    const hostile = hostileCase(SEED, number);
    const before = performance.now();
    try {
      const fault = checkHostile(hostile);
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
    } catch (error) {
      failed++;
      console.log(`seed ${SEED}, case ${number}: ${(error as Error).message}`);
    }
    slowestMs = Math.max(slowestMs, performance.now() - before);
    if ((number + 1) % SAY_EVERY === 0) console.log(`${number + 1} cases, ${failed} failed`);
  }
  const perS = Math.round((CASES / (performance.now() - begun)) * 1000);
  const unharmed: HostileCase = { bytes: SEGMENT, wholeStream: false, random: randomOf(SEED) };
  const from = performance.now();
  for (let i = 0; i < SAMPLE; i++) checkHostile(unharmed);
  return {
    figures: {
      cases: CASES,
      seed: SEED,
      failed,
      perS,
      slowestMs: Math.round(slowestMs),
      faults: Object.fromEntries(faults),
    },
    baseline: { perS: Math.round((SAMPLE / (performance.now() - from)) * 1000) },
    goal: { failed: 0 },
    met: failed === 0,
  };
});
