/** Projections in the transaction of each append: failures that stay alone, and a rebuild that gives the same. */
import { sql as query } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openTestDatabase } from '../testing/database.ts';
import { eventMaker, hearingSubject, note, positions, testJournal } from '../testing/events.ts';
import type { JournalRecord, Projection } from './record.ts';

describe('projections', () => {
  /** Counts lines per stream and remembers how the records came; cannot take the text "poison". */
  function counting(): Projection & { groups: number[][] } {
    const groups: number[][] = [];
    return {
      name: 'counting',
      groups,
      async apply(tx, records: JournalRecord[]) {
        for (const { event } of records) {
          if (event.data.text === 'poison') throw new Error('cannot fold this');
          await query`insert into counting values (${event.subject}, 1)
            on conflict (subject) do update set lines = counting.lines + 1`.execute(tx);
        }
        groups.push(records.map(({ position }) => position));
      },
      reset: async (tx) => void (await query`delete from counting`.execute(tx)),
    };
  }
  async function prepared() {
    const { sql, close } = await openTestDatabase();
    await query`create table counting (subject text primary key, lines int not null)`.execute(sql);
    const projection = counting();
    const lines = async () => (await query`select * from counting order by subject`.execute(sql)).rows;
    return { sql, close, projection, lines, ...testJournal(sql, { projections: [projection] }) };
  }

  test('one event that cannot be folded holds back no other, and leaves no hole', async () => {
    const { journal, lines, close } = await prepared();
    const make = eventMaker();
    const subject = hearingSubject();
    const calls = await Promise.all([
      journal.append([note(make, subject), note(make, subject, 'poison'), note(make, subject)]),
      journal.append([note(make, subject), note(make, subject)]),
    ]);
    expect(calls.flat().map(({ status }) => status)).toEqual([
      'accepted',
      'rejected',
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(positions(calls.flat())).toEqual([0, undefined, 1, 2, 3]);
    expect(await lines()).toEqual([{ subject, lines: 4 }]);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 4 });
    await close();
  });

  test('a group that fails only at its commit is taken apart, while others overlap it', async () => {
    const { sql, close } = await openTestDatabase();
    await query`create table late (n int unique deferrable initially deferred)`.execute(sql);
    await query`insert into late values (1)`.execute(sql);
    const late: Projection = {
      name: 'late',
      async apply(tx, records) {
        // Found out when the transaction ends.
        if (records.some(({ event }) => event.data.text === 'poison'))
          await query`insert into late values (1)`.execute(tx);
      },
      async reset() {},
    };
    const { journal } = testJournal(sql, { projections: [late] });
    const make = eventMaker();
    const subjects = [hearingSubject(), hearingSubject()];
    const callers = Array.from({ length: 12 }, async (_, caller) => {
      const statuses: string[] = [];
      for (let call = 0; call < 10; call++) {
        const bad = (caller + call) % 7 === 0;
        const batch = subjects.map((subject, n) => note(make, subject, bad && n === 0 ? 'poison' : 'line'));
        statuses.push(...(await journal.append(batch)).map(({ status }) => status));
        expect(statuses.slice(-2)).toEqual([bad ? 'rejected' : 'accepted', 'accepted']);
      }
      return statuses;
    });
    const accepted = (await Promise.all(callers)).flat().filter((status) => status === 'accepted').length;
    const records = await journal.read({ after: -1, limit: 10_000 });
    expect(records.map(({ position }) => position)).toEqual(Array.from({ length: accepted }, (_, n) => n));
    for (const subject of subjects) expect(await journal.verify(subject)).toMatchObject({ ok: true });
    await close();
  });

  test('a rebuild gives the same rows, fed with the same groups', async () => {
    const { journal, lines, projection, close } = await prepared();
    const make = eventMaker();
    const subjects = [hearingSubject(), hearingSubject(), hearingSubject()];
    for (let round = 0; round < 5; round++) {
      await Promise.all(subjects.map((subject) => journal.append([note(make, subject), note(make, subject)])));
    }
    const [rows, groups] = [await lines(), projection.groups.splice(0)];
    await journal.rebuild();
    expect(await lines()).toEqual(rows);
    expect(projection.groups).toEqual(groups);
    await journal.rebuild(['another']);
    expect(await lines()).toEqual(rows);
    await close();
  });
});
