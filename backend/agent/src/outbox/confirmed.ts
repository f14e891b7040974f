/**
 * Our own events after the province confirmed them, by the day of that, kept for a month: should the province be set back to a copy that
 * is older, they are sent once more. Read only then.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { type LineLog, openLineLog, readLines } from '../platform/durable.ts';
import type { LineSeals } from '../platform/line-seal.ts';

export type Confirmed = {
  /** Durable when it returns. */
  keep(events: readonly EventEnvelope[]): void;
  /** The greatest sequence that was ever confirmed, as far as it is known. */
  last(): number;
  /** The province says that it has none after that sequence. */
  setBack(sequence: number): void;
  /** Those that are kept with a greater sequence, in order, each once. */
  after(sequence: number): EventEnvelope[];
};

const KEPT_DAYS = 31;
const DAY_MS = 86_400_000;
const FILE = /^\d{4}-\d\d-\d\d\.jsonl$/;

const isEvent = (value: unknown): value is EventEnvelope =>
  typeof (value as { sequence?: unknown } | null)?.sequence === 'string';
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export function openConfirmed(options: { folder: string; seals: LineSeals; now: () => number }): Confirmed {
  const { folder, seals, now } = options;
  let today: { day: string; log: LineLog<EventEnvelope> } | undefined;

  const names = (): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => FILE.test(name))
        .sort();
    } catch {
      return [];
    }
  };
  // A line that cannot be read is missed only if it is ever wanted; the others still count.
  const read = (name: string) => readLines(path.join(folder, name), isEvent, seals(`outbox/confirmed/${name}`));
  const lastOf = (events: readonly EventEnvelope[]): number =>
    events.reduce((most, { sequence }) => Math.max(most, Number(sequence)), 0);

  const logOf = (day: string): LineLog<EventEnvelope> => {
    if (today?.day === day) return today.log;
    today?.log.close();
    const name = `${day}.jsonl`;
    const log = openLineLog<EventEnvelope>(path.join(folder, name), read(name), seals(`outbox/confirmed/${name}`));
    today = { day, log };
    const oldest = dayOf(now() - KEPT_DAYS * DAY_MS);
    for (const old of names()) if (old < `${oldest}.jsonl`) rmSync(path.join(folder, old), { force: true });
    return log;
  };

  // Sequences only grow, so the newest day tells.
  const newest = names().at(-1);
  let last = newest === undefined ? 0 : lastOf(read(newest).entries);

  return {
    keep(events) {
      if (events.length === 0) return;
      logOf(dayOf(now())).append([...events]);
      last = Math.max(last, lastOf(events));
    },
    last: () => last,
    setBack(sequence) {
      last = Math.min(last, sequence);
    },
    after(sequence) {
      const found = new Map<number, EventEnvelope>();
      for (const name of names()) {
        for (const event of read(name).entries) {
          if (Number(event.sequence) > sequence) found.set(Number(event.sequence), event);
        }
      }
      return [...found].sort(([a], [b]) => a - b).map(([, event]) => event);
    },
  };
}
