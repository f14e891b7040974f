/**
 * How long a search takes over a million lines, while fifty events a second are written and read by the index: 200 kinds of question,
 * each asked several times in a shuffled order, by people with different rights. Measured from the question to marked hits.
 * Baseline: the same text, folded, through PostgreSQL's full-text search alone, without anybody's rights, newest first.
 * The growth is told from a tenth of the lines. `SEARCH_LINES` makes it smaller, for a look.
 */
import path from 'node:path';
import { foldText } from '@giamsat/contract/text-fold';
import { logReach } from '@giamsat/service/access/log-reach';
import { createHearings } from '@giamsat/service/hearings/hearings';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { insertSeed } from '@giamsat/service/hearings/registry-writes';
import { createJournal } from '@giamsat/service/journal/journal';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { systemClock as clock } from '@giamsat/service/platform/clock';
import { silentLogger as logger } from '@giamsat/service/platform/logger';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { migrate } from '@giamsat/service/platform/migrations';
import { startCluster } from '@giamsat/service/platform/postgres/cluster';
import { createSql, type Sql } from '@giamsat/service/platform/sql';
import { marksOf, parseQuery } from '@giamsat/service/review/query';
import { createSearch } from '@giamsat/service/review/search';
import { createSearchIndex } from '@giamsat/service/review/search-index';
import pg from 'pg';
import { ascending, bench, idleSince, percentile } from './harness.ts';
import { eventsOf, take } from './ingest/events.ts';
import { COURTS, fill, makePlain } from './search/fill.ts';
import { type Kind, kindsOf } from './search/kinds.ts';
import { dice } from './search/text.ts';

const LINES = Number(process.env.SEARCH_LINES ?? 1_000_000);
const LINES_PER_HEARING = 201;
const KINDS = 200;
const ROUNDS = 3;
const EVENTS_PER_SECOND = 50;
const PAGE = 50;
const GOAL = { p95Ms: 50 };

await bench('search', async (dir) => {
  const cluster = await startCluster({ dir: path.join(dir, 'database'), logger });
  await migrate({ connection: cluster.connection, logger });
  const sql = createSql({ connection: cluster.connection, logger });
  const pool = new pg.Pool({ ...cluster.connection, max: 4, options: '-c synchronous_commit=off' });
  // The server may end before the last connection has.
  pool.on('error', () => {});
  try {
    return await measure(sql, pool);
  } finally {
    await pool.end();
    await sql.destroy();
    await cluster.stop();
  }
});

async function measure(sql: Sql, pool: pg.Pool) {
  const seed = {
    courts: COURTS.map((code) => ({
      code,
      level: 'district' as const,
      names: [{ name: `TAND ${code}`, short: code }],
    })),
    successions: [],
    rooms: COURTS.map((court) => ({ code: `${court}-1`, court, name: 'Phòng 1' })),
    feeds: [],
    agents: [],
  };
  await sql.transaction().execute((tx) => insertSeed(tx, seed));
  const bus = createMemoryBus({ logger });
  const metrics = createMetrics();
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const journal = createJournal({
    sql,
    clock,
    bus,
    logger,
    metrics,
    projections: [hearings.projection],
    roomOfFeed: () => undefined,
    exclusive: true,
  });
  await makePlain(pool);
  const search = createSearch({ sql, clock });
  const all = Math.round(LINES / LINES_PER_HEARING);
  const tenth = Math.round(all / 10);

  const kinds = kindsOf(KINDS);
  const index = createSearchIndex({ sql, hearings, journal, logger, metrics });
  const sources = COURTS.map((court) => eventsOf(court, Date.now() - 60_000));
  let written = 0;
  const writer = setInterval(() => {
    const source = sources[written++ % sources.length];
    if (source) void journal.append(take(source, EVENTS_PER_SECOND / 10)).catch((err) => console.error(err));
  }, 100);

  /** In ms, ascending. */
  const time = async (rounds: number, ask: (kind: Kind) => Promise<unknown>) => {
    const d = dice(rounds);
    const times: { ms: number; kind: Kind }[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const kind of [...kinds].sort(() => d.next() - 0.5)) {
        const begun = performance.now();
        await ask(kind);
        times.push({ ms: performance.now() - begun, kind });
      }
    }
    return times;
  };
  const ours = async ({ q, viewer, filter: { person, ...filter } }: Kind) => {
    const items = parseQuery(q);
    const people = person === undefined ? undefined : parseQuery(person);
    const found = await search.find(logReach(viewer, Date.now()), { ...filter, items, person: people, limit: PAGE });
    await hearings.getMany([...new Set(found.map(({ hearing }) => hearing))]);
    const short = await search.abbreviations();
    return found.map(({ text }) => marksOf(text, items, short));
  };
  const theirs = ({ q }: Kind) =>
    pool.query(
      `select at_ms, court, text from plain where words @@ websearch_to_tsquery('simple', $1) order by at_ms desc limit $2`,
      [foldText(q.replaceAll('*', '')), PAGE],
    );
  const told = (times: readonly { ms: number }[]) => {
    const sorted = ascending(times.map(({ ms }) => ms));
    const at = (share: number) => Math.round((percentile(sorted, share) ?? 0) * 10) / 10;
    return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  };
  const round = async (name: string) => {
    await time(1, ours);
    await time(1, theirs);
    const idle = idleSince();
    const times = await time(ROUNDS, ours);
    const figures = told(times);
    const baseline = told(await time(ROUNDS, theirs));
    console.log(
      `${name}: ${JSON.stringify(figures)}; PostgreSQL alone: ${JSON.stringify(baseline)}; idle CPU ${(idle() * 100).toFixed(0)} %`,
    );
    const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, 8);
    for (const { ms, kind } of slowest) {
      console.log(
        `  ${ms.toFixed(0)} ms: ${kind.q} ${JSON.stringify(kind.filter)} ${kind.viewer.role} ${JSON.stringify(kind.viewer.authorisations[0]?.scope ?? {})}`,
      );
    }
    return { figures, baseline };
  };
  try {
    await fill(pool, { from: 0, to: tenth, all });
    const small = await round(`${tenth * LINES_PER_HEARING} lines`);
    await fill(pool, { from: tenth, to: all, all });
    const { figures, baseline } = await round(`${all * LINES_PER_HEARING} lines`);
    const growth = Math.round((figures.p95Ms / small.figures.p95Ms) * 100) / 100;
    console.log(`p95 from a tenth of the lines: ${growth} ×`);
    const lag = await metrics.registry.getSingleMetricAsString('giamsat_search_lag_seconds');
    console.log(
      lag
        .split('\n')
        .filter((line) => /_(sum|count)/.test(line))
        .join('; '),
    );
    return {
      figures: { ...figures, lines: all * LINES_PER_HEARING, p95MsOfATenth: small.figures.p95Ms, growth },
      baseline,
      goal: GOAL,
      met: figures.p95Ms <= GOAL.p95Ms,
    };
  } finally {
    clearInterval(writer);
    await index.close();
    await journal.close();
    hearings.close();
    registry.close();
    await bus.close();
  }
}
