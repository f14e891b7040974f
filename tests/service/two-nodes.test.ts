// Two nodes over one database: each hears of the other's appends through Redis, and without it, and after it came back.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createRegistryChanges } from '@giamsat/service/hearings/registry-changes';
import { createJournal } from '@giamsat/service/journal/journal';
import { createRedisBus } from '@giamsat/service/platform/bus';
import { systemClock } from '@giamsat/service/platform/clock';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { openTestDatabase, silentLogger, type TestDatabase } from '@giamsat/service/testing/database';
import { eventMaker, hearingSubject } from '@giamsat/service/testing/events';
import { TWO_COURTS } from '@giamsat/service/testing/ingest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../rig/ports.ts';
import { type Started, start, stop } from '../rig/processes.ts';

let database: TestDatabase;
let redis: Started;
let port: number;
const startRedis = () =>
  start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);

beforeAll(async () => {
  database = await openTestDatabase();
  port = await freePort();
  redis = startRedis();
});
afterAll(async () => {
  await stop(redis);
  await database.close();
});

async function node(name: string) {
  const { sql } = database;
  const bus = createRedisBus({ url: `redis://127.0.0.1:${port}`, node: name, logger: silentLogger });
  const registry = await createRegistry({ sql, bus, logger: silentLogger, pollMs: 300 });
  const journal = createJournal({
    sql,
    bus,
    clock: systemClock,
    projections: [],
    roomOfFeed: registry.roomOfFeed,
    logger: silentLogger,
    metrics: createMetrics(),
    pollMs: 300,
  });
  const heard: number[] = [];
  journal.onAppended((through) => heard.push(through));
  return {
    journal,
    registry,
    changes: createRegistryChanges({ sql, registry, journal }),
    heard,
    async close() {
      await journal.close();
      registry.close();
      await bus.close();
    },
  };
}

test('what one node appends, the other hears of', async () => {
  const [a, b] = [await node('a'), await node('b')];
  const make = eventMaker();
  const subject = hearingSubject();
  const note = (): EventEnvelope => make({ type: 'hearing.note.recorded', subject, data: { text: 'line' } });
  const appendAndHear = async (from: typeof a, to: typeof a, withinMs: number) => {
    const [result] = await from.journal.append([note()]);
    const position = result?.status === 'accepted' ? result.position : Number.NaN;
    await expect.poll(() => to.heard.at(-1), { timeout: withinMs, interval: 10 }).toBe(position);
  };
  try {
    await appendAndHear(a, b, 5_000);
    await appendAndHear(b, a, 5_000);
    // Heads of streams that one node keeps are not trusted after the other appended.
    await appendAndHear(a, b, 5_000);

    await a.changes.applySeed(TWO_COURTS);
    await expect.poll(() => b.registry.court('lb')?.code, { timeout: 5_000 }).toBe('lb');

    await stop(redis);
    await appendAndHear(a, b, 5_000);
    await appendAndHear(b, a, 5_000);
    await a.changes.putRoom({ code: 'lb-1', court: 'lb', name: 'Phòng lớn' });
    await expect.poll(() => b.registry.room('lb-1')?.name, { timeout: 5_000 }).toBe('Phòng lớn');

    redis = startRedis();
    await appendAndHear(a, b, 10_000);
    expect(await b.journal.verify(subject)).toMatchObject({ ok: true, records: 6 });
  } finally {
    await a.close();
    await b.close();
  }
});
