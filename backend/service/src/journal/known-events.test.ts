import type { EventResult } from '@giamsat/contract/wire/ingest';
import { describe, expect, test } from 'vitest';
import { withDatabase } from '../testing/database.ts';
import { eventMaker, hearingSubject, testJournal } from '../testing/events.ts';

const database = withDatabase();
const statuses = (results: EventResult[]) => results.map(({ status }) => status);
const positions = (results: EventResult[]) =>
  results.map((result) => (result.status === 'rejected' ? undefined : result.position));

/** An event is looked up only where its number does not tell that it is new: here the number tells wrong. */
describe('an event that another node recorded', () => {
  const line = { type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: 'a line' } };
  /** Two nodes: the second knows the source, and not what came to the first since. */
  async function nodes() {
    const [here, there] = [testJournal(database.sql).journal, testJournal(database.sql).journal];
    const make = eventMaker(`/courts/lb/agents/lb-${Math.floor(Math.random() * 1e9)}`);
    await here.append([make(line)]);
    await there.append([make(line)]);
    return { here, there, make };
  }

  test('is the same event, among others that are new', async () => {
    const { here, there, make } = await nodes();
    const events = [make(line), make(line)];
    const first = await here.append(events);
    const again = await there.append([make(line), ...events, make(line)]);
    expect(statuses(again)).toEqual(['accepted', 'duplicate', 'duplicate', 'accepted']);
    expect(positions(again).slice(1, 3)).toEqual(positions(first));
    expect(await here.verify(line.subject)).toMatchObject({ ok: true });
  });

  test('is refused with another content, and holds back no other', async () => {
    const { here, there, make } = await nodes();
    const event = make(line);
    await here.append([event]);
    const others = eventMaker('/courts/lb/agents/lb-2');
    const [changed, other] = await Promise.all([
      there.append([{ ...event, data: { text: 'another line' } }, make(line)]),
      there.append([others({ ...line, subject: hearingSubject() })]),
    ]);
    expect(statuses(changed)).toEqual(['rejected', 'accepted']);
    expect(statuses(other)).toEqual(['accepted']);
    expect((await here.readStream(line.subject)).filter((r) => r.event.id === event.id)).toHaveLength(1);
  });

  test('keeps its id when it comes again under a greater number', async () => {
    const { here, make } = await nodes();
    const event = make(line);
    await here.append([event]);
    const [renumbered] = await here.append([{ ...event, sequence: '000000000900' }]);
    expect(renumbered).toMatchObject({ status: 'rejected', problem: { field: '/sequence' } });
  });
});
