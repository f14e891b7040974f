import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import fc from 'fast-check';
import { sql as query } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openTestDatabase, withDatabase } from '../testing/database.ts';
import { eventMaker, hearingSubject, NOON, testJournal } from '../testing/events.ts';
import { lateWrites, letWait, REFUSED, WAITS } from '../testing/late-writes.ts';
import type { JournalRecord, Projection } from './record.ts';

const database = withDatabase();
const positions = (results: EventResult[]) =>
  results.map((result) => (result.status === 'rejected' ? undefined : result.position));
const note = (make: ReturnType<typeof eventMaker>, subject: string, text = 'a line'): EventEnvelope =>
  make({ type: 'hearing.note.recorded', subject, data: { text } });

describe('append', () => {
  test('gives positions without a hole, one chain per stream, and the texts as they were hashed', async () => {
    const { journal } = testJournal(database.sql);
    const make = eventMaker();
    const [a, b] = [hearingSubject(), hearingSubject()];
    const before = await journal.head();
    const events = [note(make, a), note(make, b), note(make, a), note(make, b), note(make, a)];
    const results = await journal.append(events);
    expect(positions(results)).toEqual([1, 2, 3, 4, 5].map((n) => before + n));

    const records = await journal.readStream(a);
    expect(records.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(records.map(({ event }) => event)).toEqual([events[0], events[2], events[4]]);
    expect(await journal.verify(a)).toMatchObject({ ok: true, records: 3 });
    expect(await journal.verify(b)).toMatchObject({ ok: true, records: 2 });
  });

  test('answers a repeated call like the first, and a mixed one event by event', async () => {
    const { journal } = testJournal(database.sql);
    const make = eventMaker();
    const subject = hearingSubject();
    const [first, second, third] = [note(make, subject), note(make, subject), note(make, subject)];
    const accepted = await journal.append([first, second]);
    const again = await journal.append([second, third, first, third]);
    expect(again.map(({ status }) => status)).toEqual(['duplicate', 'accepted', 'duplicate', 'duplicate']);
    expect(positions(again)).toEqual([
      positions(accepted)[1],
      positions(again)[1],
      positions(accepted)[0],
      positions(again)[1],
    ]);
    expect(await journal.readStream(subject)).toHaveLength(3);
  });

  test('refuses the same id with another content, and names what differs', async () => {
    const { journal } = testJournal(database.sql);
    const event = note(eventMaker(), hearingSubject());
    await journal.append([event]);
    const [changed] = await journal.append([{ ...event, time: NOON, data: { text: 'another line' } }]);
    expect(changed).toEqual({
      status: 'rejected',
      problem: expect.objectContaining({
        type: 'urn:giamsat:problem:conflict',
        status: 409,
        field: '/data',
        detail: expect.stringContaining('data, time'),
      }),
    });
    const [kept] = await journal.readStream(event.subject);
    expect(kept?.event).toEqual(event);
  });

  test('keeps a stream to the court that began it', async () => {
    const { journal } = testJournal(database.sql);
    const lb = eventMaker('/courts/lb/agents/lb-1');
    const ls = eventMaker('/courts/ls/agents/ls-1');
    const mayWrite = (own: string) => (court: string) => court === own;
    const [mine, theirs] = [hearingSubject(), hearingSubject()];
    await journal.append([note(lb, mine)], { mayWrite: mayWrite('lb') });
    // Scheduled by the service for the other court.
    await journal.appendOwn([{ type: 'hearing.scheduled', subject: theirs, data: { court: 'ls' } }]);

    const results = await journal.append([note(ls, mine), note(lb, theirs), note(lb, mine)], {
      mayWrite: mayWrite('lb'),
    });
    const refused = { status: 'rejected', problem: expect.objectContaining({ status: 403, field: '/subject' }) };
    expect(results[1]).toEqual(refused);
    expect(results[2]).toMatchObject({ status: 'accepted' });
    expect((await journal.append([note(ls, mine)], { mayWrite: mayWrite('ls') }))[0]).toEqual(refused);
    // A scheduling for another court does not begin a stream of one's own.
    const forged = lb({ type: 'hearing.scheduled', subject: hearingSubject(), data: { court: 'ls' } });
    expect((await journal.append([forged], { mayWrite: mayWrite('lb') }))[0]).toEqual(refused);
  });

  test('tells feeds in their room’s stream, and refuses a feed that nobody knows', async () => {
    const { journal } = testJournal(database.sql);
    const make = eventMaker();
    const data = { feed: 'lb-1-1' };
    const results = await journal.append([
      make({ type: 'recording.committed', subject: 'feeds/lb-1-1', data }),
      make({ type: 'recording.committed', subject: 'feeds/xx-9', data }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    expect((await journal.readStream('rooms/lb-1')).at(-1)?.event.subject).toBe('feeds/lb-1-1');
  });

  test('flags a clock that is ahead or far off, and refuses nothing for it', async () => {
    const { journal, clock } = testJournal(database.sql);
    const make = eventMaker();
    const subject = hearingSubject();
    const hourAhead = new Date(clock.now() + 3_600_000).toISOString();
    await journal.append([
      { ...note(make, subject), time: hourAhead, recordedtime: hourAhead },
      { ...note(make, subject), clockoffsetms: -3_600_000 },
      { ...note(make, subject), clockoffsetms: 40 },
    ]);
    const flags = (await journal.readStream(subject)).map((record) => record.flags);
    expect(flags).toEqual([['clock-doubtful'], ['clock-doubtful'], []]);
  });

  test('gives the service its own sequence under the lock, and records a draft with an id once', async () => {
    const { journal } = testJournal(database.sql);
    const subject = 'courts/zz';
    const draft = (id?: string) => ({ type: 'court.renamed', subject, data: { n: id ?? '' }, ...(id ? { id } : {}) });
    await Promise.all(Array.from({ length: 10 }, () => journal.appendOwn([draft(), draft()])));
    const [first] = await journal.appendOwn([draft('once')]);
    const [second] = await journal.appendOwn([{ ...draft('once'), data: { n: 'changed' } }]);
    expect(second).toEqual({ status: 'duplicate', position: (first as { position: number }).position });

    const sequences = (await journal.readStream(subject)).map(({ event }) => Number(event.sequence));
    expect(sequences).toHaveLength(21);
    expect(sequences.every((sequence, index) => index === 0 || sequence === (sequences[index - 1] ?? 0) + 1)).toBe(
      true,
    );
  });

  test('two journals over one database, appending at once, leave no hole and no broken chain', async () => {
    const [a, b] = [testJournal(database.sql).journal, testJournal(database.sql).journal];
    const subjects = [hearingSubject(), hearingSubject()];
    const before = await a.head();
    const makers = [eventMaker('/courts/lb/agents/a'), eventMaker('/courts/lb/agents/b')];
    const calls = Array.from({ length: 40 }, (_, index) => {
      const make = makers[index % 2] as ReturnType<typeof eventMaker>;
      return [a, b][index % 2]?.append(subjects.map((subject) => note(make, subject)));
    });
    const results = (await Promise.all(calls)).flatMap((result) => result ?? []);
    expect(results.every(({ status }) => status === 'accepted')).toBe(true);
    expect(positions(results).sort((x, y) => Number(x) - Number(y))).toEqual(
      Array.from({ length: 80 }, (_, index) => before + 1 + index),
    );
    for (const subject of subjects) expect(await a.verify(subject)).toMatchObject({ ok: true, records: 40 });
  });

  test('tells its listeners after the commit', async () => {
    const { journal } = testJournal(database.sql);
    const seen: { through: number; there: number }[] = [];
    journal.onAppended((through) => {
      void journal.head().then((there) => seen.push({ through, there }));
    });
    const results = await journal.append([note(eventMaker(), hearingSubject())]);
    await expect.poll(() => seen).toHaveLength(1);
    expect(seen[0]?.through).toBe(positions(results)[0]);
    expect(seen[0]?.there).toBeGreaterThanOrEqual(seen[0]?.through ?? 0);
  });

  test('the table refuses to be changed', async () => {
    await expect(query`update journal set flags = '{}'`.execute(database.sql)).rejects.toThrow('append-only');
    await expect(query`delete from journal`.execute(database.sql)).rejects.toThrow('append-only');
    await expect(query`truncate journal`.execute(database.sql)).rejects.toThrow('append-only');
  });
});

describe('an append behind one that is being committed', () => {
  /** A source that is known, with a stream of its own; `behind` gives something while the append before it is on its way. */
  async function underWay() {
    const { sql, close } = await openTestDatabase();
    const late = lateWrites();
    const { journal } = testJournal(sql, { projections: [late], exclusive: true });
    const make = eventMaker();
    const subject = hearingSubject();
    await journal.append([note(make, subject)]);
    const behind = async (first: EventEnvelope[], then: EventEnvelope[], mayWrite?: (court: string) => boolean) => {
      late.applied.length = 0;
      const goOn = await letWait(sql);
      const committing = journal.append(first);
      await expect.poll(() => late.applied.length, { interval: 1, timeout: 20_000 }).toBe(1);
      const following = journal.append(then, mayWrite ? { mayWrite } : {});
      await expect.poll(() => late.applied.length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(1);
      // Nothing of the first is there yet.
      const there = await sql.selectFrom('journal').select('position').where('position', '>', 0).execute();
      await goOn();
      const results = await Promise.all([committing, following]);
      return { ahead: there.length === 0, results: results.flat() };
    };
    return { sql, close, journal, make, subject, behind, late };
  }

  test('counts on it, and stands after it', async () => {
    const { close, journal, make, subject, behind, late } = await underWay();
    const other = hearingSubject();
    const begun = note(make, subject, WAITS);
    const scheduled = make({ type: 'hearing.scheduled', subject: other, data: { court: 'lb' } });
    const { ahead, results } = await behind([begun], [note(make, subject), scheduled, note(make, other)]);
    expect(ahead).toBe(true);
    expect(positions(results)).toEqual([1, 2, 3, 4]);
    expect(late.applied).toEqual([1, 2]);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 3 });
    expect(await journal.verify(other)).toMatchObject({ ok: true, records: 2 });
    await close();
  });

  test('is not accepted as if that stood, when it fails', async () => {
    const { close, journal, make, subject, behind, late } = await underWay();
    const first = [note(make, subject, WAITS), note(make, subject, REFUSED)];
    const { ahead, results } = await behind(first, [note(make, subject), note(make, subject)]);
    expect(ahead).toBe(true);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted', 'accepted']);
    // In the order in which they came, without a hole.
    expect(positions(results)).toEqual([1, undefined, 2, 3]);
    expect(late.applied.slice(0, 2)).toEqual([1, 3]);
    const kept = await journal.read({ after: 0, limit: 10 });
    expect(kept.map(({ event }) => event.data.text)).toEqual([WAITS, 'a line', 'a line']);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 4 });
    await close();
  });

  test('that fails itself leaves the one before as it is', async () => {
    const { close, journal, make, subject, behind } = await underWay();
    const { results } = await behind([note(make, subject, WAITS)], [note(make, subject, REFUSED), note(make, subject)]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(positions(results)).toEqual([1, undefined, 2]);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 3 });
    await close();
  });

  test('knows what was given twice', async () => {
    const { close, journal, make, subject, behind } = await underWay();
    const twice = note(make, subject, WAITS);
    const { results } = await behind([twice], [twice, note(make, subject)]);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'duplicate', 'accepted']);
    expect(positions(results)).toEqual([1, 1, 2]);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 3 });
    await close();
  });

  test('finds that a hearing which it takes for new began long ago, and whose it is', async () => {
    const { close, sql, journal, make, subject, behind } = await underWay();
    const old = hearingSubject();
    await testJournal(sql).journal.append([note(eventMaker('/courts/ls/agents/ls-1'), old)]);
    const again = make({ type: 'hearing.scheduled', subject: old, data: { court: 'lb' } });
    const { results } = await behind([note(make, subject, WAITS)], [again, note(make, subject)], (c) => c === 'lb');
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(results[1]).toMatchObject({ problem: { status: 403, field: '/subject' } });
    expect(await journal.verify(old)).toMatchObject({ ok: true, records: 1 });
    await close();
  });
});

describe('any order, any duplication, any split', () => {
  test.each([false, true])(
    'one position per event, and the second answer equals the first; alone: %s',
    async (exclusive) => {
      const { sql, close } = await openTestDatabase();
      const { journal } = testJournal(sql, { projections: [lateWrites()], exclusive });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 }),
          fc.boolean(),
          async (batches, together) => {
            const make = eventMaker();
            const subjects = [hearingSubject(), hearingSubject()];
            const events = Array.from({ length: 12 }, (_, n) => note(make, subjects[n % 2] as string, `line ${n}`));
            const send = (batch: number[]) => journal.append(batch.map((n) => events[n] as EventEnvelope));
            // One behind the other, and among them what the database refuses.
            const inTurn = async (batch: number[], turn: number) => {
              await sleep(turn);
              if (turn % 4 === 2) journal.append([note(make, subjects[0] as string, REFUSED)]);
              return send(batch);
            };
            const answers: EventResult[][] = [];
            if (together) answers.push(...(await Promise.all(batches.map(inTurn))));
            else for (const batch of batches) answers.push(await send(batch));

            const positionOf = new Map<number, number>();
            batches.flat().forEach((n, index) => {
              const result = answers.flat()[index];
              if (!result || result.status === 'rejected') throw new Error('refused');
              expect(positionOf.get(n) ?? result.position).toBe(result.position);
              positionOf.set(n, result.position);
            });
            const again = (await Promise.all(batches.map(send))).flat();
            expect(again.every(({ status }) => status === 'duplicate')).toBe(true);
            expect(positions(again)).toEqual(positions(answers.flat()));
            for (const subject of subjects) expect(await journal.verify(subject)).toMatchObject({ ok: true });
          },
        ),
        { numRuns: 25 },
      );
      const records = await journal.read({ after: -1, limit: 100_000 });
      expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index));
      await close();
    },
  );
});

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
        return [];
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

  test('what is whole is recorded wholly or not at all, and without another event in it; others beside it are', async () => {
    const { journal, lines, close } = await prepared();
    const make = eventMaker();
    const subject = hearingSubject();
    const own = (text: string) => ({ type: 'hearing.note.recorded', subject, data: { text } });
    const whole = (...texts: string[]) => journal.appendOwn(texts.map(own), { whole: true });
    const calls = await Promise.all([
      journal.append([note(make, subject)]),
      whole('a', 'poison', 'b', 'c'),
      journal.append([note(make, subject)]),
      whole('d', 'e', 'f'),
      journal.append([note(make, subject, 'poison'), note(make, subject)]),
    ]);
    expect(calls.map((results) => results.map(({ status }) => status))).toEqual([
      ['accepted'],
      ['rejected', 'rejected', 'rejected', 'rejected'],
      ['accepted'],
      ['accepted', 'accepted', 'accepted'],
      ['rejected', 'accepted'],
    ]);
    const at = positions(calls[3] ?? []).map(Number);
    expect(at).toEqual([at[0], Number(at[0]) + 1, Number(at[0]) + 2]);
    expect(await lines()).toEqual([{ subject, lines: 6 }]);
    expect(await journal.verify(subject)).toMatchObject({ ok: true, records: 6 });
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
