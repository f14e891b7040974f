import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { HEARING, OTHER } from '@giamsat/contract/testing/build';
import { build, drafts, PLAY_START, THIRD } from '@giamsat/contract/testing/plays';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/database.ts';
import { type TestHearings, testHearings } from '../testing/hearings.ts';
import { lateWrites, REFUSED } from '../testing/late-writes.ts';

/** Houses that never heard of each other; the last takes appends while others are being committed. */
const houses: { database: TestDatabase; node: TestHearings }[] = [];
beforeAll(async () => {
  for (const exclusive of [false, false, true]) {
    const database = await openTestDatabase();
    const options = { exclusive, projections: [lateWrites()] };
    houses.push({ database, node: await testHearings(database.sql, PLAY_START, options) });
  }
});
afterAll(async () => {
  for (const { database } of houses) await database.close();
});

/** Laid over an event: the database refuses what is derived of it, when all of its append has been said. */
const REFUSED_NOTE = { type: 'hearing.note.recorded', data: { text: REFUSED } };

let run = 0;
/** The same play with hearings, rooms and sources that no other play has. */
function ofThisRun(events: EventEnvelope[]): { events: EventEnvelope[]; ids: string[] } {
  run++;
  const digits = String(run).padStart(8, '0');
  const rename = (text: string) =>
    text
      .replaceAll('01890000-0000', `${digits}-0000`)
      .replaceAll('"lb-1"', `"r${run}-1"`)
      .replaceAll('"lb-2"', `"r${run}-2"`)
      .replaceAll('/courts/lb/', `/courts/lb${run}/`)
      .replaceAll('"/service"', `"/courts/province${run}/systems/x"`)
      .replaceAll('/service#', `/courts/province${run}/systems/x#`);
  return { events: JSON.parse(rename(JSON.stringify(events))), ids: [HEARING, OTHER, THIRD].map(rename) };
}

const column = async (house: (typeof houses)[number], ids: string[]) => {
  const { sql } = house.database;
  const rows = await sql.selectFrom('hearings').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const rooms = (table: 'hearing_presences' | 'room_holds') =>
    sql.selectFrom(table).selectAll().where('hearing', 'in', ids).orderBy('hearing').orderBy('ordinal').execute();
  return {
    rows: rows.map(({ inside_version: _inside, outside_version: _outside, unsettled: _unsettled, ...row }) => row),
    holds: await rooms('room_holds'),
    lines: await Promise.all(
      rows.map(async ({ id }) =>
        (await house.node.hearings.logLines(id)).inside.map(({ version: _version, ...line }) => line),
      ),
    ),
  };
};

test('any order of arrival, any duplication, any split into batches: the same rows, rooms and lines', async () => {
  await fc.assert(
    fc.asyncProperty(drafts, fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), async (list, keys) => {
      const { events, ids } = ofThisRun(build(list));
      const arrived = [...events, ...events.filter((_, i) => (keys[i] ?? 0) % 3 === 0)]
        .map((event, i) => ({ event, key: keys[i] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      type House = (typeof houses)[number];
      const [one, two, three] = houses as [House, House, House];
      await one.node.journal.append(events);
      const under: Promise<EventResult[]>[] = [];
      for (let i = 0, n = 0; i < arrived.length; n++) {
        const size = 1 + ((keys[n] ?? 0) % 5);
        const batch = arrived.slice(i, i + size);
        under.push(three.node.journal.append(batch));
        if (n % 5 === 3) {
          const [refused] = await three.node.journal.append([
            { ...(batch[0] as EventEnvelope), ...REFUSED_NOTE, id: `refused-${n}` },
          ]);
          expect(refused?.status).toBe('rejected');
        }
        const results = await two.node.journal.append(batch);
        expect(results.filter((r) => r.status === 'rejected')).toEqual([]);
        i += size;
      }
      expect((await Promise.all(under)).flat().filter((r) => r.status === 'rejected')).toEqual([]);
      expect(await column(two, ids)).toEqual(await column(one, ids));
      expect(await column(three, ids)).toEqual(await column(one, ids));
    }),
    { numRuns: Number(process.env.PLAYS ?? 40) },
  );
}, 120_000);
