// npm run faults [-- --minutes N] [--seed S] [--only "line cut,agent killed"]: faults at random on real processes, then the checker; ends with one line of JSON.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { idleSince } from '../bench/harness.ts';
import { FAULTS, faultsNamed, MISSING } from './support/faults.ts';
import { play } from './support/play.ts';
import { diceOf } from './support/random.ts';
import { tableOf } from './support/table.ts';
import { openWorld } from './support/world.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes and --seed are numbers');
if (process.getuid?.() !== 0) throw new Error('disks of their own need root');
const faults = values.only === undefined ? FAULTS : faultsNamed(values.only.split(',').map((name) => name.trim()));

const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-faults-'));
await chmod(dir, 0o755);
console.log(`seed ${seed}, ${minutes} minutes, ${faults.length} kinds of faults; lines: a relay on TCP`);
for (const missing of MISSING) console.log(`not here: ${missing}`);
const world = await openWorld(dir, ['lb', 'cl']);
const end = async (): Promise<void> => {
  await world.close();
  await rm(dir, { recursive: true, force: true });
};
// Mounted images would stay.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(130)));
try {
  const idle = idleSince();
  const dice = diceOf(seed);
  const until = Date.now() + minutes * 60_000;
  // Each kind once, in an order of its own, before any comes again.
  let left = dice.shuffled(faults);
  const outcome = await play(
    world,
    dice,
    () => {
      if (Date.now() > until) return undefined;
      if (left.length === 0) left = dice.shuffled(faults);
      return left.shift();
    },
    (line) => console.log(line),
  );
  const { verdict } = outcome;
  console.log(`\n${tableOf(outcome)}\nidle CPU: ${(idle() * 100).toFixed(0)} %`);
  const { lost, doubled, undeclared, outOfChain, outOfOrder, longestInterruptionMs } = verdict;
  const { acknowledged, present } = verdict.events;
  const figures = { lost, doubled, undeclared, outOfChain, outOfOrder, acknowledged, present, longestInterruptionMs };
  console.log(JSON.stringify({ run: 'faults', seed, minutes, struck: outcome.struck.length, ...figures }));
  process.exitCode = lost + doubled + undeclared + outOfChain + outOfOrder + outcome.unsettled.length === 0 ? 0 : 1;
} finally {
  await end();
}
