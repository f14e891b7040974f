/** The events with which a test brings a hearing on air. */
import { randomUUID } from 'node:crypto';
import type { Agent } from '@giamsat/agent/agent';

export type TestHearing = {
  id: string;
  enter(type: string, data?: Record<string, unknown>, extra?: { time?: string; corrects?: string }): string;
};

/** Enters events as the clerk of the agent would. */
export function testHearing(agent: Pick<Agent, 'outbox' | 'clock'>, id: string = randomUUID()): TestHearing {
  const enter: TestHearing['enter'] = (type, data = {}, extra = {}) => {
    const event = agent.outbox.append({
      id: randomUUID(),
      type,
      subject: `hearings/${id}`,
      recordedby: 'thuky',
      data,
      ...extra,
    });
    return `${event.source}#${event.id}`;
  };
  return { id, enter };
}

const SCHEDULED = {
  court: 'lb',
  room: 'lb-1',
  start: '2021-04-15T01:00:00.000Z',
  caseNumbers: ['9011/2021/TLST-HS'],
  title: 'Vụ án giả lập',
  caseType: 'HS',
  instance: 'ST',
};

/** Scheduled, prepared, permitted and opened: on air five seconds later. */
export function openHearing(hearing: TestHearing, scope: 'whole' | 'picture_only' = 'whole'): void {
  hearing.enter('hearing.scheduled', { ...SCHEDULED });
  hearing.enter('hearing.preparation.started', { room: 'lb-1' });
  hearing.enter('hearing.transmission.permitted', { scope });
  hearing.enter('hearing.opened', {});
}
