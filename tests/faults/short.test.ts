// A short run of faults on real processes, each once, in an order that the printed seed gives; and whether the checker finds what is taken away.
import { readFileSync, renameSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { check, type Verdict } from './checker/check.ts';
import { faultsNamed } from './support/faults.ts';
import { type Outcome, play } from './support/play.ts';
import { diceOf } from './support/random.ts';
import { tableOf } from './support/table.ts';
import { openWorld, type World } from './support/world.ts';

/** Disks of their own need root, as the machines that run these tests give it. */
const isRoot = process.getuid?.() === 0;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const STRUCK = ['agent killed', 'camera dead', 'line cut', 'disk full at the court', 'power cut at the province'];

let dir = '';
let world: World | undefined;
let outcome: Outcome | undefined;
afterAll(async () => {
  await world?.close();
  if (dir) await rm(dir, { recursive: true, force: true });
});

test.runIf(isRoot)(
  `nothing is lost, nothing doubled, and whatever is missing is declared (SEED=${SEED})`,
  async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'giamsat-faults-'));
    await chmod(dir, 0o755);
    world = await openWorld(dir, ['lb']);
    const dice = diceOf(SEED);
    const faults = dice.shuffled(faultsNamed(STRUCK));
    outcome = await play(world, dice, () => faults.shift());
    const { verdict, unsettled, struck } = outcome;
    console.log(`seed ${SEED}\n${tableOf(outcome)}`);
    expect(struck.map(({ fault }) => fault).sort()).toEqual([...STRUCK].sort());
    expect(unsettled).toEqual([]);
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, undeclared: 0, outOfChain: 0, outOfOrder: 0 });
    // So that it means something: there was something to lose, and something was missing.
    const account = verdict.feeds['lb-1-1'];
    expect(verdict.events.acknowledged).toBeGreaterThan(10);
    expect(account?.recorded).toBeGreaterThan(100);
    expect(Object.keys(account?.declared ?? {}).length).toBeGreaterThan(0);
  },
  400_000,
);

describe('the checker finds', () => {
  const evidence = () => {
    if (!outcome || !world) throw new Error('the run before did not come so far');
    return { world, evidence: outcome.evidence };
  };
  /** Evidence is never changed, so that has to be allowed first. */
  const UNLOCKED = 'alter table journal disable trigger all';
  const asIf = async (...statements: string[]): Promise<Verdict> => {
    const run = evidence();
    return run.world.asIf([UNLOCKED, ...statements], (ask) => check({ ...run.evidence, ask }));
  };

  test.runIf(isRoot)('one segment that was deleted', async () => {
    const run = evidence();
    const rows = await run.world.ask<{ name: string }>(
      `select feed || '/' || epoch || '/' || number || '.m4s' as name from media_segments order by start_ms`,
    );
    const file = path.join(run.world.recordings, rows[Math.floor(rows.length / 2)]?.name ?? '');
    renameSync(file, `${file}.away`);
    try {
      const { lost, undeclared } = await check(run.evidence);
      expect(lost).toBe(1);
      expect(undeclared).toBeGreaterThan(0);
    } finally {
      renameSync(`${file}.away`, file);
    }
  });

  test.runIf(isRoot)('one event that was deleted', async () => {
    const told = evidence().evidence.told[5];
    const { lost, outOfChain } = await asIf(`delete from journal where id = '${told?.id}'`);
    expect(lost).toBe(1);
    expect(outOfChain).toBeGreaterThan(0);
  });

  test.runIf(isRoot)('one gap that is declared no more', async () => {
    const gap = `(select position, jsonb_array_elements(payload::jsonb #> '{data,gaps}') as gap from journal
      where head like '%"type":"recording.committed"%') as stated where gap ->> 'cause' = 'agent'`;
    const { undeclared, outOfChain } = await asIf(
      `update journal set payload = jsonb_set(payload::jsonb, '{data,gaps}', '[]')::text where position in (select position from ${gap})`,
    );
    expect(undeclared).toBeGreaterThan(0);
    expect(outOfChain).toBeGreaterThan(0);
  });

  test('with nothing of the product in it', () => {
    const seen = new Set<string>();
    const read = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(from, file).toMatch(/^(node:|\.)/);
        if (from.startsWith('.')) read(path.resolve(path.dirname(file), from));
      }
    };
    read(path.join(import.meta.dirname, 'checker/check.ts'));
    const outside = [...seen]
      .map((file) => path.relative(import.meta.dirname, file))
      .filter((file) => !file.startsWith('checker/'));
    // What the cameras of these tests burn into their pictures, and how such a camera is started.
    expect(outside.sort()).toEqual(['../bench/glass/timecode-camera.ts', '../rig/processes.ts']);
    expect(seen.size).toBeGreaterThanOrEqual(6);
  });
});
