/**
 * How many durable events a second the service takes from 16 agents, one by one and in batches of 20.
 * Baseline: bare multi-row INSERTs of the same bytes, hashed twice, into the same kind of database, over as many connections.
 * Both take turns, so that what else the machine does falls on both.
 */
import { hash } from 'node:crypto';
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
const TURNS = 4;
/** Calls of each agent in one turn. */
const CALLS = { single: 100, batched: 60 };
const GOAL = { batchedPerS: 5_000, batchedShareOfBaseline: 0.3 };

const courts = Array.from({ length: AGENTS }, (_, n) => `c${n + 1}`);
/** Every agent sends its calls one after the other, all agents at once; answers the milliseconds that it took. */
type Round = (calls: number, size: number) => Promise<number>;
type Side = { round: Round; pid: number; stop(): Promise<void> };

await bench('ingest', async (dir) => {
  const sides = {
    service: await service(path.join(dir, 'province')),
    baseline: await inserts(path.join(dir, 'baseline')),
  };
  const figures = { service: new Map<string, number>(), baseline: new Map<string, number>() };
  try {
    for (const { round } of Object.values(sides)) await round(CALLS.batched, BATCH);
    for (const kind of ['single', 'batched'] as const) {
      const size = kind === 'single' ? 1 : BATCH;
      const events = AGENTS * CALLS[kind] * size;
      const sums = { service: { ms: 0, own: 0, below: 0 }, baseline: { ms: 0, own: 0, below: 0 } };
      const idle = idleSince();
      for (let turn = 0; turn < TURNS; turn++) {
        for (const name of ['service', 'baseline'] as const) {
          const cpu = cpuSince(sides[name].pid);
          sums[name].ms += await sides[name].round(CALLS[kind], size);
          const { own, below } = cpu(events * TURNS);
          sums[name].own += own;
          sums[name].below += below;
        }
      }
      for (const name of ['service', 'baseline'] as const) {
        const { ms, own, below } = sums[name];
        figures[name].set(kind, Math.round((events * TURNS * 1000) / ms));
        console.log(
          `${kind}, ${name}: ${figures[name].get(kind)}/s; ${own} + ${below} µs of CPU each (process + below it)`,
        );
      }
      console.log(`${kind}: idle CPU ${(idle() * 100).toFixed(0)} %`);
    }
  } finally {
    for (const { stop } of Object.values(sides)) await stop();
  }
  const of = (name: 'service' | 'baseline') => ({
    singlePerS: figures[name].get('single') ?? 0,
    batchedPerS: figures[name].get('batched') ?? 0,
  });
  const share = of('service').batchedPerS / of('baseline').batchedPerS;
  console.log(`batched: ${share.toFixed(2)} of the baseline`);
  return {
    figures: of('service'),
    baseline: of('baseline'),
    goal: GOAL,
    met: of('service').batchedPerS >= GOAL.batchedPerS && share >= GOAL.batchedShareOfBaseline,
  };
});

/** Bodies are made before the time is taken. */
async function service(dir: string): Promise<Side> {
  const rooms = Object.fromEntries(courts.map((court) => [court, 1]));
  const province: Province = await startProvince({ dir, rooms });
  const sources = courts.map((court) => eventsOf(court));
  const pool = new Pool(province.http, { connections: AGENTS, pipelining: 1 });

  async function round(calls: number, size: number): Promise<number> {
    const bodies = sources.map((source) => Array.from({ length: calls }, () => JSON.stringify(take(source, size))));
    const tokens = await Promise.all(courts.map((court) => province.token(court)));
    const begun = performance.now();
    await Promise.all(
      courts.map(async (_court, n) => {
        const headers = {
          'content-type': 'application/cloudevents-batch+json',
          authorization: `Bearer ${tokens[n]}`,
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
  return {
    round,
    pid: province.process().child.pid as number,
    async stop() {
      await pool.close();
      await province.stop();
    },
  };
}

async function inserts(dir: string): Promise<Side> {
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
        for (const values of batches) {
          // As the journal does: the payload, and the record that names its digest.
          for (const value of values) hash('sha256', value + hash('sha256', value));
          await client.query({ ...statement, values });
        }
        client.release();
      }),
    );
    return performance.now() - begun;
  }
  return {
    round,
    pid: process.pid,
    async stop() {
      await pool.end();
      await cluster.stop();
    },
  };
}
