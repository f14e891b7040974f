// What concerns the whole call: token, size, media type, form, rate, a database that is away.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { CONFIRMED_HEADER } from '@giamsat/contract/wire/ingest';
import { eventMaker, hearingSubject } from '@giamsat/service/testing/events';
import { openTestIngest, type TestIngest } from '@giamsat/service/testing/ingest';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { send } from './send.ts';

let ingest: TestIngest;
beforeAll(async () => {
  ingest = await openTestIngest();
});
afterAll(() => ingest.close());

const make = eventMaker();
const note = (text = 'line') => make({ type: 'hearing.note.recorded', subject: hearingSubject(), data: { text } });
const problem = (code: string, status: number) =>
  expect.objectContaining({ type: `urn:giamsat:problem:${code}`, status });
/** Calls to the events' route that were answered with this status. */
const answered = async (status: number): Promise<number> => {
  const text = await ingest.metrics.registry.getSingleMetricAsString('giamsat_http_request_seconds');
  const line = new RegExp(`_count\\{(?=.*route="/ingest/events")(?=.*status="${status}").*\\} (\\d+)`).exec(text);
  return Number(line?.[1] ?? 0);
};
const good = async () => expect((await send(ingest, [note()])).body.results).toMatchObject([{ status: 'accepted' }]);

// Whatever was refused, the next call goes in.
afterEach(good);

test('no token and a wrong one: 401', async () => {
  for (const token of [null, 'nobody’s'.replace('’', ''), '']) {
    const { status, headers, body } = await send(ingest, [note()], { token });
    expect(status).toBe(401);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual(problem('unauthenticated', 401));
  }
  expect(await ingest.counted('ingest_unauthenticated_total')).toBe(3);
});

test('a 10 MB body: 413', async () => {
  const head = await ingest.journal.head();
  const { status, body } = await send(ingest, JSON.stringify([note('x'.repeat(10_000_000))]));
  expect(status).toBe(413);
  expect(body).toEqual(problem('too-large', 413));
  expect(body.field).toBe('');
  expect(await answered(413)).toBe(1);
  expect(await ingest.journal.head()).toBe(head);
});

test('5,000 events in a call: 413, none recorded', async () => {
  const head = await ingest.journal.head();
  const { status, body } = await send(
    ingest,
    Array.from({ length: 5_000 }, () => ({ id: 'x' })),
  );
  expect(status).toBe(413);
  expect(body).toEqual(problem('too-large', 413));
  expect(body.field).toBe('');
  expect(await answered(413)).toBe(2);
  expect(await ingest.journal.head()).toBe(head);
});

test('500 events in a call are taken', async () => {
  const subject = hearingSubject();
  const events = Array.from({ length: 500 }, () =>
    make({ type: 'hearing.note.recorded', subject, data: { text: 'x' } }),
  );
  const { status, body } = await send(ingest, events);
  expect(status).toBe(200);
  expect(body.results.every((result) => result.status === 'accepted')).toBe(true);
});

test('another media type: 415', async () => {
  for (const type of ['application/json', 'application/cloudevents+json', 'text/plain']) {
    const { status, body } = await send(ingest, [note()], { type });
    expect(status).toBe(415);
    expect(body).toEqual(problem('unsupported-media-type', 415));
  }
});

test('not JSON, not UTF-8, not an array: 400', async () => {
  for (const body of ['[{', '', '{"results":[]}', 'null', Uint8Array.from([0x5b, 0x22, 0xff, 0x22, 0x5d])]) {
    const answer = await send(ingest, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(problem('invalid', 400));
  }
});

test('an empty batch is answered with no results', async () => {
  expect((await send(ingest, [])).body.results).toEqual([]);
});

test('too many calls: 429 with Retry-After, others are not disturbed', async () => {
  const strict = await openTestIngest({ callsPerSecond: 3 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => send(strict, [])));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBe(3);
  expect(refused[0]?.body).toEqual(problem('too-many-requests', 429));
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await send(strict, [], { agent: 'ls-1' })).status).toBe(200);
  await strict.close();
});

test('a projection that cannot reach the database: 503 with Retry-After, and the events can be sent again', async () => {
  let away = true;
  const outage = {
    name: 'outage',
    async apply() {
      if (away) throw Object.assign(new Error('the database is away'), { code: '57P01' });
      return [];
    },
    async reset() {},
  };
  const other = await openTestIngest({ projections: [outage] });
  // What the seed told when the courts were made needs no projection to succeed twice.
  const event = note();
  const refused = await send(other, [event]);
  expect(refused.status).toBe(503);
  expect(refused.body).toEqual(problem('unavailable', 503));
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  away = false;
  expect((await send(other, [event])).body.results).toMatchObject([{ status: 'accepted', position: 0 }]);
  await other.close();
});

test('what an agent confirms is looked for in the journal once; what comes later is known, and what is not there is told', async () => {
  const asked = vi.spyOn(ingest.journal, 'lastSequence');
  const confirming = (event: EventEnvelope, confirmed: number) =>
    send(ingest, [event], { agent: 'ls-1', headers: { [CONFIRMED_HEADER]: String(confirmed) } });
  const makeHere = eventMaker('/courts/ls/agents/ls-1');
  const subject = hearingSubject();
  const here = (text: string) => makeHere({ type: 'hearing.note.recorded', subject, data: { text } });
  const events = [here('1'), here('2'), here('3'), here('4')] as const;
  await send(ingest, [events[0]], { agent: 'ls-1' });
  for (const [n, event] of events.slice(1).entries()) {
    expect((await confirming(event, n + 1)).body.results).toMatchObject([{ status: 'accepted' }]);
  }
  expect(asked).not.toHaveBeenCalled();
  expect((await confirming(here('5'), 9)).body).toEqual({ results: [], lacksAfter: 4 });
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});

test('the clock is open to all', async () => {
  const response = await fetch(`${ingest.address}/ingest/time`);
  expect(await response.json()).toEqual({ now: new Date(ingest.clock.now()).toISOString() });
  expect(response.headers.get('cache-control')).toBe('no-store');
});
