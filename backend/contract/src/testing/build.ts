/** Builds events and courses for tests; every person and number is invented. */
import type { EventEnvelope } from '../event/envelope.ts';
import { addMs } from '../time.ts';

export const HEARING = '01890000-0000-7000-8000-000000009011';
export const OTHER = '01890000-0000-7000-8000-000000009012';
export const AGENT = '/courts/lb/agents/lb-1';

/** Clock time of 15/04/2021 in Ho Chi Minh City: `at('08:00')`, `at('08:00:05')`. */
export function at(clock: string, day = '2021-04-15'): string {
  const [h = '0', m = '0', s = '0'] = clock.split(':');
  const ms = Date.parse(`${day}T00:00:00.000Z`) + ((Number(h) - 7) * 3600 + Number(m) * 60 + Number(s)) * 1000;
  return new Date(Math.round(ms)).toISOString();
}

export type Entry = {
  source?: string;
  hearing?: string;
  /** When it was entered, if not at once. */
  recorded?: string;
  corrects?: EventEnvelope | string;
  id?: string;
  day?: string;
};

/** A small hand that enters events: numbers are given per source, in the order of the calls. */
export function createHand(hearing = HEARING, source = AGENT, day = '2021-04-15') {
  const sequences = new Map<string, number>();
  return function enter(
    clock: string,
    type: string,
    data: Record<string, unknown> = {},
    entry: Entry = {},
  ): EventEnvelope {
    const from = entry.source ?? source;
    const sequence = (sequences.get(from) ?? 0) + 1;
    sequences.set(from, sequence);
    const time = clock.includes('T') ? clock : at(clock, entry.day ?? day);
    const recorded = entry.recorded ?? time;
    const target = entry.corrects;
    return {
      specversion: '1.0',
      id: entry.id ?? `${(entry.hearing ?? hearing).slice(-4)}-${sequence}`,
      source: from,
      type,
      subject: `hearings/${entry.hearing ?? hearing}`,
      time,
      recordedtime: recorded.includes('T') ? recorded : at(recorded, entry.day ?? day),
      sequence: String(sequence).padStart(12, '0'),
      data,
      ...(target === undefined
        ? {}
        : { corrects: typeof target === 'string' ? target : `${target.source}#${target.id}` }),
    };
  };
}

export const scheduled = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  court: 'lb',
  room: 'lb-1',
  start: at('08:00'),
  caseNumbers: ['9011/2021/TLST-HS'],
  title: 'Nguyễn Văn A – Trộm cắp tài sản (173)',
  caseType: 'HS',
  instance: 'ST',
  ...over,
});

/** Seconds after a moment. */
export const plus = (time: string, seconds: number): string => addMs(time, seconds * 1000);
