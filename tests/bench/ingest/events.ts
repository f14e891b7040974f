/** The events of busy courts: hearings scheduled, prepared, opened, and written down line by line, a hundred lines each. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { v7 as uuidv7 } from 'uuid';

const LINES_PER_HEARING = 100;
const LINE =
  'Kiểm sát viên hỏi bị cáo về thời gian, địa điểm và người cùng tham gia; bị cáo trả lời theo lời khai tại hồ sơ.';

/** An endless course of one court's agent. */
export function* eventsOf(court: string, startMs = Date.now() - 3_600_000): Generator<EventEnvelope, never> {
  let sequence = 0;
  const event = (subject: string, type: string, data: Record<string, unknown>): EventEnvelope => {
    sequence += 1;
    const time = new Date(startMs + sequence * 10).toISOString();
    return {
      specversion: '1.0',
      id: uuidv7(),
      source: `/courts/${court}/agents/${court}-agent`,
      type,
      subject,
      time,
      recordedtime: time,
      sequence: String(sequence).padStart(12, '0'),
      recordedby: `clerk-${court}`,
      data,
    };
  };
  for (let n = 9001; ; n++) {
    const subject = `hearings/${uuidv7()}`;
    yield event(subject, 'hearing.scheduled', {
      court,
      room: `${court}-1`,
      start: new Date(startMs).toISOString(),
      caseNumbers: [`${n}/2026/TLST-HS`],
      title: `Vụ án thử số ${n}`,
      caseType: 'HS',
      instance: 'ST',
    });
    yield event(subject, 'hearing.preparation.started', { room: `${court}-1` });
    yield event(subject, 'hearing.transmission.permitted', { scope: 'whole' });
    yield event(subject, 'hearing.opened', {});
    for (let line = 0; line < LINES_PER_HEARING; line++)
      yield event(subject, 'hearing.note.recorded', { text: `${line} ${LINE}` });
    yield event(subject, 'hearing.closed', {});
  }
}

export function take<T>(source: Generator<T, never>, count: number): T[] {
  return Array.from({ length: count }, () => source.next().value);
}
