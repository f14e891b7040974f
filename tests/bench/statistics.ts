/**
 * How long the statistics take over the hearings of 1,000,000 events: five years, twelve courts, while fifty events a second are written.
 * Asked are the page's figures, of the year, of five years, of one court, one type, one instance, and the hearings behind a figure, in a
 * shuffled order. Baseline: one bare aggregate over the same rows, without the year before, groups by type and month, or the case book.
 * The growth is told from a tenth of the hearings. `STATISTICS_EVENTS` makes it smaller, for a look.
 */
import path from 'node:path';
import { dayOfMs } from '@giamsat/contract/time';
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
import { addMonths, monthOf } from '@giamsat/service/statistics/periods';
import { createStatistics, type Question } from '@giamsat/service/statistics/statistics';
import pg from 'pg';
import { ascending, bench, idleSince, percentile } from './harness.ts';
import { eventsOf, take } from './ingest/events.ts';
import { dice } from './search/text.ts';
import { COURTS, fill, fillCaseBook, YEARS } from './statistics/fill.ts';

const EVENTS = Number(process.env.STATISTICS_EVENTS ?? 1_000_000);
/** As the demo's hearings have them. */
const EVENTS_PER_HEARING = 25;
const ROUNDS = 12;
const EVENTS_PER_SECOND = 50;
const GOAL = { p95Ms: 200 };

await bench('statistics', async (dir) => {
  const cluster = await startCluster({ dir: path.join(dir, 'database'), logger });
  await migrate({ connection: cluster.connection, logger });
  const sql = createSql({ connection: cluster.connection, logger });
  const pool = new pg.Pool({ ...cluster.connection, max: 2, options: '-c synchronous_commit=off' });
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
  const courts = COURTS.map((code) => ({
    code,
    level: 'district' as const,
    names: [{ name: `TAND ${code}`, short: code }],
  }));
  const rooms = COURTS.map((court) => ({ code: `${court}-1`, court, name: 'Phòng 1' }));
  await sql.transaction().execute((tx) => insertSeed(tx, { courts, successions: [], rooms, feeds: [], agents: [] }));
  const bus = createMemoryBus({ logger });
  const metrics = createMetrics();
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const projections = [hearings.projection];
  const roomOfFeed = () => undefined;
  const journal = createJournal({ sql, clock, bus, logger, metrics, projections, roomOfFeed, exclusive: true });
  const statistics = await createStatistics({ sql, clock });
  await fillCaseBook(statistics.caseBook);
  const all = Math.round(EVENTS / EVENTS_PER_HEARING);
  const tenth = Math.round(all / 10);

  const to = monthOf(dayOfMs(Date.now()));
  const year = { from: addMonths(to, -11), to };
  const long = { from: addMonths(to, 1 - 12 * YEARS), to };
  const base = { courts: COURTS, successor: (court: string) => court };
  const questions: Question[] = [
    base,
    { ...base, ...year },
    { ...base, ...long },
    { ...base, ...long, type: 'HS' },
    { ...base, ...year, courts: ['c3'] },
    { ...base, ...year, type: 'DS', instance: 'ST' },
    { ...base, ...year, successors: 'apart' },
  ];
  const asks = [
    ...questions.map((question) => () => statistics.read(question)),
    () => statistics.hearings({ ...base, ...year }, 'postponed', { limit: 50 }),
    () => statistics.hearings({ ...base, ...long }, 'held', { limit: 50 }),
  ];
  const bare = questions.map(
    ({ from = year.from, to = year.to, courts: own }) =>
      () =>
        pool.query(
          `select court, count(*), count(*) filter (where state ->> 'stage' = 'postponed') from hearings
           where day between $1 and $2 and court = any($3) group by court`,
          [`${from}-01`, `${to}-28`, own],
        ),
  );

  const sources = COURTS.map((court) => eventsOf(court, Date.now() - 60_000));
  let written = 0;
  const writer = setInterval(() => {
    const source = sources[written++ % sources.length];
    if (source) void journal.append(take(source, EVENTS_PER_SECOND / 10)).catch((err) => console.error(err));
  }, 100);
  /** In ms, ascending. */
  const time = async (rounds: number, list: readonly (() => Promise<unknown>)[]) => {
    const d = dice(rounds);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const ask of [...list].sort(() => d.next() - 0.5)) {
        const begun = performance.now();
        await ask();
        times.push(performance.now() - begun);
      }
    }
    const sorted = ascending(times);
    const at = (part: number) => Math.round((percentile(sorted, part) ?? 0) * 10) / 10;
    return { p50Ms: at(0.5), p95Ms: at(0.95) };
  };
  const round = async (count: number) => {
    await time(1, asks);
    await time(1, bare);
    const idle = idleSince();
    const figures = await time(ROUNDS, asks);
    const baseline = await time(ROUNDS, bare);
    console.log(
      `${count} hearings: ${JSON.stringify(figures)}; bare aggregate: ${JSON.stringify(baseline)}; idle CPU ${(idle() * 100).toFixed(0)} %`,
    );
    return { figures, baseline };
  };
  try {
    await fill(pool, { from: 0, to: tenth, all });
    const small = await round(tenth);
    await fill(pool, { from: tenth, to: all, all });
    const { figures, baseline } = await round(all);
    const growth = Math.round((figures.p95Ms / small.figures.p95Ms) * 100) / 100;
    return {
      figures: { ...figures, events: EVENTS, hearings: all, p95MsOfATenth: small.figures.p95Ms, growth },
      baseline,
      goal: GOAL,
      met: figures.p95Ms <= GOAL.p95Ms,
    };
  } finally {
    clearInterval(writer);
    await journal.close();
    hearings.close();
    registry.close();
    await bus.close();
  }
}
