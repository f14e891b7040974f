/**
 * How many durable events a second the service takes from 16 agents, one by one and in batches of 20.
 * Baseline: bare multi-row INSERTs of the same bytes into the same kind of database, over as many connections.
 */
import path from 'node:path';
import type { EventsAnswer } from '@giamsat/contract/wire/ingest';
import { silentLogger } from '@giamsat/service/platform/logger';
import { startCluster } from '@giamsat/service/platform/postgres/cluster';
import pg from 'pg';
import type { Static } from 'typebox';
import { Pool } from 'undici';
import { type Province, startProvince } from '../rig/province.ts';
import { bench, idleSince } from './harness.ts';
import { cpuSince } from './ingest/cpu-time.ts';
import { eventsOf, take } from './ingest/events.ts';

const AGENTS = 16;
const BATCH = 20;
/** Calls of each agent: few at first, so that what is measured is warm. */
const WARM_CALLS = 30;
const SINGLE_CALLS = 400;
const BATCHED_CALLS = 150;
const GOAL = { batchedPerS: 5_000, batchedShareOfBaseline: 0.3 };

const courts = Array.from({ length: AGENTS }, (_, n) => `c${n + 1}`);
const perSecond = (events: number, ms: number): number => Math.round((events / ms) * 1000);

await bench('ingest', async (dir) => {
  const rooms = Object.fromEntries(courts.map((court) => [court, 1]));
  const province = await startProvince({ dir: path.join(dir, 'province'), rooms });
  let figures: { singlePerS: number; batchedPerS: number };
  try {
    figures = await measureService(province);
  } finally {
    await province.stop();
  }
  const baseline = await measureInserts(path.join(dir, 'baseline'));
  const share = Math.round((figures.batchedPerS / baseline.batchedPerS) * 100) / 100;
  console.log(`batched: ${share} of the baseline`);
  return {
    figures,
    baseline,
    goal: GOAL,
    met: figures.batchedPerS >= GOAL.batchedPerS && share >= GOAL.batchedShareOfBaseline,
  };
});

/** Every agent sends its calls one after the other, all agents at once. Bodies are made before the time is taken. */
async function measureService(province: Province): Promise<{ singlePerS: number; batchedPerS: number }> {
  const sources = courts.map((court) => eventsOf(court));
  const pool = new Pool(province.http, { connections: AGENTS, pipelining: 1 });

  async function round(calls: number, size: number): Promise<number> {
    const bodies = sources.map((source) => Array.from({ length: calls }, () => JSON.stringify(take(source, size))));
    const begun = performance.now();
    await Promise.all(
      courts.map(async (court, n) => {
        const headers = {
          'content-type': 'application/cloudevents-batch+json',
          authorization: `Bearer ${province.token(court)}`,
        };
        for (const body of bodies[n] ?? []) {
          const response = await pool.request({ path: '/ingest/events', method: 'POST', headers, body });
          const { results } = (await response.body.json()) as Static<typeof EventsAnswer>;
          if (response.statusCode !== 200 || results.some(({ status }) => status !== 'accepted')) {
            throw new Error(`${response.statusCode} ${JSON.stringify(results?.slice(0, 2))}`);
          }
        }
      }),
    );
    return performance.now() - begun;
  }

  const service = province.process().child.pid as number;
  async function measured(name: string, calls: number, size: number): Promise<number> {
    const [idle, cpu] = [idleSince(), cpuSince(service)];
    const ms = await round(calls, size);
    const { own, below } = cpu(AGENTS * calls * size);
    console.log(
      `${name}: idle CPU ${(idle() * 100).toFixed(0)} %; each event took ${own} µs of the service and ${below} µs of its database`,
    );
    return perSecond(AGENTS * calls * size, ms);
  }

  await round(WARM_CALLS, BATCH);
  const singlePerS = await measured('single', SINGLE_CALLS, 1);
  const batchedPerS = await measured('batched', BATCHED_CALLS, BATCH);
  await pool.close();
  return { singlePerS, batchedPerS };
}

async function measureInserts(dir: string): Promise<{ singlePerS: number; batchedPerS: number }> {
  const cluster = await startCluster({ dir, logger: silentLogger });
  const pool = new pg.Pool({ ...cluster.connection, max: AGENTS });
  // The server may end before the last connection has.
  pool.on('error', () => {});
  await pool.query('create table bare (position bigserial primary key, event text not null)');
  const sources = courts.map((court) => eventsOf(court));

  async function round(calls: number, size: number): Promise<number> {
    const rows = sources.map((source) =>
      Array.from({ length: calls }, () => take(source, size).map((event) => JSON.stringify(event))),
    );
    const places = Array.from({ length: size }, (_, n) => `($${n + 1})`).join(', ');
    const statement = { name: `insert${size}`, text: `insert into bare (event) values ${places}` };
    const begun = performance.now();
    await Promise.all(
      rows.map(async (batches) => {
        const client = await pool.connect();
        for (const values of batches) await client.query({ ...statement, values });
        client.release();
      }),
    );
    return performance.now() - begun;
  }

  try {
    await round(WARM_CALLS, BATCH);
    const cpu = cpuSince(process.pid);
    const singleMs = await round(SINGLE_CALLS, 1);
    const single = cpu(AGENTS * SINGLE_CALLS);
    const cpuBatched = cpuSince(process.pid);
    const batchedMs = await round(BATCHED_CALLS, BATCH);
    const batched = cpuBatched(AGENTS * BATCHED_CALLS * BATCH);
    console.log(
      `baseline: each row took ${single.own} + ${single.below} µs (client + database) one by one, ${batched.own} + ${batched.below} µs in batches`,
    );
    return {
      singlePerS: perSecond(AGENTS * SINGLE_CALLS, singleMs),
      batchedPerS: perSecond(AGENTS * BATCHED_CALLS * BATCH, batchedMs),
    };
  } finally {
    await pool.end();
    await cluster.stop();
  }
}
