/** Our own events, durable and in order, until the province has said of each what became of it. */
import path from 'node:path';
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import type { Problem } from '@giamsat/contract/problem';
import { MAX_EVENTS_BYTES, MAX_EVENTS_PER_CALL } from '@giamsat/contract/wire/ingest';
import { type AgentClock, rfc3339 } from '../platform/clock.ts';
import { type LineLog, openLineLog, readIfThere, readLines, writeDurable } from '../platform/durable.ts';
import type { LineSeals } from '../platform/line-seal.ts';
import { openConfirmed } from './confirmed.ts';

export type Draft = {
  id: string;
  type: string;
  subject: string;
  /** Absent: now. */
  time?: string;
  corrects?: string;
  recordedby?: string;
  data: Record<string, unknown>;
};

/** Who looked at a rejected event and will not follow it up, when and why; it stays on record beside it. */
export type PutAside = { by: string; at: string; reason: string };
export type Rejected = { event: EventEnvelope; problem: Problem; aside?: PutAside };

export type Outbox = {
  /** Durable when it returns. The same id again gives the event that is there. */
  append(draft: Draft): EventEnvelope;
  /** The next batch to send, in order. */
  batch(mostEvents?: number): EventEnvelope[];
  /** What the province said, by `{source}#{id}`; durable when it returns. */
  settle(results: { ref: string; problem?: Problem }[]): void;
  waiting(): EventEnvelope[];
  /** The greatest sequence that the province confirmed. */
  confirmed(): number;
  /**
   * The province was set back: it has none of our events after that sequence. Those that are still kept here wait again, before all that
   * waits, as they were; durable when it returns. Answers how many.
   */
  setBack(sequence: number): number;
  /** Those put aside included: a rejected cut goes on cutting whoever has read about it. */
  rejected(): Rejected[];
  /** Durable when it returns; the first word stays. False: nothing of that name was rejected. */
  putAside(ref: string, by: string, reason: string): boolean;
  isWaiting(ref: string): boolean;
  /** An event of ours that can change a restriction has not been answered yet. */
  holdsBack(): boolean;
  onAppended(listener: (event: EventEnvelope) => void): void;
  onSettled(listener: (rejected: Rejected[]) => void): void;
  lastWrittenMs(): number;
};

type Line =
  | { t: 'event'; event: EventEnvelope }
  | { t: 'accepted'; ref: string }
  | { t: 'rejected'; ref: string; problem: Problem }
  | { t: 'aside'; ref: string; aside: PutAside };
const isLine = (value: unknown): value is Line => {
  const t = (value as { t?: unknown } | null)?.t;
  return t === 'event' || t === 'accepted' || t === 'rejected' || t === 'aside';
};

/** Rewritten without what was accepted when it has grown so far. */
const COMPACT_BYTES = 4 * 1024 * 1024;
/** Accepted ids that are still known, so that a press repeated by the page stays one event. */
const REMEMBERED = 500;

/** Neither changes what may be seen, so media need not wait for them. */
const changesRestrictions = (type: string): boolean => type.startsWith('hearing.') || type.startsWith('feed.');

/** Somebody has to decide: what was not sent yet may stand nowhere else. */
export class OutboxDamagedError extends Error {
  constructor(file: string) {
    super(
      `${file} has lines that cannot be read: they are damaged, or were sealed by another key. Nothing was changed. Bring back the key or ` +
        'a copy of the file; if neither is to be had, move the file away and enter anew at the console what the province does not have.\n' +
        `Không đọc được tệp ${file}: tệp bị hỏng hoặc được niêm phong bằng khóa khác. Chưa có gì bị thay đổi. Hãy khôi phục tệp khóa hoặc bản sao của tệp; nếu không còn, hãy chuyển tệp đi nơi khác và nhập lại những gì máy chủ tỉnh chưa có.`,
    );
    this.name = 'OutboxDamagedError';
  }
}

export function openOutbox(options: { folder: string; seals: LineSeals; source: string; clock: AgentClock }): Outbox {
  const { folder, source, clock } = options;
  const file = path.join(folder, 'events.jsonl');
  const counterFile = path.join(folder, 'counter.json');
  const counter = JSON.parse(readIfThere(counterFile) ?? '{"sequence":0,"writtenMs":0}') as {
    sequence: number;
    writtenMs: number;
  };
  const seal = options.seals('outbox/events');
  const read = readLines(file, isLine, seal);
  if (read.damaged) throw new OutboxDamagedError(file);

  const confirmed = openConfirmed({ folder: path.join(folder, 'confirmed'), seals: options.seals, now: clock.now });
  let waiting = new Map<string, EventEnvelope>();
  /** What waits again stands behind what was written since, and goes before it. */
  const putInOrder = (): void => {
    waiting = new Map([...waiting].sort(([, a], [, b]) => Number(a.sequence) - Number(b.sequence)));
  };
  const rejected = new Map<string, Rejected>();
  const known = new Map<string, EventEnvelope>();
  let sequence = counter.sequence;
  let writtenMs = counter.writtenMs;
  const remember = (event: EventEnvelope) => {
    known.set(event.id, event);
    if (known.size > REMEMBERED + waiting.size) {
      for (const id of known.keys()) {
        if (known.size <= REMEMBERED + waiting.size) break;
        if (!waiting.has(`${source}#${id}`)) known.delete(id);
      }
    }
    sequence = Math.max(sequence, Number(event.sequence));
    writtenMs = Math.max(writtenMs, Date.parse(event.recordedtime));
  };
  for (const line of read.entries) {
    if (line.t === 'event') {
      waiting.set(eventRef(line.event), line.event);
      remember(line.event);
    } else if (line.t === 'aside') {
      const entry = rejected.get(line.ref);
      if (entry) rejected.set(line.ref, { ...entry, aside: line.aside });
    } else {
      const event = waiting.get(line.ref);
      waiting.delete(line.ref);
      if (line.t === 'rejected' && event) rejected.set(line.ref, { event, problem: line.problem });
    }
  }
  putInOrder();
  const log: LineLog<Line> = openLineLog<Line>(file, read, seal);
  if (read.plain) log.rewrite(read.entries);
  const appended: ((event: EventEnvelope) => void)[] = [];
  const settled: ((rejected: Rejected[]) => void)[] = [];

  const compact = (): void => {
    // The counter first: a kill in between leaves a number that is too high, never one that is used twice.
    writeDurable(counterFile, JSON.stringify({ sequence, writtenMs }));
    const lines: Line[] = [];
    for (const [ref, { event, problem, aside }] of rejected) {
      lines.push({ t: 'event', event }, { t: 'rejected', ref, problem });
      if (aside) lines.push({ t: 'aside', ref, aside });
    }
    for (const event of waiting.values()) lines.push({ t: 'event', event });
    log.rewrite(lines);
  };

  return {
    append(draft) {
      const before = known.get(draft.id);
      if (before) return before;
      const recordedtime = rfc3339(clock.now());
      const event: EventEnvelope = {
        specversion: '1.0',
        id: draft.id,
        source,
        type: draft.type,
        subject: draft.subject,
        time: draft.time ?? recordedtime,
        recordedtime,
        sequence: String(sequence + 1).padStart(12, '0'),
        clockoffsetms: clock.offsetMs(),
        ...(draft.recordedby === undefined ? {} : { recordedby: draft.recordedby }),
        ...(draft.corrects === undefined ? {} : { corrects: draft.corrects }),
        datacontenttype: 'application/json',
        dataschema: `urn:giamsat:${draft.type}:1`,
        data: draft.data,
      };
      log.append([{ t: 'event', event }]);
      waiting.set(eventRef(event), event);
      remember(event);
      for (const listener of appended) listener(event);
      return event;
    },
    batch(mostEvents = MAX_EVENTS_PER_CALL) {
      const batch: EventEnvelope[] = [];
      let size = 2;
      for (const event of waiting.values()) {
        size += Buffer.byteLength(JSON.stringify(event)) + 1;
        if (batch.length > 0 && (batch.length >= mostEvents || size > MAX_EVENTS_BYTES)) break;
        batch.push(event);
      }
      return batch;
    },
    settle(results) {
      const lines: Line[] = [];
      const refused: Rejected[] = [];
      // First: a kill in between leaves an event that waits, and is sent once more.
      const taken = results.flatMap(({ ref, problem }) => (problem ? [] : (waiting.get(ref) ?? [])));
      confirmed.keep(taken);
      for (const { ref, problem } of results) {
        const event = waiting.get(ref);
        if (!event) continue;
        waiting.delete(ref);
        if (problem) {
          lines.push({ t: 'rejected', ref, problem });
          rejected.set(ref, { event, problem });
          refused.push({ event, problem });
        } else lines.push({ t: 'accepted', ref });
      }
      log.append(lines);
      if (log.bytes() > COMPACT_BYTES) compact();
      for (const listener of settled) listener(refused);
    },
    waiting: () => [...waiting.values()],
    confirmed: confirmed.last,
    setBack(sequence) {
      const again = confirmed.after(sequence).filter((event) => !waiting.has(eventRef(event)));
      log.append(again.map((event) => ({ t: 'event', event })));
      for (const event of again) waiting.set(eventRef(event), event);
      putInOrder();
      confirmed.setBack(sequence);
      for (const event of again) for (const listener of appended) listener(event);
      return again.length;
    },
    rejected: () => [...rejected.values()],
    putAside(ref, by, reason) {
      const entry = rejected.get(ref);
      if (!entry) return false;
      if (entry.aside) return true;
      const aside = { by, at: rfc3339(clock.now()), reason };
      log.append([{ t: 'aside', ref, aside }]);
      rejected.set(ref, { ...entry, aside });
      return true;
    },
    isWaiting: (ref) => waiting.has(ref),
    holdsBack: () => [...waiting.values()].some(({ type }) => changesRestrictions(type)),
    onAppended: (listener) => void appended.push(listener),
    onSettled: (listener) => void settled.push(listener),
    lastWrittenMs: () => writtenMs,
  };
}
