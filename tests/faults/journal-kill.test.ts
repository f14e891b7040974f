// kill -9 of the service, and of its database with it, while agents send: what was acknowledged is there, once, where it was said to be.
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { startCluster } from '@giamsat/service/platform/postgres/cluster';
import { createSql } from '@giamsat/service/platform/sql';
import { silentLogger } from '@giamsat/service/testing/database';
import { eventMaker, hearingSubject, testJournal } from '@giamsat/service/testing/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Province, startProvince } from '../rig/province.ts';

const COURTS = ['aa', 'bb', 'cc', 'dd'];
const BATCH = 7;

let dir: string;
let province: Province;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-kill-'));
  await chmod(dir, 0o755);
  province = await startProvince({ dir, rooms: Object.fromEntries(COURTS.map((court) => [court, 1])) });
});
afterAll(async () => {
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** An agent's outbox: a batch is sent until it is answered, then the next. Remembers every position it was told. */
function outbox(court: string, told: Map<string, number>, stopped: () => boolean) {
  const make = eventMaker(`/courts/${court}/agents/${court}-agent`, new Date(Date.now() - 60_000).toISOString());
  const counts = { calls: 0, again: 0 };
  async function deliver(batch: EventEnvelope[]): Promise<EventResult[]> {
    for (;;) {
      counts.calls += 1;
      try {
        const response = await fetch(`${province.http}/ingest/events`, {
          method: 'POST',
          headers: {
            'content-type': 'application/cloudevents-batch+json',
            authorization: `Bearer ${await province.token(court)}`,
          },
          body: JSON.stringify(batch),
          signal: AbortSignal.timeout(20_000),
        });
        if (response.status === 200) return ((await response.json()) as { results: EventResult[] }).results;
        await response.body?.cancel();
      } catch {
        // Killed in the middle of the call: nobody knows what became of it.
      }
      counts.again += 1;
      await sleep(20);
    }
  }
  return {
    counts,
    async run() {
      while (!stopped()) {
        const subject = hearingSubject();
        const batch = Array.from({ length: BATCH }, (_, n) =>
          make({ type: 'hearing.note.recorded', subject, data: { text: `line ${n}` } }),
        );
        const results = await deliver(batch);
        batch.forEach((event, index) => {
          const result = results[index];
          if (!result || result.status === 'rejected') throw new Error(JSON.stringify(result));
          told.set(`${event.source}#${event.id}`, result.position);
        });
      }
    },
  };
}

/** The guard of the embedded database leads a process group of its own. */
async function killDatabaseOf(servicePid: number): Promise<void> {
  for (const entry of await readdir('/proc')) {
    const stat = await readFile(`/proc/${entry}/stat`, 'latin1').catch(() => '');
    if (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(servicePid)) {
      process.kill(-Number(entry), 'SIGKILL');
    }
  }
}

test('kill -9 while appending', { timeout: 180_000 }, async () => {
  const told = new Map<string, number>();
  let stopped = false;
  const outboxes = COURTS.map((court) => outbox(court, told, () => stopped));
  const running = Promise.all(outboxes.map(({ run }) => run()));

  for (const withDatabase of [false, true, false]) {
    const before = told.size;
    await expect.poll(() => told.size - before, { timeout: 60_000, interval: 5 }).toBeGreaterThan(BATCH * 20);
    await sleep(Math.random() * 50);
    if (withDatabase) await killDatabaseOf(province.process().child.pid as number);
    await province.killAndRestart();
  }
  const before = told.size;
  await expect.poll(() => told.size - before, { timeout: 60_000 }).toBeGreaterThan(BATCH * 20);
  stopped = true;
  await running;
  await province.stop();
  // The kills really fell into calls.
  expect(outboxes.reduce((sum, { counts }) => sum + counts.again, 0)).toBeGreaterThan(0);

  const cluster = await startCluster({ dir: path.join(dir, 'service'), logger: silentLogger });
  const sql = createSql({ connection: cluster.connection, logger: silentLogger });
  try {
    const { journal } = testJournal(sql);
    const records = await journal.read({ after: -1, limit: 1_000_000 });
    expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index));
    const kept = new Map(records.map(({ event, position }) => [`${event.source}#${event.id}`, position]));
    expect(kept.size).toBe(records.length);
    const lost = [...told].filter(([ref, position]) => kept.get(ref) !== position);
    expect(lost).toEqual([]);
    for (const stream of new Set(records.map((record) => record.stream))) {
      expect(await journal.verify(stream)).toMatchObject({ ok: true });
    }
  } finally {
    await sql.destroy();
    await cluster.stop();
  }
});
