// One bad event never holds back the others, and each refusal names the field.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { type EventMaker, eventMaker, hearingSubject } from '@giamsat/service/testing/events';
import { openTestIngest, type TestIngest } from '@giamsat/service/testing/ingest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusal, send } from './send.ts';

let ingest: TestIngest;
let make: EventMaker;
let good: EventEnvelope;
beforeAll(async () => {
  ingest = await openTestIngest();
});
afterAll(() => ingest.close());
beforeEach(() => {
  make = eventMaker();
  good = make({ type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: 'one' } });
});

/** The bad one stands between two good ones, which are recorded in order. */
async function amongGood(bad: unknown) {
  const after = make({ type: 'hearing.note.recorded', subject: good.subject, data: { text: 'two' } });
  const { status, body } = await send(ingest, [good, bad, after]);
  expect(status).toBe(200);
  expect(body.results[0]).toMatchObject({ status: 'accepted' });
  expect(body.results[2]).toMatchObject({ status: 'accepted' });
  const recorded = await ingest.journal.readStream(good.subject);
  expect(recorded.map(({ event }) => event)).toEqual([good, after]);
  expect(await ingest.journal.verify(good.subject)).toMatchObject({ ok: true, records: 2 });
  return body.results[1];
}

describe('a malformed envelope', () => {
  test.each<[string, (event: EventEnvelope) => unknown, string]>([
    ['no object', () => 'hearing.opened', ''],
    ['null', () => null, ''],
    ['without a subject', ({ subject: _, ...event }) => event, '/subject'],
    ['a time without a zone', (event) => ({ ...event, time: '2026-03-05T05:00:00' }), '/time'],
    ['a day that no calendar has', (event) => ({ ...event, time: '2021-02-30T05:00:00.000Z' }), '/time'],
    ['a sequence that is a number', (event) => ({ ...event, sequence: 7 }), '/sequence'],
    ['a member that is unknown', (event) => ({ ...event, severity: 'high' }), '/severity'],
    ['data that is a list', (event) => ({ ...event, data: [] }), '/data'],
    ['data without what the type needs', (event) => ({ ...event, data: {} }), '/data/text'],
    ['a text with U+0000', (event) => ({ ...event, data: { text: 'a\u0000b' } }), '/data/text'],
    ['a text with a lone surrogate', (event) => ({ ...event, data: { text: 'a\ud800b' } }), '/data/text'],
    ['a version of CloudEvents that is unknown', (event) => ({ ...event, specversion: '0.3' }), '/specversion'],
  ])('%s', async (_name, spoil, field) => {
    const before = await ingest.counted('ingest_events_total', { result: 'rejected', reason: 'invalid' });
    const bad = make({ type: 'hearing.note.recorded', subject: good.subject, data: { text: 'bad' } });
    expect(await amongGood(spoil(bad))).toEqual(refusal('invalid', field));
    expect(await ingest.counted('ingest_events_total', { result: 'rejected', reason: 'invalid' })).toBe(before + 1);
  });
});

test('an unknown type', async () => {
  const before = await ingest.counted('ingest_events_total', { reason: 'invalid' });
  expect(await amongGood(make({ type: 'hearing.applauded', subject: good.subject }))).toEqual(
    refusal('invalid', '/type'),
  );
  expect(await ingest.counted('ingest_events_total', { reason: 'invalid' })).toBe(before + 1);
});

test('the same id with another content', async () => {
  const bad = { ...good, data: { text: 'another' } };
  expect(await amongGood(bad)).toEqual(refusal('conflict', '/data'));
  expect(await ingest.counted('ingest_events_total', { reason: 'conflict' })).toBe(1);
});

describe('a time ahead', () => {
  const ahead = (ms: number) => new Date(ingest.clock.now() + ms).toISOString();

  test('more than a day: refused', async () => {
    const subject = good.subject;
    const far = make({ type: 'hearing.note.recorded', subject, time: ahead(86_460_000), data: { text: 'far' } });
    expect(await amongGood(far)).toEqual(refusal('invalid', '/time'));
    const recordedtime = ahead(86_460_000);
    const [answer] = (await send(ingest, [{ ...far, time: ahead(0), recordedtime }])).body.results;
    expect(answer).toEqual(refusal('invalid', '/recordedtime'));
  });

  test('a clerk’s clock an hour off: accepted and flagged', async () => {
    const subject = hearingSubject();
    const note = (time: string, offset?: number) =>
      make({
        type: 'hearing.note.recorded',
        subject,
        time,
        data: { text: 'line' },
        ...(offset === undefined ? {} : { clockoffsetms: offset }),
      });
    const { body } = await send(ingest, [note(ahead(3_600_000)), note(ahead(-1000), -3_600_000), note(ahead(-1000))]);
    expect(body.results.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    // An hour behind shows only at the moment of sending.
    const behind = note(ahead(-3_600_000));
    await send(ingest, [behind], { headers: { 'giamsat-sent': behind.recordedtime } });
    const flags = (await ingest.journal.readStream(subject)).map((record) => record.flags);
    expect(flags).toEqual([['clock-doubtful'], ['clock-doubtful'], [], ['clock-doubtful']]);
    expect(await ingest.counted('journal_flags_total', { flag: 'clock-doubtful' })).toBe(3);
  });
});

test('a case number in NFD or with U+00D0 is kept as it came', async () => {
  const given = ['9001/2026/TLST-HNGĐ'.normalize('NFD'), '9002/2026/QÐXXST-HS'];
  const scheduled = make({
    type: 'hearing.scheduled',
    subject: hearingSubject(),
    data: {
      court: 'lb',
      room: 'lb-1',
      start: '2026-03-05T01:00:00.000Z',
      caseNumbers: given,
      title: 'Vụ án thử',
      caseType: 'HS',
      instance: 'ST',
    },
  });
  const { body } = await send(ingest, [scheduled]);
  expect(body.results[0]).toMatchObject({ status: 'accepted' });
  const [record] = await ingest.journal.readStream(scheduled.subject);
  expect(record?.event.data.caseNumbers).toEqual(given);
});
