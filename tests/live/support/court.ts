/** A court that speaks over `/ingest/events`, without cameras: what its agent would send, as well behaved or as badly as a test wants. */
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { v7 as uuidv7 } from 'uuid';

export type SpokenCourt = ReturnType<typeof courtThatSpeaks>;

export function courtThatSpeaks(options: {
  http: () => string;
  court: string;
  agent: string;
  token: () => Promise<string>;
}) {
  const { court, agent, token } = options;
  let sequence = 0;
  let last = 0;

  const say = <T extends EventType>(
    subject: string,
    type: T,
    data: EventData<T>,
    more: { time?: string; corrects?: string; id?: string } = {},
  ): EventEnvelope => {
    // No two events of one source at one moment: the order of a course is then known to the test as well.
    last = Math.max(Date.now(), last + 1);
    const now = new Date(last).toISOString();
    sequence += 1;
    return {
      specversion: '1.0',
      id: uuidv7(),
      source: `/courts/${court}/agents/${agent}`,
      type,
      subject,
      time: now,
      recordedtime: now,
      sequence: String(sequence).padStart(12, '0'),
      recordedby: `thu.ky.${court}`,
      data: data as Record<string, unknown>,
      ...more,
    };
  };
  const send = async (...events: EventEnvelope[]): Promise<EventResult[]> => {
    const answer = await fetch(`${options.http()}/ingest/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${await token()}` },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw new Error(`ingest: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { results: EventResult[] }).results;
  };
  /** @throws when one was not taken */
  const tell = async (...events: EventEnvelope[]): Promise<number> => {
    const results = await send(...events);
    const positions = results.map((result) => {
      if (result.status === 'rejected') throw new Error(JSON.stringify(result.problem));
      return result.position;
    });
    return Math.max(...positions);
  };
  const hearing = (id: string = uuidv7()) => {
    const subject = `hearings/${id}`;
    return {
      id,
      say: <T extends EventType>(type: T, data: EventData<T>, more?: Parameters<typeof say>[3]) =>
        say(subject, type, data, more),
      /** Scheduled for now in that room, by its title. */
      scheduled: (room: string, title: string, more: Partial<EventData<'hearing.scheduled'>> = {}) =>
        say(subject, 'hearing.scheduled', {
          court,
          room,
          start: new Date().toISOString(),
          caseNumbers: [`9001/${new Date().getUTCFullYear()}/TLST-HS`],
          title,
          caseType: 'HS',
          instance: 'ST',
          panel: [{ name: `Chủ tọa ${court}`, role: 'presiding_judge' }],
          clerk: { name: `Thư ký ${court}`, role: 'clerk' },
          prosecutor: { name: `Kiểm sát viên ${court}`, role: 'prosecutor' },
          ...more,
        }),
      /** From its preparation to its opening, permitted: its picture may be seen five seconds later. */
      opened: (room: string) => [
        say(subject, 'hearing.preparation.started', { room }),
        say(subject, 'hearing.transmission.permitted', { scope: 'whole' }),
        say(subject, 'hearing.opened', {}),
      ],
      note: (text: string, more?: Parameters<typeof say>[3]) => say(subject, 'hearing.note.recorded', { text }, more),
    };
  };
  return { say, send, tell, hearing };
}
