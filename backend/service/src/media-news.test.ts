import { afterEach, expect, test } from 'vitest';
import { createMediaNews } from './media-news.ts';
import { createMetrics } from './platform/metrics.ts';
import { silentLogger as logger, withDatabase } from './testing/database.ts';
import { eventMaker, hearingSubject, testJournal } from './testing/events.ts';

const database = withDatabase();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const EPOCH = '01890000-0000-7000-8000-000000000001';
const FROM = Date.parse('2026-03-05T02:00:00.000Z');

function alarmFor(hearing: string | undefined) {
  const { journal } = testJournal(database.sql);
  closing.push(() => journal.close());
  const metrics = createMetrics();
  const alarm = createMediaNews({
    sql: database.sql,
    hearings: {
      holderAt: async (room, from) =>
        hearing === undefined ? undefined : { hearing, sitting: '/service#x', room, from },
    },
    registry: { roomOfFeed: () => 'lb-1' },
    journal: () => journal,
    logger,
    metrics,
  });
  return { journal, metrics, alarm };
}
const stretch = (number: number) => ({
  feed: 'lb-1-1',
  epoch: EPOCH,
  numbers: [number, number + 1],
  fromMs: FROM,
  toMs: FROM + 8000,
  found: 'changed' as const,
});

test('damage is an event of the hearing that held the room, once, and is counted once', async () => {
  const subject = hearingSubject();
  const { journal, metrics, alarm } = alarmFor(subject.slice('hearings/'.length));
  await journal.append([eventMaker()({ type: 'hearing.note.recorded', subject, data: { text: 'x' } })]);
  for (let round = 0; round < 3; round++) await alarm.found(stretch(7));
  const [, ...told] = await journal.readStream(subject);
  expect(told.map(({ event }) => [event.type, event.data])).toEqual([
    [
      'recording.damaged',
      {
        feed: 'lb-1-1',
        epoch: EPOCH,
        numbers: [7, 8],
        from: '2026-03-05T02:00:00.000Z',
        to: '2026-03-05T02:00:08.000Z',
        found: 'changed',
      },
    ],
  ]);
  expect(await metrics.registry.metrics()).toContain('giamsat_media_damaged_segments_total{feed="lb-1-1"} 2');
});

test('damage that grew, or is another, is told anew', async () => {
  const subject = hearingSubject();
  const { journal, alarm } = alarmFor(subject.slice('hearings/'.length));
  await journal.append([eventMaker()({ type: 'hearing.note.recorded', subject, data: { text: 'x' } })]);
  await alarm.found(stretch(30));
  await alarm.found({ ...stretch(30), numbers: [30, 31, 32] });
  await alarm.found({ ...stretch(30), found: 'missing' });
  const [, ...told] = await journal.readStream(subject);
  expect(told.map(({ event }) => [event.data.numbers, event.data.found])).toEqual([
    [[30, 31], 'changed'],
    [[30, 31, 32], 'changed'],
    [[30, 31], 'missing'],
  ]);
});

test('what no hearing held the room for is told of the camera', async () => {
  const { journal, alarm } = alarmFor(undefined);
  await alarm.found(stretch(20));
  expect((await journal.readStream('rooms/lb-1')).at(-1)?.event).toMatchObject({
    type: 'recording.damaged',
    subject: 'feeds/lb-1-1',
  });
});
