/**
 * What the audit of a busy day with 200 viewers takes from the ingest. In one process, as in the service: 16 agents' batches go into the journal
 * as fast as they can, and in every other turn lines of the audit are written meanwhile, ten times as many as such a day's busiest hour has:
 * the beginnings of looks at once, the rest in groups, as the service does, with a tenth of its waiting, so that as many lines as on that day
 * share a transaction. No two looks begin in the same moment, as those of a wall would. A tenth of the loss is the day's cost. Baseline: the
 * turns without.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { type AuditLine, createAudit, GROUPS } from '@giamsat/service/access/audit';
import { createHearings } from '@giamsat/service/hearings/hearings';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createRegistryChanges } from '@giamsat/service/hearings/registry-changes';
import { createJournal } from '@giamsat/service/journal/journal';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { systemClock as clock } from '@giamsat/service/platform/clock';
import { silentLogger as logger } from '@giamsat/service/platform/logger';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { migrate } from '@giamsat/service/platform/migrations';
import { startCluster } from '@giamsat/service/platform/postgres/cluster';
import { databaseRoles } from '@giamsat/service/platform/service-role';
import { createSql } from '@giamsat/service/platform/sql';
import { bench, idleSince } from './harness.ts';
import { eventsOf, take } from './ingest/events.ts';

const AGENTS = 16;
const BATCH = 20;
const TURN_MS = Number(process.env.BENCH_TURN_MS ?? 2_000);
const PAIRS = Number(process.env.BENCH_PAIRS ?? 20);
/**
 * 200 viewers, of each in a day: signing in and out; a wall of nine pictures whose hearings pause and go on six times, so 54 looks; twenty
 * hearings opened, each with its log and its recording, so 40 looks; ten refusals. That is 200 lines each, 40,000, a third of them in one hour.
 */
const LINES_PER_S = 4;
const TIMES = 10;
const GOAL = { costPercent: 1 };

const courts = Array.from({ length: AGENTS }, (_, n) => `c${n + 1}`);
const seed: RegistrySeed = {
  courts: courts.map((code) => ({
    code,
    level: 'district',
    names: [{ name: `TAND thử nghiệm ${code}`, short: code }],
  })),
  successions: [],
  rooms: courts.map((court) => ({ code: `${court}-1`, court, name: 'Phòng xử án 1' })),
  feeds: courts.map((court) => ({ code: `${court}-1-1`, room: `${court}-1`, name: 'Toàn cảnh', role: 'panel' })),
  agents: [],
};

/** Two looks, begun and ended, and every tenth time a refusal; of 200 people in turn. */
function* linesOfADay(): Generator<AuditLine, never> {
  for (let n = 0; ; n++) {
    const who = { login: `nguoi.${n % 200}`, organisation: 'hdnd', session: randomUUID(), address: '10.1.2.3' };
    const hearing = randomUUID();
    if (n % 10 === 0) yield { kind: 'denied', ...who, hearing, action: 'live.watch', reason: 'restricted' };
    for (const what of ['live', 'recording']) {
      const look = { ...who, look: randomUUID(), hearing, feed: 'c1-1-1' };
      const detail = { what, court: 'c1', day: '2021-04-15' };
      yield { kind: 'look.started', ...look, authorisation: '01/QĐ-TA', detail };
      const stretches = [{ from: '2021-04-15T01:00:00.000Z', to: '2021-04-15T01:12:00.000Z' }];
      yield { kind: 'look.ended', ...look, detail: { to: '2021-04-15T02:00:00.000Z', stretches } };
    }
  }
}

await bench('audit', async (dir) => {
  const cluster = await startCluster({ dir, logger });
  const roles = await databaseRoles({ databaseUrl: undefined, databaseOwnerUrl: undefined }, cluster.connection);
  await migrate({ connection: roles.owner, serviceRole: roles.serviceRole, logger });
  const sql = createSql({ connection: roles.service, logger });
  const bus = createMemoryBus({ logger });
  const metrics = createMetrics();
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const { roomOfFeed } = registry;
  const projections = [hearings.projection];
  const journal = createJournal({ sql, clock, bus, logger, metrics, projections, roomOfFeed, exclusive: true });
  await hearings.start(journal);
  await createRegistryChanges({ sql, registry, journal }).applySeed(seed);
  const groups = { write: GROUPS.write / TIMES, writeSoon: GROUPS.writeSoon / TIMES };
  const audit = createAudit({ sql, clock, logger, metrics, groups });
  await audit.begin();

  const sources = courts.map((court) => eventsOf(court));
  const lines = linesOfADay();
  let written = 0;

  /** Durable events a second. */
  async function turn(withAudit: boolean): Promise<number> {
    const begun = performance.now();
    const goesOn = () => performance.now() - begun < TURN_MS;
    let events = 0;
    const ingest = sources.map(async (source) => {
      while (goesOn()) {
        const results = await journal.append(take(source, BATCH));
        if (results.some(({ status }) => status !== 'accepted')) throw new Error(JSON.stringify(results.slice(0, 2)));
        events += BATCH;
      }
    });
    const looking = async () => {
      const pending: Promise<void>[] = [];
      for (let n = 0; withAudit && goesOn(); n++) {
        const line = lines.next().value;
        if (line.kind === 'look.started') pending.push(audit.writeSoon(line));
        else audit.write(line);
        written += 1;
        await sleep(Math.max(0, begun + ((n + 1) * 1000) / (LINES_PER_S * TIMES) - performance.now()));
      }
      await Promise.all(pending);
      await audit.flush();
    };
    await Promise.all([...ingest, looking()]);
    return (events * 1000) / (performance.now() - begun);
  }

  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const pairs: { without: number; with: number }[] = [];
  let auditWithinS = 0;
  try {
    await turn(true);
    written = 0;
    const idle = idleSince();
    for (let n = 0; n < PAIRS; n++) {
      // In turns which of the two comes first: what grows meanwhile falls on both.
      const first = await turn(n % 2 === 1);
      const second = await turn(n % 2 === 0);
      pairs.push(n % 2 === 0 ? { without: first, with: second } : { without: second, with: first });
    }
    auditWithinS = written / ((PAIRS * TURN_MS) / 1000);
    console.log(`idle CPU ${(idle() * 100).toFixed(0)} %; ${auditWithinS.toFixed(1)} lines of the audit a second`);
    const proof = await audit.prove({ from: 1, limit: 1_000_000 });
    if (proof.fault || proof.through !== proof.of) throw new Error(JSON.stringify(proof));
  } finally {
    await audit.close();
    hearings.close();
    await journal.close();
    registry.close();
    await sql.destroy();
    await cluster.stop();
  }
  // It may have kept up less than ten times: what it did is what counts.
  const times = auditWithinS / LINES_PER_S;
  const losses = pairs.map((pair) => (1 - pair.with / pair.without) * 100);
  const loss = mean(losses);
  const error = Math.sqrt(mean(losses.map((one) => (one - loss) ** 2)) / Math.max(1, losses.length - 1));
  const two = (value: number) => Math.round(value * 100) / 100;
  console.log(
    `loss with ${times.toFixed(1)} times the lines: ${two(loss)} % ± ${two(error)} (standard error of ${PAIRS} pairs)`,
  );
  return {
    figures: {
      ingestPerS: Math.round(mean(pairs.map((pair) => pair.with))),
      costPercent: two(loss / times),
      costPercentAtMost: two((loss + 2 * error) / times),
    },
    baseline: { ingestPerS: Math.round(mean(pairs.map(({ without }) => without))) },
    goal: GOAL,
    met: (loss + 2 * error) / times < GOAL.costPercent,
  };
});
