import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { expect, test } from 'vitest';
import { filledAfterwards, gapsOf, replayable, stagesOf, unheld } from './timeline.ts';

const ID = '019171b1-0000-7000-8000-000000000001';
const event = (type: string, time: string, data: Record<string, unknown> = {}): EventEnvelope => ({
  specversion: '1.0',
  id: time,
  source: '/courts/lb/agents/lb-1',
  type,
  subject: `hearings/${ID}`,
  time: `2021-04-15T${time}:00.000Z`,
  recordedtime: `2021-04-15T${time}:00.000Z`,
  sequence: '000000000001',
  data,
});

test('stages follow each other without a hole, and what moves nothing makes none', () => {
  const stages = stagesOf(ID, [
    event('hearing.preparation.started', '00:45', { room: 'lb-1' }),
    event('hearing.opened', '01:00'),
    event('hearing.note.recorded', '01:05', { text: 'x' }),
    event('hearing.recess.started', '02:20'),
    event('hearing.recess.ended', '02:35'),
  ]);
  expect(stages.map(({ stage, from, to }) => [stage, from.slice(11, 16), to?.slice(11, 16)])).toEqual([
    ['preparing', '00:45', '01:00'],
    ['opening', '01:00', '02:20'],
    ['recess', '02:20', '02:35'],
    ['opening', '02:35', undefined],
  ]);
});

test('what may be replayed is what was recorded less what is withheld; sound alone takes nothing away', () => {
  const coverage = {
    recorded: [
      { fromMs: 0, toMs: 10_000 },
      { fromMs: 20_000, toMs: 30_000 },
    ],
    gaps: [],
    filled: [],
  };
  const withheld = [
    { fromMs: 2000, toMs: 4000, picture: true, sound: true },
    { fromMs: 25_000, toMs: Number.POSITIVE_INFINITY, picture: true, sound: true },
    { fromMs: 0, toMs: 30_000, picture: false, sound: true },
  ];
  expect(replayable(coverage, withheld).map(({ from, to }) => [Date.parse(from), Date.parse(to)])).toEqual([
    [0, 2000],
    [4000, 10_000],
    [20_000, 25_000],
  ]);
  expect(replayable(coverage, [{ fromMs: -1, toMs: 99_999, picture: true, sound: true }])).toEqual([]);
});

test('what came late is told as far as it may be replayed', () => {
  const coverage = {
    recorded: [{ fromMs: 0, toMs: 30_000 }],
    gaps: [],
    filled: [{ fromMs: 5000, toMs: 15_000, filledMs: 90_000_000 }],
  };
  const withheld = [{ fromMs: 8000, toMs: 10_000, picture: true, sound: true }];
  const iso = (ms: number) => new Date(ms).toISOString();
  expect(filledAfterwards(coverage, withheld)).toEqual([
    { from: iso(5000), to: iso(8000), filledAt: iso(90_000_000) },
    { from: iso(10_000), to: iso(15_000), filledAt: iso(90_000_000) },
  ]);
});

test('gaps keep their cause', () => {
  expect(gapsOf({ recorded: [], filled: [], gaps: [{ fromMs: 0, toMs: 1000, cause: 'line' }] })).toEqual([
    { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z', cause: 'line' },
  ]);
});

test('what sat before it was known to sit is a declared gap of that room alone', () => {
  const iso = (clock: string) => `2021-04-15T${clock}:00.000Z`;
  const sitting = {
    id: 'x#1',
    hearing: ID,
    rooms: [{ room: 'lb-1', from: iso('00:45') }],
    holds: [
      { room: 'lb-1', from: iso('02:00'), to: iso('02:30') },
      { room: 'lb-1', from: iso('02:40') },
    ],
    from: iso('00:45'),
    holdsRoom: true,
  };
  const now = Date.parse(iso('03:00'));
  expect(unheld([sitting], 'lb-1', now)).toEqual([
    { from: iso('00:45'), to: iso('02:00'), cause: 'off' },
    { from: iso('02:30'), to: iso('02:40'), cause: 'off' },
  ]);
  expect(unheld([sitting], 'lb-2', now)).toEqual([]);
  const ended = { ...sitting, holds: [], to: iso('01:45') };
  expect(unheld([ended], 'lb-1', now)).toEqual([{ from: iso('00:45'), to: iso('01:45'), cause: 'off' }]);
});
