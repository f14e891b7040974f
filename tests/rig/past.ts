/** What a court sends once its line is back: the events and the picture of the last minutes, entered and captured while it was down. */
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import { v7 as uuidv7 } from 'uuid';
import { createAgent } from '../media/support/agent.ts';
import { makeFootage } from '../media/support/footage.ts';
import type { Province } from './province.ts';

/** A public hearing in `room` that opened `minutes` ago, with its recording since; it goes on. @returns its id, and `say` for what happens now */
export async function sendPast(
  province: Pick<Province, 'http' | 'token'>,
  {
    court,
    room,
    feed,
    title,
    minutes,
    footageMinutes = minutes - 1,
  }: { court: string; room: string; feed: string; title: string; minutes: number; footageMinutes?: number },
): Promise<{
  hearing: string;
  openedAt: number;
  say: <T extends EventType>(type: T, data: EventData<T>) => Promise<void>;
}> {
  const token = () => province.token(`${court}-2`);
  const source = `/courts/${court}/agents/${court}-agent-2`;
  const hearing = uuidv7();
  const openedAt = Date.now() - minutes * 60_000;
  let sequence = 0;
  const event = <T extends EventType>(type: T, atMs: number, data: EventData<T>) => {
    const time = new Date(atMs).toISOString();
    return {
      specversion: '1.0',
      id: uuidv7(),
      source,
      type,
      subject: `hearings/${hearing}`,
      time,
      recordedtime: time,
      sequence: String(++sequence).padStart(12, '0'),
      recordedby: 'clerk',
      data,
    };
  };
  const send = async (list: unknown[]): Promise<void> => {
    const answer = await fetch(`${province.http}/ingest/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${await token()}` },
      body: JSON.stringify(list),
    });
    const { results } = (await answer.json()) as { results: { status: string }[] };
    if (!results?.every((one) => one.status === 'accepted')) throw new Error(JSON.stringify(results));
  };
  const events = [
    event('hearing.scheduled', openedAt - 60_000, {
      court,
      room,
      start: new Date(openedAt).toISOString(),
      caseNumbers: [`9002/${new Date().getUTCFullYear()}/TLST-HS`],
      title,
      caseType: 'HS',
      instance: 'ST',
    }),
    event('hearing.preparation.started', openedAt - 40_000, { room }),
    event('hearing.transmission.permitted', openedAt - 20_000, { scope: 'whole' }),
    event('hearing.opened', openedAt, {}),
    event('hearing.questioning.started', openedAt + 60_000, {}),
  ];
  await send(events);
  const say = <T extends EventType>(type: T, data: EventData<T>) => send([event(type, Date.now(), data)]);

  if (footageMinutes === 0) return { hearing, openedAt, say };
  const agent = createAgent(province, { token, feed });
  try {
    // One minute of picture again and again, each time as an epoch of its own.
    const footage = await makeFootage({ seconds: 60, fps: 10, gopMs: 2000, size: '640x360' });
    for (let minute = 0; minute < footageMinutes; minute++) {
      const epoch = await agent.begin(footage, uuidv7(), { frameRate: 10 });
      let at = openedAt + minute * 60_000 + 1000;
      for (const [number, segment] of footage.segments.entries()) {
        const sent = await agent.send(epoch, number, segment, at);
        if (sent.status !== 200) throw new Error(JSON.stringify(sent));
        at += segment.durationMs;
      }
    }
  } finally {
    agent.disconnect();
  }
  return { hearing, openedAt, say };
}
