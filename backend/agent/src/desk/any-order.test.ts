// Any order of arrival, any duplication, any split into batches, with restarts between: the agent knows and allows the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { AGENT, createHand, HEARING, OTHER, plus, scheduled } from '@giamsat/contract/testing/build';
import { build, drafts, PLAY_START, THIRD } from '@giamsat/contract/testing/plays';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createGate } from '../gate/gate.ts';
import type { Verdict } from '../gate/verdict.ts';
import { createLineSeals } from '../platform/line-seal.ts';
import { type Desk, openDesk } from './desk.ts';

const seals = createLineSeals(Buffer.alloc(32, 7));

const IDS = [HEARING, OTHER, THIRD];
const FEEDS: Record<string, string> = { 'lb-1-1': 'lb-1', 'lb-1-2': 'lb-1', 'lb-2-1': 'lb-2' };
const START = Date.parse(PLAY_START);
const logger = pino({ level: 'silent' });

/** What the court knows of its hearings and rooms, and what each feed may do at moments of the play and after it. */
function known(desk: Desk) {
  let now = START;
  const gate = createGate({
    hearings: desk.hearings,
    course: (id) => desk.whole(id)?.course,
    restrictions: (id) => desk.whole(id)?.restrictions ?? [],
    events: desk.events,
    rejected: () => new Set(),
    intact: desk.intact,
    roomOf: (feed) => FEEDS[feed],
    now: () => now,
  });
  const verdicts = Object.keys(FEEDS).map((feed) => {
    const told: Verdict[] = [];
    for (let second = 0; second <= 100; second += 2.5) {
      now = START + second * 1000;
      told.push(gate.feed(feed).verdict(now - 200, now));
    }
    return told;
  });
  return {
    // Everything but the order in which the events came.
    wholes: IDS.map((id) => {
      const whole = desk.whole(id);
      if (!whole) return undefined;
      const { events: _events, remembered: _remembered, ...told } = whole;
      return told;
    }),
    sittings: gate.sittings().toSorted((a, b) => (a.hearing + a.id < b.hearing + b.id ? -1 : 1)),
    verdicts,
  };
}

/** So that plays begin with something on air. */
function prelude(): EventEnvelope[] {
  const enter = createHand(HEARING);
  return [
    enter(plus(PLAY_START, -40), 'hearing.scheduled', scheduled()),
    enter(plus(PLAY_START, -30), 'hearing.preparation.started', { room: 'lb-1' }),
    enter(plus(PLAY_START, -20), 'hearing.transmission.permitted', { scope: 'whole' }),
    enter(plus(PLAY_START, -10), 'hearing.opened'),
  ];
}

const ways = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });

it('any order of arrival, any duplication, any split, any restart between: the same state, sittings and verdicts', () => {
  const states: Record<string, number> = {};
  const course = fc.property(drafts, ways, (list, keys) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'giamsat-any-order-'));
    try {
      const events = [...prelude(), ...build(list)];
      const own = events.filter(({ source }) => source === AGENT);
      const open = (name: string) => openDesk({ folder: path.join(folder, name), seals, own: () => own, logger });
      const once = open('once');
      once.take({ through: 1, whole: true, upserts: events, removals: [] });

      const arrived = [...events, ...events.filter((_, i) => (keys[i] ?? 0) % 3 === 0).map((e) => structuredClone(e))]
        .map((event, i) => ({ event, key: keys[i] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ event }) => event);
      let torn = openDesk({ folder: path.join(folder, 'torn'), seals, own: () => [], logger });
      torn.take({ through: 0, whole: true, upserts: [], removals: [] });
      for (let i = 0, n = 0; i < arrived.length; n++) {
        const key = keys[n] ?? 0;
        const batch: EventEnvelope[] = arrived.slice(i, i + 1 + (key % 4));
        i += batch.length;
        // By the desk, or as what was entered here or came as urgent.
        if (key % 2 === 0) torn.take({ through: n, whole: false, upserts: batch, removals: [] });
        else torn.merge(batch);
        if (key % 5 === 0) torn = openDesk({ folder: path.join(folder, 'torn'), seals, own: () => [], logger });
        if (key % 7 === 0) known(torn);
      }
      const expected = known(once);
      expect(known(torn)).toEqual(expected);
      expect(known(open('torn'))).toEqual(expected);
      for (const { state } of expected.verdicts.flat()) states[state] = (states[state] ?? 0) + 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  // Plays in which nothing was ever on air, or nothing ever cut, would show little: then more are played.
  for (let round = 0; round < 5 && Object.keys(states).length < 4; round++)
    fc.assert(course, { numRuns: Number(process.env.PLAYS ?? 40) });
  expect(Object.keys(states).sort()).toEqual(['cut', 'held', 'live', 'off']);
}, 60_000);
