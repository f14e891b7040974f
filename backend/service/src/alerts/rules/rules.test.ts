import { initialHearing } from '@giamsat/contract/hearing/initial';
import type { HearingState, Restriction } from '@giamsat/contract/hearing/model';
import { ALERT_RULES } from '@giamsat/contract/wire/alerts';
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import { describe, expect, test } from 'vitest';
import type { StoredHearing } from '../../hearings/stored.ts';
import type { WindowRecord } from '../../hearings/window-record.ts';
import type { StoredAlert } from '../alert.ts';
import type { Facts } from '../finding.ts';
import { judge, newMemory } from '../judge.ts';
import { NOTHING_STORED, type StoredFacts } from '../stored-facts.ts';
import { agentMissing } from './agent-missing.ts';
import { authorisationEnding } from './authorisation-ending.ts';
import { backupLate } from './backup-late.ts';
import { clockOff } from './clock-off.ts';
import { delayed } from './delayed.ts';
import { diskLow } from './disk-low.ts';
import { gapOpen } from './gap-open.ts';
import { limit } from './limit.ts';
import { noPicture } from './no-picture.ts';
import { notCut } from './not-cut.ts';
import { notRecorded } from './not-recorded.ts';
import { order } from './order.ts';
import { pictureBlack, pictureFrozen, soundMissing } from './picture-quality.ts';
import { pictureUnscheduled } from './picture-unscheduled.ts';
import { RULES } from './rules.ts';
import { sealLate } from './seal-late.ts';
import { segmentDamaged } from './segment-damaged.ts';

const NOW = Date.parse('2026-03-05T05:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const HEARING = '01890000-0000-7000-8000-000000009011';

const hearing = (state: Partial<HearingState> = {}, more: Partial<StoredHearing> = {}): StoredHearing => ({
  id: HEARING,
  court: 'lb',
  room: 'lb-1',
  day: '2026-03-05',
  state: { ...initialHearing(HEARING), court: 'lb', start: iso(NOW - 3_600_000), stage: 'opening', ...state },
  sittings: [],
  restrictions: [],
  shownBeforeKnown: [],
  insideVersion: 1,
  outsideVersion: 1,
  ...more,
});
const vitals = (more: Partial<FeedVitals> = {}): FeedVitals => ({
  feed: 'lb-1-1',
  state: 'running',
  sending: 'live',
  restarts: 0,
  ...more,
});
const windowSince = (ms: number): WindowRecord => ({
  id: 'w',
  feed: 'lb-1-1',
  hearing: HEARING,
  sitting: 'a#1',
  from: iso(NOW - ms - 5_000),
  opensAt: iso(NOW - ms),
  picture: true,
  sound: true,
  mintedAt: 1,
  changedAt: 1,
});
/** One camera on air since a minute, whose machine was heard a second ago. */
const facts = (more: Partial<Facts> = {}, feed: Partial<Facts['feeds'][number]> = {}): Facts => ({
  now: NOW,
  listeningSince: NOW - 3_600_000,
  hearings: [hearing()],
  windows: [windowSince(60_000)],
  feeds: [
    {
      feed: 'lb-1-1',
      room: 'lb-1',
      court: 'lb',
      vitals: vitals(),
      heardAt: NOW - 1_000,
      partAt: NOW - 200,
      partsSince: NOW - 3_600_000,
      ...feed,
    },
  ],
  agents: [],
  stored: {
    ...NOTHING_STORED,
    recordings: new Map([['lb-1-1', { statedUntil: NOW - 60_000, missing: 0, missingSince: undefined }]]),
  },
  limitOf: () => undefined,
  ...more,
});
const machine = (more: Partial<AgentVitals>, heardAt = NOW - 1_000): Partial<Facts> => ({
  agents: [
    {
      agent: 'lb-agent',
      court: 'lb',
      heardAt,
      vitals: {
        agent: 'lb-agent',
        at: iso(NOW),
        version: '1',
        feeds: [],
        spoolBytes: 0,
        outboxLength: 0,
        diskFreeBytes: 1e12,
        clockOffsetMs: 0,
        ...more,
      },
    },
  ],
});

const sitting = {
  id: 'a#1',
  hearing: HEARING,
  rooms: [{ room: 'lb-1', from: iso(NOW - 60_000) }],
  holds: [{ room: 'lb-1', from: iso(NOW - 60_000) }],
  from: iso(NOW - 60_000),
  holdsRoom: true,
};
const stored = (more: Partial<StoredFacts>): Partial<Facts> => ({ stored: { ...NOTHING_STORED, ...more } });

test('a house in which everything is in order has no alerts', () => {
  const inOrder = facts({ ...machine({}), hearings: [hearing({}, { sittings: [sitting] })] });
  for (const rule of RULES) expect([rule.name, rule.find(inOrder)]).toEqual([rule.name, []]);
});
test('every rule has a name of the contract, and each name one rule at most', () => {
  const names = RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(ALERT_RULES).toContain(name);
});

describe('no picture though the hearing sits', () => {
  test('after three and a half seconds of silence, from the last part on', () => {
    expect(noPicture.find(facts({}, { partAt: NOW - 3_400 }))).toEqual([]);
    expect(noPicture.find(facts({}, { partAt: NOW - 3_500 }))).toEqual([
      {
        key: 'lb-1-1',
        court: 'lb',
        room: 'lb-1',
        feed: 'lb-1-1',
        hearing: HEARING,
        since: iso(NOW - 3_500),
        values: { cause: 'unknown' },
      },
    ]);
  });
  test('where none ever came, only when it had time to', () => {
    const opened = (ms: number) => ({
      windows: [windowSince(ms)],
    });
    const before = { partAt: NOW - 90_000 };
    expect(noPicture.find(facts(opened(7_900), before))).toEqual([]);
    expect(noPicture.find(facts(opened(8_000), before))).toMatchObject([{ since: iso(NOW - 8_000) }]);
    // A node that has just begun to listen has heard of no part.
    const { partAt: _, ...silent } = facts().feeds[0] as Facts['feeds'][number];
    expect(noPicture.find(facts({ feeds: [silent], listeningSince: NOW - 7_900 }))).toEqual([]);
    expect(noPicture.find(facts({ feeds: [silent], listeningSince: NOW - 8_000 }))).toHaveLength(1);
  });
  test.each([
    ['line', { heardAt: NOW - 16_000 }],
    ['camera', { vitals: vitals({ state: 'stalled' }) }],
    ['refused', { vitals: vitals({ refused: true }) }],
    ['court', { vitals: vitals({ sending: 'cut' }) }],
  ])('tells its cause as far as the machine does: %s', (cause, feed) => {
    expect(noPicture.find(facts({}, { partAt: NOW - 4_000, ...feed }))).toMatchObject([{ values: { cause } }]);
  });
  test('not where nothing may be seen', () => {
    expect(noPicture.find(facts({ windows: [] }, { partAt: NOW - 60_000 }))).toEqual([]);
  });
});

describe('a picture that shows nothing', () => {
  test.each([
    [pictureBlack, { black: true, frozen: true }],
    [pictureFrozen, { frozen: true, black: false }],
    [soundMissing, { silent: true }],
  ])('$name, while it may be seen and the machine is heard', (rule, more) => {
    const told = { vitals: vitals(more) };
    expect(rule.find(facts({}, told))).toMatchObject([{ key: 'lb-1-1', hearing: HEARING }]);
    expect(rule.find(facts({ windows: [] }, told))).toEqual([]);
    expect(rule.find(facts({}, { ...told, heardAt: NOW - 16_000 }))).toEqual([]);
    expect(rule.find(facts({}, { vitals: vitals({ ...more, state: 'stalled' }) }))).toEqual([]);
  });
  test('black is not frozen as well, and a picture without permitted sound lacks none', () => {
    expect(pictureFrozen.find(facts({}, { vitals: vitals({ black: true, frozen: true }) }))).toEqual([]);
    const windows = [{ ...windowSince(60_000), sound: false }];
    expect(soundMissing.find(facts({ windows }, { vitals: vitals({ silent: true }) }))).toEqual([]);
  });
});

test('a hearing is late after ten minutes, until it opens, is called off, or the day is over', () => {
  const late = (minutes: number, more: Partial<HearingState> = {}) =>
    delayed.find(facts({ hearings: [hearing({ stage: 'scheduled', start: iso(NOW - minutes * 60_000), ...more })] }))
      .length;
  expect([late(10), late(11), late(11, { stage: 'preparing' })]).toEqual([0, 1, 1]);
  expect([late(11, { stage: 'opening' }), late(11, { stage: 'cancelled' }), late(12 * 60 + 1)]).toEqual([0, 0, 0]);
});

describe('a machine', () => {
  test('is missing when it was not heard for sixteen seconds, counted from our own start', () => {
    expect(agentMissing.find(facts(machine({}, NOW - 15_900)))).toEqual([]);
    expect(agentMissing.find(facts(machine({}, NOW - 16_000)))).toMatchObject([{ since: iso(NOW - 16_000) }]);
    const never = { agents: [{ agent: 'lb-agent', court: 'lb' }] };
    expect(agentMissing.find(facts({ ...never, listeningSince: NOW - 15_900 }))).toEqual([]);
    expect(agentMissing.find(facts({ ...never, listeningSince: NOW - 16_000 }))).toHaveLength(1);
  });
  test('that tells times of the future, or of 1970, is heard when it is heard', () => {
    for (const at of ['2099-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z']) {
      expect(agentMissing.find(facts(machine({ at })))).toEqual([]);
      expect(agentMissing.find(facts(machine({ at }, NOW - 16_000)))).toHaveLength(1);
    }
  });
  test('whose clock is off by two seconds or more, either way', () => {
    expect(clockOff.find(facts(machine({ clockOffsetMs: 1_999 })))).toEqual([]);
    expect(clockOff.find(facts(machine({ clockOffsetMs: -2_340 })))).toMatchObject([{ values: { seconds: -2.3 } }]);
    expect(clockOff.find(facts(machine({ clockOffsetMs: 9e15 })))).toHaveLength(1);
  });
  test('whose disk is nearly full; what it cannot have is none', () => {
    expect(diskLow.find(facts(machine({ diskFreeBytes: 10e9 })))).toEqual([]);
    expect(diskLow.find(facts(machine({ diskFreeBytes: 4.26e9 })))).toMatchObject([
      { severity: 'warning', values: { gb: 4.3 } },
    ]);
    expect(diskLow.find(facts(machine({ diskFreeBytes: -5 })))).toMatchObject([
      { severity: 'urgent', values: { gb: 0 } },
    ]);
  });
});

test('a machine that still sends though everything is withheld did not cut; which hearing, and why, is not told', () => {
  const withheld = (from: number, more: Partial<Restriction> = {}): Restriction => ({
    cause: 'in_camera',
    picture: true,
    sound: true,
    from: iso(NOW - from),
    ...more,
  });
  const look = (restriction: Restriction, feed: Partial<Facts['feeds'][number]> = {}) =>
    notCut.find(
      facts({ windows: [], hearings: [hearing({}, { sittings: [sitting], restrictions: [restriction] })] }, feed),
    );
  expect(look(withheld(10_000))).toEqual([
    { key: 'lb-1-1', court: 'lb', room: 'lb-1', feed: 'lb-1-1', since: iso(NOW - 10_000) },
  ]);
  // What it told before it can have known says nothing.
  expect(look(withheld(4_000))).toEqual([]);
  expect(look(withheld(10_000), { vitals: vitals({ sending: 'cut' }) })).toEqual([]);
  expect(look(withheld(10_000, { sound: false }))).toEqual([]);
  expect(look(withheld(10_000, { to: iso(NOW - 8_000), settlesAt: iso(NOW - 3_000) }))).toEqual([]);
});

test('an unusual step is to be checked, each by itself, with the stage before it', () => {
  const flags: HearingState['flags'] = [
    { code: 'unusual-order', event: 'a#1', detail: 'opening' },
    { code: 'entered-late', event: 'a#2' },
    { code: 'unusual-order', event: 'a#3', detail: 'debate' },
  ];
  const found = order.find(facts({ hearings: [hearing({ flags, stageSince: iso(NOW - 5_000) })] }));
  expect(found.map(({ key, since, values }) => [key, since, values])).toEqual([
    [`${HEARING} a#1`, iso(NOW - 5_000), { stage: 'opening' }],
    [`${HEARING} a#3`, iso(NOW - 5_000), { stage: 'debate' }],
  ]);
});

describe('recordings', () => {
  const recorded = (statedUntil: number, missing = 0, missingSince?: number) =>
    stored({ recordings: new Map([['lb-1-1', { statedUntil, missing, missingSince }]]) });

  test('of which a court states nothing for four minutes, though its hearing is on air', () => {
    const since = (minutes: number) => ({ windows: [windowSince(minutes * 60_000)] });
    expect(notRecorded.find(facts({ ...recorded(NOW - 239_000), ...since(30) }))).toEqual([]);
    expect(notRecorded.find(facts({ ...recorded(NOW - 240_000), ...since(30) }))).toMatchObject([
      { key: 'lb-1-1', hearing: HEARING, since: iso(NOW - 240_000) },
    ]);
    // Never, and it began a moment ago.
    expect(notRecorded.find(facts({ ...stored({}), ...since(3) }))).toEqual([]);
    expect(notRecorded.find(facts({ ...stored({}), ...since(4) }))).toHaveLength(1);
  });
  test('where no picture comes nothing is missed, and a machine that was started anew has as long as any other', () => {
    const silent = { ...recorded(NOW - 1_800_000), windows: [windowSince(3_600_000)] };
    const since = (seconds: number) => facts(silent, { partsSince: NOW - seconds * 1_000 });
    expect(notRecorded.find(since(30))).toEqual([]);
    expect(notRecorded.find(since(239))).toEqual([]);
    expect(notRecorded.find(since(240))).toMatchObject([{ since: iso(NOW - 240_000) }]);
    expect(notRecorded.find(facts(silent, { partAt: NOW - 44_000 }))).toHaveLength(1);
    expect(notRecorded.find(facts(silent, { partAt: NOW - 45_000 }))).toEqual([]);
    const { partAt: _, partsSince: __, ...never } = facts().feeds[0] as Facts['feeds'][number];
    expect(notRecorded.find(facts({ ...silent, feeds: [never] }))).toEqual([]);
  });
  test('that were stated and do not follow, once the machine is heard again', () => {
    const lacking = facts(recorded(NOW, 12, NOW - 900_000));
    expect(gapOpen.find(lacking)).toMatchObject([{ values: { count: 12 }, since: iso(NOW - 900_000) }]);
    expect(gapOpen.find(facts(recorded(NOW, 12, NOW - 900_000), { heardAt: NOW - 16_000 }))).toEqual([]);
    // What is filled from its oldest end is being filled.
    expect(gapOpen.find(facts(recorded(NOW, 8, NOW - 700_000)))[0]?.key).not.toBe(gapOpen.find(lacking)[0]?.key);
  });
});

test('recorded segments that are damaged are told by camera, and of no hearing', () => {
  const damage = new Map([['lb-1-1', { count: 3, foundSince: NOW - 60_000 }]]);
  expect(segmentDamaged.find(facts(stored({ damage })))).toEqual([
    { key: 'lb-1-1', court: 'lb', room: 'lb-1', feed: 'lb-1-1', since: iso(NOW - 60_000), values: { count: 3 } },
  ]);
  expect(segmentDamaged.find(facts())).toEqual([]);
});

test('a picture from a room in which nothing sits', () => {
  expect(pictureUnscheduled.find(facts({ windows: [] }))).toMatchObject([{ key: 'lb-1-1', room: 'lb-1' }]);
  expect(pictureUnscheduled.find(facts({}, { vitals: vitals({ sending: 'off' }) }))).toEqual([]);
  const ended = { ...sitting, holds: [{ room: 'lb-1', from: iso(NOW - 60_000), to: iso(NOW - 30_000) }] };
  expect(pictureUnscheduled.find(facts({ hearings: [hearing({}, { sittings: [ended] })] }))).toHaveLength(1);
});

describe('limits of the law', () => {
  const look = (day: string, state: Partial<HearingState> = {}) => {
    const waiting = [hearing({ stage: 'suspended', stageSince: '2026-02-05T02:00:00.000Z', ...state })];
    const asked: unknown[] = [];
    const found = limit.find(
      facts({
        ...stored({ waiting }),
        limitOf(_state, of, from) {
          asked.push([of, from]);
          return { day, basis: 'BLTTHS 2015, Điều 251' };
        },
      }),
    );
    return { found, asked };
  };
  test('are near on the last three days, and past afterwards, with their article', () => {
    expect(look('2026-03-08').found).toEqual([]);
    expect(look('2026-03-07').found).toMatchObject([
      {
        severity: 'notice',
        basis: 'BLTTHS 2015, Điều 251',
        values: { stage: 'suspended', day: '2026-03-07', past: 0 },
      },
    ]);
    expect(look('2026-03-05').found).toMatchObject([{ values: { past: 0 } }]);
    const { found, asked } = look('2026-03-04');
    expect(found).toMatchObject([{ severity: 'warning', values: { past: 1 } }]);
    // Another alert than the one before.
    expect(found[0]?.key).not.toBe(look('2026-03-05').found[0]?.key);
    expect(asked).toEqual([['suspension', '2026-02-05']]);
  });
  test('count from the very stage, and are unknown where no rule is', () => {
    expect(look('2026-03-05', { stage: 'postponed' }).asked).toEqual([['postponement', '2026-02-05']]);
    expect(look('2026-03-05', { stage: 'deliberation' }).asked).toEqual([['deliberation', '2026-02-05']]);
    expect(look('2026-03-05', { stage: 'debate' })).toEqual({ found: [], asked: [] });
    expect(limit.find(facts(stored({ waiting: [hearing({ stage: 'suspended' })] })))).toEqual([]);
  });
});

test('documents about to end, and a seal that is behind', () => {
  const documents = [{ id: 'd', documentNo: '12/CV', to: '2026-03-10', court: 'lb' }];
  expect(authorisationEnding.find(facts(stored({ documents })))).toMatchObject([
    { key: 'd', court: 'lb', values: { documentNo: '12/CV', day: '2026-03-10' } },
  ]);
  expect(sealLate.find(facts(stored({ seal: { size: 7, behind: false } })))).toEqual([]);
  expect(sealLate.find(facts(stored({ seal: { size: 7, behind: true } })))).toMatchObject([{ key: '7' }]);
});

test('a copy that is older than this province wants, by the moment that it is of; none yet, since it began', () => {
  const HOUR = 3_600_000;
  const look = (ageMs: number | undefined, more: Partial<Facts> = {}) => {
    const until = ageMs === undefined ? undefined : NOW - ageMs;
    return backupLate.find(
      facts({ copyWithinMs: 26 * HOUR, ...stored({ copies: { begun: NOW - 30 * HOUR, until } }), ...more }),
    );
  };
  expect([look(26 * HOUR), look(0)]).toEqual([[], []]);
  expect(look(26 * HOUR + 1)).toEqual([{ key: 'copies', since: iso(NOW - 1), values: { hours: 26 } }]);
  expect(look(undefined)).toEqual([{ key: 'copies', since: iso(NOW - 4 * HOUR), values: { hours: 26 } }]);
  expect(look(undefined, { now: NOW - 4 * HOUR })).toEqual([]);
  // Nobody asks, or nothing was written yet.
  expect(look(1000 * HOUR, { copyWithinMs: undefined })).toEqual([]);
  expect(backupLate.find(facts({ copyWithinMs: HOUR, ...stored({ copies: undefined }) }))).toEqual([]);
});

test('the alert of a late copy is raised once, and ends by itself with the next one', () => {
  const HOUR = 3_600_000;
  const memory = newMemory();
  const at = (now: number, until: number, alerts: ReadonlyMap<string, StoredAlert> = new Map()) =>
    judge([backupLate], facts({ now, copyWithinMs: HOUR, ...stored({ copies: { begun: 0, until } }) }), alerts, memory);
  expect(at(NOW, NOW - HOUR)).toEqual([]);
  const [raised] = at(NOW + 1, NOW - HOUR);
  expect(raised).toMatchObject({ what: 'raise', key: 'backup-late copies' });
  if (raised?.what !== 'raise') throw new Error('not raised');
  const held = new Map([[raised.key, { id: 'a', firing: true, found: raised.found } as unknown as StoredAlert]]);
  expect(at(NOW + HOUR, NOW - HOUR, held)).toEqual([]);
  expect(at(NOW + 2 * HOUR, NOW + 2 * HOUR - 60_000, held)).toMatchObject([
    { what: 'end', alert: 'a', reason: 'cleared' },
  ]);
});
