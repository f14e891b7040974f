import { describe, expect, test } from 'vitest';
import { at, createHand, scheduled } from '../testing/build.ts';
import { MAX_DEPTH } from './text-check.ts';
import { validateEvent } from './validate.ts';

const enter = createHand();
const good = () => enter('08:00', 'hearing.scheduled', scheduled());
const field = (value: unknown) => {
  const result = validateEvent(value);
  return result.ok ? 'ok' : result.field;
};

test('an event of the catalogue passes as it is, unknown members of data included', () => {
  const event = { ...good(), data: scheduled({ theirs: { kept: [1, true, null] } }) };
  const result = validateEvent(event);
  expect(result).toEqual({ ok: true, event });
  if (result.ok) expect(result.event).toBe(event);
});

describe('what is malformed is refused with the field', () => {
  test.each<[string, unknown, string]>([
    ['no object', 'x', ''],
    ['no id', { ...good(), id: undefined }, '/id'],
    ['unknown attribute', { ...good(), traceparent: '00' }, '/traceparent'],
    ['unknown type', { ...good(), type: 'hearing.celebrated' }, '/type'],
    ['a type that objects inherit', { ...good(), type: 'constructor' }, '/type'],
    ['time without milliseconds', { ...good(), time: '2021-04-15T01:00:00Z' }, '/time'],
    ['a day that does not exist', { ...good(), time: '2021-02-30T01:00:00.000Z' }, '/time'],
    ['… in recordedtime', { ...good(), recordedtime: '2021-04-31T01:00:00.000Z' }, '/recordedtime'],
    ['… in data', { ...good(), data: scheduled({ start: '2021-02-30T01:00:00.000Z' }) }, '/data/start'],
    [
      '… a day in a list',
      enter('11:00', 'hearing.judgment.pronounced', { appealDeadlines: [{ who: 'bị cáo', until: '2021-02-29' }] }),
      '/data/appealDeadlines/0/until',
    ],
    ['data of another type', { ...good(), data: scheduled({ caseType: 'XX' }) }, '/data/caseType'],
    ['data incomplete', { ...good(), data: { ...scheduled(), title: undefined } }, '/data/title'],
    ['text too long', { ...good(), data: scheduled({ title: 'x'.repeat(301) }) }, '/data/title'],
    ['lone surrogate', { ...good(), data: scheduled({ title: 'a\ud800b' }) }, '/data/title'],
    ['U+0000', { ...good(), data: scheduled({ extra: ['a\u0000b'] }) }, '/data/extra/0'],
    ['U+0000 in a name', { ...good(), data: scheduled({ 'a\u0000': 1 }) }, '/data/a\u0000'],
    ['wrong subject', { ...good(), subject: 'rooms/lb-1' }, '/subject'],
    ['a schema of another type', { ...good(), dataschema: 'urn:giamsat:hearing.opened:1' }, '/dataschema'],
    ['a correction without target', enter('08:00', 'hearing.event.retracted'), '/corrects'],
    ['a target without correction', enter('08:00', 'hearing.opened', {}, { corrects: good() }), '/corrects'],
    [
      'correcting into an unknown type',
      enter('08:00', 'hearing.event.corrected', { type: 'x.y' }, { corrects: good() }),
      '/data/type',
    ],
    [
      'correcting into another type with wrong data',
      enter('08:00', 'hearing.event.corrected', { type: 'hearing.moved', data: {} }, { corrects: good() }),
      '/data/data/room',
    ],
    ['a public stretch without an end', enter('08:00', 'feed.reopened', { lifts: 'in_camera' }), '/data/until'],
    [
      'released backwards',
      enter('08:00', 'recording.released', { from: at('09:00'), to: at('08:00'), reason: 'x' }),
      '/data/to',
    ],
    ['too large', { ...good(), data: scheduled({ blob: 'x'.repeat(300_000) }) }, ''],
  ])('%s', (_name, value, expected) => {
    const json = typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
    expect(field(json)).toBe(expected);
  });

  test('bottomless nesting', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    const result = validateEvent({ ...good(), data: scheduled({ deep }) });
    expect(result).toMatchObject({ ok: false, detail: 'nested too deeply' });
    expect(MAX_DEPTH).toBeLessThan(64);
  });

  test('a name that would reach into prototypes', () => {
    const event = JSON.parse(JSON.stringify(good()).replace('"court"', '"__proto__":{"x":1},"court"'));
    expect(field(event)).toBe('/data/__proto__');
  });
});

test('media is committed by its own feed alone', () => {
  const data = {
    feed: 'lb-1-1',
    epoch: '01890000-0000-7000-8000-000000000001',
    initSha256: 'a'.repeat(64),
    segments: [{ number: 0, start: at('08:00'), durationMs: 4000, bytes: 1, sha256: 'b'.repeat(64) }],
    gaps: [],
  };
  const committed = { ...enter('08:01', 'recording.committed', data), subject: 'feeds/lb-1-1' };
  expect(field(committed)).toBe('ok');
  expect(field({ ...committed, subject: 'feeds/lb-1-2' })).toBe('/data/feed');
  const gaps = [{ from: at('08:02'), to: at('08:01'), cause: 'cut' }];
  expect(field({ ...committed, data: { ...data, gaps } })).toBe('/data/gaps/0/to');
});
