// What the scripts say: one calm line for each step, and one plain reason when something stops them.
import { endAll } from './process.mjs';

/** A reason to stop that the person can act on; printed without a stack. */
export class Stop extends Error {}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs one step, says what it did and how long it took, and every 30 s that it still goes on. `work` may return the line to say. */
export async function step(label, work) {
  const begun = Date.now();
  const seconds = () => `${Math.max(1, Math.round((Date.now() - begun) / 1000))} s`;
  const timer = setInterval(() => say(`  … ${label}, ${seconds()}`), 30_000);
  try {
    const done = await work();
    say(`  ✓ ${typeof done === 'string' ? done : label} (${seconds()})`);
  } finally {
    clearInterval(timer);
  }
}

/** Throws `Stop` with the end of a command's output if it failed. */
export function mustSucceed({ code, timedOut, output }, what) {
  if (code === 0) return;
  const lines = output.trimEnd().split('\n').slice(-15);
  const why = timedOut ? 'it took too long' : `exit code ${code}`;
  throw new Stop([`${what} failed (${why}):`, ...lines.map((line) => `    ${line}`)].join('\n'));
}

/** Runs a script's `main`; a `Stop` is said plainly, anything else with its stack; what still runs ends. */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n  ✗ ${error instanceof Stop ? error.message : error.stack}\n`);
    endAll();
    process.exit(1);
  }
}
