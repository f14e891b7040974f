/** A journal with hearings over a real database, a registry of invented courts, and a hand that enters events. */
import { createHand, scheduled } from '@giamsat/contract/testing/build';
import { createHearings, type Hearings } from '../hearings/hearings.ts';
import { createRegistry, type Registry } from '../hearings/registry.ts';
import { insertSeed } from '../hearings/registry-writes.ts';
import { type AccessTokens, createAccessTokens } from '../ingest/access-tokens.ts';
import type { Journal } from '../journal/journal.ts';
import type { Projection } from '../journal/record.ts';
import { createMemoryBus } from '../platform/bus.ts';
import type { FakeClock } from '../platform/clock.ts';
import type { Sql } from '../platform/sql.ts';
import { enrolAgents } from './agents.ts';
import { silentLogger } from './database.ts';
import { testJournal } from './events.ts';

export type TestHearings = {
  journal: Journal;
  hearings: Hearings;
  registry: Registry;
  tokens: AccessTokens;
  clock: FakeClock;
};

const courts = ['lb', 'cl'] as const;
const rooms = ['lb-1', 'lb-2', 'cl-1'] as const;
export const SEED = {
  courts: courts.map((code) => ({
    code,
    names: [{ name: `TAND huyện ${code.toUpperCase()}`, short: code.toUpperCase() }],
    level: 'district' as const,
  })),
  successions: [],
  rooms: rooms.map((code) => ({ code, court: code.slice(0, 2), name: `Phòng ${code.slice(3)}` })),
  feeds: [...rooms.map((room) => ({ code: `${room}-1`, room })), { code: 'lb-1-2', room: 'lb-1' }].map((feed, i) => ({
    ...feed,
    name: 'Toàn cảnh',
    role: i < 3 ? ('panel' as const) : ('floor' as const),
  })),
  agents: courts.map((code) => ({ code: `${code}-1`, court: code })),
};

/** Begins at `now`; nodes that share a database share what is in it. */
export async function testHearings(
  sql: Sql,
  now: string,
  options: { seed?: boolean; projections?: Projection[]; exclusive?: boolean } = {},
): Promise<TestHearings> {
  if (options.seed !== false) {
    await sql.transaction().execute((tx) => insertSeed(tx, SEED));
    await enrolAgents(
      sql,
      SEED.agents.map(({ code }) => code),
    );
  }
  const registry = await createRegistry({ sql, bus: createMemoryBus({ logger: silentLogger }), logger: silentLogger });
  const clock = { current: undefined as FakeClock | undefined };
  const hearings = createHearings({
    sql,
    registry,
    // The journal's clock, which is made after the projection that it is given.
    clock: {
      now: () => clock.current?.now() ?? Date.parse(now),
      at: (at, fn) => clock.current?.at(at, fn) ?? (() => {}),
    },
    logger: silentLogger,
  });
  const made = testJournal(sql, {
    ...options,
    projections: [hearings.projection, ...(options.projections ?? [])],
    now,
  });
  clock.current = made.clock;
  await hearings.start(made.journal);
  const tokens = await createAccessTokens({ sql, registry, clock: made.clock });
  return { journal: made.journal, hearings, registry, tokens, clock: made.clock };
}

export { createHand, scheduled };
