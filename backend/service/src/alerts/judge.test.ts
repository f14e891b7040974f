import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyRecord, type StoredAlert } from './alert.ts';
import type { Facts, Finding, Rule } from './finding.ts';
import { type Decision, judge, keyOf, MOST_OF_ONE_RULE, newMemory, REGROUP_MS } from './judge.ts';
import { NOTHING_STORED } from './stored-facts.ts';

const START = Date.parse('2026-03-05T05:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();

/** A rule that finds what the test says, and a house that writes down what is decided. */
function house(more: Partial<Rule> = {}) {
  let findings: Finding[] = [];
  const rule: Rule = {
    name: 'no-picture',
    about: 'picture',
    severity: 'urgent',
    holdMs: 0,
    clearMs: 2_000,
    find: () => findings,
    ...more,
  };
  let memory = newMemory();
  let listeningSince = START - 3_600_000;
  let now = START;
  let number = 0;
  const alerts = new Map<string, StoredAlert>();
  const hearings: Facts['hearings'] = [];
  const write = (decision: Decision) => {
    number += 1;
    const at = iso(now);
    if (decision.what === 'raise') {
      const { found } = decision;
      const alert = applyRecord(undefined, { what: 'raised', found, number, alert: `a${number}`, at });
      return void alerts.set(decision.key, alert);
    }
    const { alert } = decision;
    const record =
      decision.what === 'again'
        ? ({ what: 'again', found: decision.found, number, alert, at } as const)
        : ({ what: 'ended', reason: decision.reason, number, alert, at } as const);
    alerts.set(decision.key, applyRecord(alerts.get(decision.key), record));
  };
  return {
    alerts,
    find(...keys: string[]) {
      findings = keys.map((key) => ({ key, since: iso(now) }));
    },
    set: (list: Finding[]) => {
      findings = list;
    },
    /** Goes on by `ms` and looks. */
    after(ms: number): string[] {
      now += ms;
      const facts: Facts = {
        now,
        listeningSince,
        hearings,
        windows: [],
        feeds: [],
        agents: [],
        stored: NOTHING_STORED,
        limitOf: () => undefined,
      };
      const decisions = judge([rule], facts, alerts, memory);
      for (const decision of decisions) write(decision);
      return decisions.map(({ what, key }) => `${what} ${key}`);
    },
    restart() {
      memory = newMemory();
      listeningSince = now;
    },
    one: (key: string): StoredAlert => {
      const alert = alerts.get(keyOf(rule.name, key));
      if (!alert) throw new Error(`no alert of ${key}`);
      return alert;
    },
    work(key: string, state: 'taken' | 'done') {
      number += 1;
      const hand = { login: 'a', name: 'A', organisation: 'hdnd' };
      const before = alerts.get(keyOf(rule.name, key));
      alerts.set(
        keyOf(rule.name, key),
        applyRecord(before, { what: state, hand, number, alert: before?.id ?? '', at: iso(now) }),
      );
    },
  };
}

describe('what is found', () => {
  test('is raised once when it has lasted, and ends once it has been gone for a while', () => {
    const { find, after } = house({ holdMs: 3_000 });
    find('x');
    expect(after(500)).toEqual([]);
    expect(after(2_500)).toEqual([]);
    expect(after(500)).toEqual(['raise no-picture x']);
    expect(after(500)).toEqual([]);
    find();
    expect(after(500)).toEqual([]);
    expect(after(1_500)).toEqual([]);
    expect(after(500)).toEqual(['end no-picture x']);
    expect(after(60_000)).toEqual([]);
  });

  test('is not raised where it comes and goes faster than it must last', () => {
    const { find, after } = house({ holdMs: 3_000 });
    for (let n = 0; n < 20; n++) {
      find('x');
      expect(after(2_000)).toEqual([]);
      find();
      expect(after(500)).toEqual([]);
    }
  });

  test('does not end where it was away for less than it must be gone', () => {
    const { find, after, one } = house();
    find('x');
    after(500);
    for (let n = 0; n < 20; n++) {
      find();
      expect(after(1_500)).toEqual([]);
      find('x');
      expect(after(500)).toEqual([]);
    }
    expect(one('x')).toMatchObject({ firing: true, times: 1 });
  });

  test('is one alert while it flaps, and a new one when it comes back later', () => {
    const { find, after, one } = house();
    find('x');
    after(500);
    const { id } = one('x');
    for (let n = 0; n < 5; n++) {
      find();
      after(500);
      after(3_000);
      find('x');
      expect(after(60_000)).toEqual(['again no-picture x']);
    }
    expect(one('x')).toMatchObject({ id, times: 6, firing: true });
    find();
    after(500);
    after(3_000);
    find('x');
    expect(after(REGROUP_MS + 1)).toEqual(['raise no-picture x']);
    expect(one('x').id).not.toBe(id);
  });

  test('comes again as to do where it had been finished, and stays with who is at it', () => {
    for (const [state, afterwards] of [
      ['done', 'todo'],
      ['taken', 'taken'],
    ] as const) {
      const { find, after, one, work } = house();
      find('x');
      after(500);
      work('x', state);
      find();
      after(500);
      after(3_000);
      find('x');
      after(1_000);
      expect(one('x').work.hdnd?.state).toBe(afterwards);
    }
  });
});

describe('a restart', () => {
  test('raises nothing twice, and ends nothing before it could have heard of it', () => {
    const { find, after, restart, one } = house();
    find('x', 'y');
    after(500);
    restart();
    find('x');
    // Nothing was heard of y yet.
    for (let n = 0; n < 19; n++) expect(after(1_000)).toEqual([]);
    expect(after(2_000)).toEqual(['end no-picture y']);
    expect(one('x')).toMatchObject({ firing: true, times: 1 });
  });
});

test('a rule that would fire 10,000 times raises a hundred, says how many there were, and keeps to those', () => {
  const { set, after, alerts } = house();
  const flood = (from: number) =>
    Array.from({ length: 10_000 }, (_, n) => ({ key: `${(n + from) % 10_000}`, since: iso(START) }));
  set(flood(0));
  expect(after(500)).toHaveLength(MOST_OF_ONE_RULE + 1);
  expect(alerts.get('too-many no-picture')).toMatchObject({ values: { rule: 'no-picture', count: 10_000 } });
  // In whatever order they come.
  set(flood(5_000));
  expect(after(500)).toEqual([]);
  set([]);
  expect(after(500)).toEqual(['end too-many no-picture']);
  expect(after(10_000)).toHaveLength(MOST_OF_ONE_RULE);
  expect([...alerts.values()].filter(({ firing }) => firing)).toEqual([]);
});

test('whatever is found whenever: never two alerts hold of one thing, and in the end what holds is what is found', () => {
  const steps = fc.array(
    fc.record({ keys: fc.subarray(['a', 'b', 'c']), ms: fc.integer({ min: 100, max: 20_000 }), restart: fc.boolean() }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (list) => {
      const { find, after, restart, alerts } = house({ holdMs: 1_000 });
      for (const { keys, ms, restart: again } of list) {
        if (again) restart();
        find(...keys);
        const decided = after(ms);
        expect(new Set(decided.map((one) => one.replace(/^\w+ /, ''))).size).toBe(decided.length);
      }
      for (let n = 0; n < 60; n++) after(500);
      const last = list.at(-1)?.keys ?? [];
      const firing = [...alerts.values()].filter((one) => one.firing).map(({ key }) => key);
      expect(firing.sort()).toEqual([...last].sort());
    }),
    { numRuns: 200 },
  );
});
