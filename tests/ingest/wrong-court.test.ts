// An agent speaks only as itself and only of its own court.
import { eventMaker, hearingSubject } from '@giamsat/service/testing/events';
import { openTestIngest, type TestIngest } from '@giamsat/service/testing/ingest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal, send } from './send.ts';

let ingest: TestIngest;
beforeAll(async () => {
  ingest = await openTestIngest();
});
afterAll(() => ingest.close());

const lb = eventMaker('/courts/lb/agents/lb-1');
const ls = eventMaker('/courts/ls/agents/ls-1');
const theirs = hearingSubject();
const line = { type: 'hearing.note.recorded', data: { text: 'line' } };
const committed = (feed: string) => ({
  type: 'recording.committed',
  subject: `feeds/${feed}`,
  data: {
    feed,
    epoch: '0198a3c2-1111-7000-8000-000000000001',
    initSha256: '0'.repeat(64),
    segments: [],
    gaps: [],
  },
});

test('each refusal names the field, and what is one’s own goes in', async () => {
  await send(ingest, [ls({ ...line, subject: theirs })], { agent: 'ls-1' });
  const mine = hearingSubject();
  const { status, body } = await send(ingest, [
    lb({ ...line, subject: mine }),
    // Another court's agent, another agent of one's own court, the service itself.
    ls({ ...line, subject: mine }),
    { ...lb({ ...line, subject: mine }), source: '/courts/lb/agents/lb-2' },
    { ...lb({ ...line, subject: mine }), source: '/service' },
    // Another court's hearing, room, feed.
    lb({ ...line, subject: theirs }),
    lb({ type: 'room.changed', subject: 'rooms/ls-a', data: { name: 'x' } }),
    lb(committed('ls-a-cam-1')),
    // Rooms and feeds that nobody knows.
    lb(committed('zz-9')),
    lb({ type: 'room.changed', subject: 'rooms/zz-9', data: { name: 'x' } }),
    // A room of another court would be held; also by a correction.
    lb({ type: 'hearing.preparation.started', subject: mine, data: { room: 'ls-a' } }),
    lb({
      type: 'hearing.event.corrected',
      subject: mine,
      corrects: '/courts/lb/agents/lb-1#x',
      data: { data: { room: 'ls-a' } },
    }),
    lb({ type: 'hearing.moved', subject: mine, data: { room: 'zz-9' } }),
    // The registry of courts is not kept by agents.
    lb({ type: 'court.renamed', subject: 'courts/lb', data: { name: 'x', from: '2026-01-01' } }),
    lb(committed('lb-1-cam-1')),
    lb({ type: 'hearing.preparation.started', subject: mine, data: { room: 'lb-1' } }),
  ]);
  expect(status).toBe(200);
  const accepted = { status: 'accepted', position: expect.any(Number) };
  expect(body.results).toEqual([
    accepted,
    refusal('wrong-court', '/source'),
    refusal('forbidden', '/source'),
    refusal('wrong-court', '/source'),
    refusal('wrong-court', '/subject'),
    refusal('wrong-court', '/subject'),
    refusal('wrong-court', '/subject'),
    refusal('not-found', '/subject'),
    refusal('not-found', '/subject'),
    refusal('wrong-court', '/data/room'),
    refusal('wrong-court', '/data/data/room'),
    refusal('invalid', '/data/room'),
    refusal('forbidden', '/type'),
    accepted,
    accepted,
  ]);
  expect((await ingest.journal.readStream(theirs)).length).toBe(1);
  expect(await ingest.counted('ingest_events_total', { result: 'rejected', reason: 'wrong-court' })).toBe(7);
});

test('a hearing scheduled for another court is refused', async () => {
  const data = {
    court: 'ls',
    start: '2026-03-05T01:00:00.000Z',
    caseNumbers: [],
    title: 'Vụ án thử',
    caseType: 'HS',
    instance: 'ST',
  };
  const { body } = await send(ingest, [lb({ type: 'hearing.scheduled', subject: hearingSubject(), data })]);
  expect(body.results).toEqual([refusal('wrong-court', '/data/court')]);
});
