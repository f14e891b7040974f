// Every figure once more, in another way: out of the journal's events and the case book's entries, on random data, and no difference.
import { type CaseBookEntry, type CaseBookFigures, contradiction } from '@giamsat/contract/case-book';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { CASE_TYPES } from '@giamsat/contract/stage';
import { createHand, scheduled } from '@giamsat/contract/testing/build';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing/database.ts';
import { testHearings } from '../testing/hearings.ts';
import { createStatistics, definitionsOf, type Question } from './statistics.ts';

const NOW = '2021-07-20T05:00:00.000Z';
const FIRST_DAY = Date.parse('2021-04-20T00:00:00.000Z');
const COURTS = ['lb', 'cl'] as const;
const ENDINGS = [
  'hearing.closed',
  'hearing.postponed',
  'hearing.suspended',
  'hearing.case.stayed',
  'hearing.case.terminated',
  'hearing.case.returned',
  'hearing.cancelled',
] as const;
const STAGE: Record<string, string> = Object.fromEntries(
  ENDINGS.map((type) => [type, type.replace('hearing.', '').replace('case.', '')]),
);

const plan = fc.record({
  court: fc.constantFrom(...COURTS),
  caseType: fc.constantFrom(...CASE_TYPES),
  instance: fc.constantFrom('ST', 'PT'),
  mode: fc.constantFrom('in_person', 'in_person', 'online'),
  door: fc.constantFrom('open', 'open', 'open', 'in camera', 'closed for a while', 'minor', 'closed by mistake'),
  lateMin: fc.integer({ min: -5, max: 30 }),
  lengthMin: fc.integer({ min: 11, max: 200 }),
  afternoon: fc.boolean(),
  opens: fc.constantFrom(true, true, true, false),
  judged: fc.boolean(),
  ending: fc.constantFrom(undefined, 'hearing.closed', 'hearing.closed', ...ENDINGS),
  reason: fc.constantFrom('WITNESS_ABSENT', 'COUNSEL_ABSENT', 'OTHER'),
  retracted: fc.constantFrom(false, false, false, true),
  corrected: fc.constantFrom(0, 0, 25),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The events of one hearing on a day of its own. */
function played(one: Plan, n: number): { id: string; events: EventEnvelope[] } {
  const id = `0189aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const day = new Date(FIRST_DAY + n * 86_400_000).toISOString().slice(0, 10);
  const say = createHand(id, `/courts/${one.court}/agents/${one.court}-1`, day);
  const room = `${one.court}-1`;
  const events: EventEnvelope[] = [];
  const add = (minutes: number, type: string, data: Record<string, unknown> = {}, more = {}) => {
    const event = say(clockOf(minutes), type, data, more);
    events.push(event);
    return event;
  };
  add(
    60,
    'hearing.scheduled',
    scheduled({
      court: one.court,
      room,
      start: `${day}T01:00:00.000Z`,
      caseType: one.caseType,
      instance: one.instance,
      mode: one.mode,
      caseNumbers: [`${n + 1}/2021/TLST-HS`],
      ...(one.door === 'in camera' ? { publicity: 'in_camera' } : {}),
      ...(one.door === 'minor' ? { minor: true } : {}),
    }),
  );
  const opened = 480 + one.lateMin;
  let end = opened + one.lengthMin;
  if (one.opens) {
    add(470, 'hearing.preparation.started', { room });
    add(opened, 'hearing.opened');
    if (one.door === 'closed for a while' || one.door === 'closed by mistake') {
      const closing = add(opened + 2, 'hearing.publicity.changed', { to: 'in_camera' });
      if (one.door === 'closed by mistake') add(opened + 3, 'hearing.event.retracted', {}, { corrects: closing });
      else add(opened + 5, 'hearing.publicity.changed', { to: 'public' });
    }
    add(opened + 6, 'hearing.questioning.started');
    if (one.afternoon) {
      add(end, 'hearing.sitting.ended');
      add(800, 'hearing.sitting.started', { room });
      end = 800 + one.lengthMin;
    }
    if (one.judged) {
      add(end - 3, 'hearing.deliberation.started', { purpose: 'judgment' });
      add(end - 2, 'hearing.pronouncing.started');
      add(end - 1, 'hearing.judgment.pronounced', { judgmentNo: '1/2021/HS-ST' });
    }
  }
  if (one.ending) {
    const ending = add(end, one.ending, { reasonCode: one.reason });
    if (one.corrected) {
      const time = new Date(Date.parse(ending.time) + one.corrected * 60_000).toISOString();
      add(end + 40, 'hearing.event.corrected', { time, data: { reasonCode: 'OTHER' } }, { corrects: ending });
    }
    if (one.retracted) add(end + 50, 'hearing.event.retracted', {}, { corrects: ending });
  }
  return { id, events };
}

type Told = {
  court: string;
  month: string;
  type: string;
  instance: string;
  closed: boolean;
  stage: string;
  judgment: boolean;
  online: boolean;
  late: boolean;
  opened: boolean;
  minutes: number | undefined;
  reason: string;
};

/** Reads one hearing's events by hand: no fold of the house has any part in it. */
function toldBy(events: readonly EventEnvelope[]): Told {
  const ref = (event: EventEnvelope) => `${event.source}#${event.id}`;
  const gone = new Set(events.filter((e) => e.type === 'hearing.event.retracted').map((e) => e.corrects));
  const changes = new Map(events.filter((e) => e.type === 'hearing.event.corrected').map((e) => [e.corrects, e.data]));
  const course = events
    .filter((e) => !e.type.startsWith('hearing.event.') && !gone.has(ref(e)))
    .map((e) => {
      const change = changes.get(ref(e)) as { time?: string; data?: Record<string, unknown> } | undefined;
      return { type: e.type, time: change?.time ?? e.time, data: change?.data ?? (e.data as Record<string, unknown>) };
    })
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const of = (type: string) => course.find((e) => e.type === type);
  const first = of('hearing.scheduled')?.data as Record<string, string>;
  const opening = of('hearing.opened');
  const ending = course.find((e) => e.type in STAGE);
  const stage = ending ? (STAGE[ending.type] ?? '') : 'going on';
  const minutesOf = (from: string, to: string) =>
    Math.max(0, Date.parse(to) - Math.max(Date.parse(from), Date.parse(opening?.time ?? from))) / 60_000;
  const [morning, afternoon] = [of('hearing.preparation.started'), of('hearing.sitting.started')];
  const pause = of('hearing.sitting.ended');
  let minutes: number | undefined;
  if (stage === 'closed' && opening && morning && ending) {
    minutes = minutesOf(morning.time, pause?.time ?? ending.time);
    if (afternoon) minutes += minutesOf(afternoon.time, ending.time);
  }
  return {
    court: first.court ?? '',
    month: (first.start ?? '').slice(0, 7),
    type: first.caseType ?? '',
    instance: first.instance ?? '',
    // What was once closed stays so here, also when it was taken back.
    closed:
      first.publicity === 'in_camera' ||
      Boolean(first.minor) ||
      events.some((e) => e.type === 'hearing.publicity.changed' && (e.data as { to?: string }).to === 'in_camera'),
    stage,
    judgment:
      of('hearing.judgment.pronounced') !== undefined &&
      !['postponed', 'suspended', 'stayed', 'terminated', 'returned', 'cancelled'].includes(stage),
    online: first.mode === 'online',
    late: opening !== undefined && Date.parse(opening.time) - Date.parse(first.start ?? '') > 600_000,
    opened: opening !== undefined,
    minutes,
    reason: String(ending?.data.reasonCode ?? ''),
  };
}

const ratio = (of: number, per: number): number | null => (per === 0 ? null : (100 * of) / per);
function figuresOf(all: readonly Told[], typed: boolean): Record<string, number | null> {
  const told = all.filter(({ closed }) => !closed);
  const listed = told.filter(({ stage }) => stage !== 'cancelled');
  const shown = typed ? listed.length : listed.length + all.length - told.length;
  const count = (is: (one: Told) => boolean, among = told) => among.filter(is).length;
  const lengths = told.flatMap(({ minutes }) => (minutes ? [minutes] : [])).sort((a, b) => a - b);
  const middle = (lengths.length - 1) / 2;
  const at = (n: number) => lengths[n] ?? 0;
  return {
    scheduled: shown,
    held: count(({ opened }) => opened),
    judgments: count(({ judgment }) => judgment),
    postponed: count(({ stage }) => stage === 'postponed'),
    'postponed-rate': ratio(
      count(({ stage }) => stage === 'postponed'),
      listed.length,
    ),
    suspended: count(({ stage }) => stage === 'suspended'),
    'stayed-terminated': count(({ stage }) => stage === 'stayed' || stage === 'terminated'),
    returned: count(({ stage }) => stage === 'returned'),
    'late-rate': ratio(
      count(({ late }) => late),
      count(({ opened }) => opened),
    ),
    'length-average': lengths.length === 0 ? null : lengths.reduce((a, b) => a + b, 0) / lengths.length,
    'length-median': lengths.length === 0 ? null : (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    online: count(({ online }) => online, listed),
    'closed-rate': typed ? null : ratio(all.length - told.length, shown),
  };
}

const entry = fc
  .record({
    court: fc.constantFrom(...COURTS),
    month: fc.constantFrom('2021-04', '2021-05', '2021-06', '2021-07'),
    caseType: fc.constantFrom('HS' as const, 'DS' as const),
    instance: fc.constantFrom('ST' as const, 'PT' as const),
    counts: fc.array(fc.nat(60), { minLength: 12, maxLength: 12 }),
  })
  .map(({ counts, ...cell }): CaseBookEntry => {
    const [carriedOver = 0, accepted = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] =
      counts;
    const disposed = Math.min(c, carriedOver + accepted);
    const pending = carriedOver + accepted - disposed;
    return {
      ...cell,
      ...{ carriedOver, accepted, disposed, stayed: Math.min(d, pending), overdue: Math.min(e, pending) },
      ...{ quashedSubjective: f, quashedObjective: g, amendedSubjective: h, amendedObjective: i },
      ...(cell.caseType === 'HS'
        ? { defendantsCarriedOver: j, defendantsAccepted: k, defendantsDisposed: Math.min(l, j + k) }
        : {}),
    };
  });

/** Of the newest entries up to a month, one after the other. */
function bookOf(entries: readonly CaseBookEntry[]): Record<string, number | null> {
  const cells = Map.groupBy(entries, (e) => `${e.court} ${e.caseType} ${e.instance}`);
  const sum = (field: keyof CaseBookFigures, list: readonly CaseBookEntry[] = entries) =>
    list.reduce((all, one) => all + (one[field] ?? 0), 0);
  const ends = [...cells.values()].map((list) => list.toSorted((a, b) => (a.month < b.month ? -1 : 1)));
  const firsts = ends.flatMap((list) => list.slice(0, 1));
  const lasts = ends.flatMap((list) => list.slice(-1));
  const total = sum('carriedOver', firsts) + sum('accepted');
  const disposed = sum('disposed');
  const people = entries.some(({ caseType }) => caseType === 'HS');
  return {
    'disposal-rate': ratio(disposed, total),
    'defendant-rate': people
      ? ratio(sum('defendantsDisposed'), sum('defendantsCarriedOver', firsts) + sum('defendantsAccepted'))
      : null,
    total,
    accepted: sum('accepted'),
    disposed,
    pending: total - disposed,
    'fault-rate': ratio(sum('quashedSubjective') + sum('amendedSubjective'), disposed),
    'quashed-rate': ratio(sum('quashedSubjective') + sum('quashedObjective'), disposed),
    'amended-rate': ratio(sum('amendedSubjective') + sum('amendedObjective'), disposed),
    stayed: sum('stayed', lasts),
    overdue: sum('overdue', lasts),
    'overdue-rate': ratio(sum('overdue', lasts), total),
  };
}

const rounded = (values: Record<string, number | null>) =>
  Object.fromEntries(
    Object.entries(values)
      .map(([id, value]) => [id, value === null ? null : Math.round(value * 1e6) / 1e6] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

test('every figure, of all courts, of each, by type and by month, is what the journal and the case book say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 12, maxLength: 40 }),
      fc.array(entry, { minLength: 1, maxLength: 24 }),
      fc.record({
        court: fc.constantFrom(undefined, ...COURTS),
        type: fc.constantFrom(undefined, undefined, 'HS' as const, 'DS' as const),
        instance: fc.constantFrom(undefined, undefined, 'ST' as const),
      }),
      async (plans, entries, { court, ...narrow }) => {
        const database = await openTestDatabase();
        try {
          const { journal, clock } = await testHearings(database.sql, NOW);
          const results = await journal.append(plans.flatMap((one, n) => played(one, n).events));
          expect(results.filter(({ status }) => status !== 'accepted')).toEqual([]);
          const statistics = await createStatistics({ sql: database.sql, clock });
          // Each again is a correction: the last of a cell counts.
          const versions = new Map<string, number>();
          for (const one of entries) {
            expect(contradiction(one)).toBeUndefined();
            const cell = `${one.court} ${one.month} ${one.caseType} ${one.instance}`;
            const version = versions.get(cell) ?? 0;
            await statistics.caseBook.enter(`ai-${version}`, { ...one, note: 'x', version }, async () => {});
            versions.set(cell, version + 1);
          }
          const question: Question = {
            courts: court === undefined ? COURTS : [court],
            successor: (code) => code,
            from: '2021-04',
            to: '2021-07',
            ...narrow,
          };
          const answer = await statistics.read(question);

          // Out of the journal, as it is stored.
          const stored = await database.sql
            .selectFrom('journal')
            .select(['head', 'payload'])
            .orderBy('position')
            .execute();
          const events = stored.map(
            ({ head, payload }) => ({ ...JSON.parse(head), ...JSON.parse(payload ?? '{}') }) as EventEnvelope,
          );
          const typed = narrow.type !== undefined || narrow.instance !== undefined;
          const through = answer.period.through;
          const all = [...Map.groupBy(events, ({ subject }) => subject).values()]
            .map((list) => ({ ...toldBy(list), day: list[0]?.time.slice(0, 10) ?? '' }))
            .filter((one) => one.day <= through && (court === undefined || one.court === court))
            .filter((one) => !typed || !one.closed)
            .filter((one) => narrow.type === undefined || one.type === narrow.type)
            .filter((one) => narrow.instance === undefined || one.instance === narrow.instance);
          const newest = new Map(
            entries.map((one) => [`${one.court} ${one.month} ${one.caseType} ${one.instance}`, one]),
          );
          const book = [...newest.values()]
            .filter((one) => court === undefined || one.court === court)
            .filter((one) => narrow.type === undefined || one.caseType === narrow.type)
            .filter((one) => narrow.instance === undefined || one.instance === narrow.instance);

          const expected = (hearings: readonly Told[], list: readonly CaseBookEntry[], byType = typed) =>
            rounded({
              ...(hearings.length === 0 ? {} : figuresOf(hearings, byType)),
              ...(list.length === 0 ? {} : bookOf(list)),
            });
          const figures = Object.fromEntries(answer.figures.map(({ id, value }) => [id, value]));
          // Of nothing there is a count of nothing; of an empty case book nothing at all.
          expect(rounded(figures)).toEqual(
            rounded({
              ...Object.fromEntries(definitionsOf().map(({ id }) => [id, null])),
              ...figuresOf(all, typed),
              ...(book.length === 0 ? {} : bookOf(book)),
            }),
          );
          for (const { key, values } of answer.byCourt) {
            const own = (one: { court: string }) => one.court === key;
            expect([key, rounded(values)]).toEqual([key, expected(all.filter(own), book.filter(own))]);
          }
          for (const { key, values } of answer.byType) {
            const mine = all.filter(({ type, closed }) => type === key && !closed);
            expect([key, rounded(values)]).toEqual([
              key,
              expected(
                mine,
                book.filter(({ caseType }) => caseType === key),
                true,
              ),
            ]);
          }
          const last =
            book
              .map(({ month }) => month)
              .sort()
              .at(-1) ?? '';
          for (const { key, values } of answer.byMonth) {
            const soFar = key > last ? [] : book.filter(({ month }) => month <= key);
            expect([key, rounded(values)]).toEqual([
              key,
              expected(
                all.filter(({ month }) => month === key),
                soFar,
              ),
            ]);
          }
          const reasons = Map.groupBy(
            all.filter((one) => !one.closed && one.stage === 'postponed'),
            ({ reason }) => reason,
          );
          expect(new Map(answer.reasons.map(({ key, count }) => [key, count]))).toEqual(
            new Map([...reasons].map(([key, list]) => [key, list.length])),
          );
          // As many hearings stand behind a count as it says, less those that are told of nobody.
          for (const id of ['held', 'postponed', 'judgments', 'late-rate']) {
            const behind = await statistics.hearings(question, id, { limit: 1000 });
            const count = id === 'late-rate' ? all.filter((one) => !one.closed && one.late).length : figures[id];
            expect([id, behind?.length]).toEqual([id, count]);
          }
        } finally {
          await database.close();
        }
      },
    ),
    { numRuns: Number(process.env.PLAYS ?? 5) },
  );
}, 300_000);
