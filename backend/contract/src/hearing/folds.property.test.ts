/** Any order of arrival, any duplication, any split into batches gives the same; and the fast folds say what the plain definitions say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventEnvelope } from '../event/envelope.ts';
import { HEARING, OTHER, plus } from '../testing/build.ts';
import { build, drafts, PLAY_START as START, THIRD } from '../testing/plays.ts';
import { courseOf, effective } from './course.ts';
import { inForce, overlaps, withheldIn } from './restrictions.ts';
import { sittingsOf } from './sittings.ts';
import { stretchesOf } from './stretches.ts';
import { extended, wholeOf } from './whole.ts';

const byHearing = (events: EventEnvelope[]) =>
  [HEARING, OTHER, THIRD].map((id) => events.filter((e) => e.subject.endsWith(id))).filter((list) => list.length > 0);

/** Everything but the order in which the events came. */
const told = ({ events: _events, remembered: _remembered, ...whole }: ReturnType<typeof wholeOf>) => whole;

function inBatches(events: EventEnvelope[], id: string, sizes: number[]) {
  let whole = wholeOf([], id);
  for (let i = 0, n = 0; i < events.length; n++) {
    const size = 1 + ((sizes[n] ?? 0) % 4);
    whole = extended(whole, events.slice(i, i + size));
    i += size;
  }
  return whole;
}

const shuffled = fc.tuple(drafts, fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }));

test('order of arrival, duplicates and batches make no difference', () => {
  fc.assert(
    fc.property(shuffled, ([list, keys]) => {
      const events = build(list);
      const arrived = [...events, ...events.filter((_, i) => (keys[i] ?? 0) % 3 === 0).map((e) => structuredClone(e))]
        .map((event, i) => ({ event, key: keys[i] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      for (const id of [HEARING, OTHER, THIRD]) {
        const mine = (all: EventEnvelope[]) => all.filter((e) => e.subject.endsWith(id));
        const once = told(wholeOf(mine(events), id));
        expect(told(wholeOf(mine(arrived), id))).toEqual(once);
        expect(told(inBatches(mine(arrived), id, keys))).toEqual(once);
        expect(told(inBatches(mine(events), id, keys))).toEqual(once);
      }
      const sorted = (r: ReturnType<typeof sittingsOf>) => ({
        sittings: r.sittings.toSorted((a, b) => (a.hearing + a.id < b.hearing + b.id ? -1 : 1)),
        flags: new Set(r.flags.map((f) => JSON.stringify(f))),
        shown: new Set(r.shownBeforeKnown.map((s) => JSON.stringify(s))),
      });
      expect(sorted(sittingsOf(byHearing(arrived)))).toEqual(sorted(sittingsOf(byHearing(events))));
    }),
    { numRuns: 400 },
  );
});

test('a moment is restricted exactly if the full course, or what was recorded up to it, says so', () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const events = build(list).filter((e) => e.subject.endsWith(HEARING) && e.type !== 'recording.released');
      const course = courseOf(events);
      const { restrictions } = withheldIn(course);
      const beginning =
        course.entries.flatMap((e) => [e.event.time, e.original.time, e.original.recordedtime]).sort()[0] ??
        '1970-01-01T00:00:00.000Z';
      const says = (known: EventEnvelope[], t: string) =>
        new Set(
          stretchesOf(effective(courseOf(known)), beginning)
            .stretches.filter((s) => s.from <= t && (s.to === undefined || t < s.to))
            .map((s) => `${s.cause} ${s.picture} ${s.feeds ?? ''}`),
        );
      for (let second = -10; second < 100; second += 1.5) {
        const t = plus(START, second);
        if (t < beginning) continue;
        const either = new Set([
          ...says(events, t),
          ...says(
            events.filter((e) => e.recordedtime <= t),
            t,
          ),
        ]);
        const mine = overlaps(restrictions, t, plus(t, 0.001), plus(START, 1e6));
        expect(new Set(mine.map((r) => `${r.cause} ${r.picture} ${r.feeds ?? ''}`))).toEqual(either);
      }
    }),
    { numRuns: 300 },
  );
});

test('live: what any moment’s knowledge withholds is withheld at that moment, and five seconds after a lift', () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const events = build(list).filter((e) => e.subject.endsWith(HEARING));
      const { restrictions } = withheldIn(courseOf(events));
      for (const r of restrictions) {
        if (r.to === undefined) continue;
        expect(r.settlesAt).toBeDefined();
        if (r.releasedAt === undefined && r.from < r.to) expect(inForce(restrictions, r.from)).not.toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('one room has one holder at a time', () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const holds = sittingsOf(byHearing(build(list))).sittings.flatMap((s) => s.holds);
      for (const room of ['lb-1', 'lb-2']) {
        const mine = holds
          .filter((h) => h.room === room)
          .sort((a, b) => (a.from + (a.to ?? '~') < b.from + (b.to ?? '~') ? -1 : 1));
        for (let i = 0; i + 1 < mine.length; i++) {
          expect((mine[i]?.to ?? '~') <= (mine[i + 1]?.from ?? '')).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});
