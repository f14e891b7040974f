/** `POST /ingest/events`: a batch of an agent's events, judged one by one; one bad event never holds back the others. */
import rateLimit from '@fastify/rate-limit';
import { EventEnvelope } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import { dayOfMs } from '@giamsat/contract/time';
import {
  CONFIRMED_HEADER,
  type EventResult,
  EventsAnswer,
  MAX_EVENTS_BYTES,
  MAX_EVENTS_PER_CALL,
} from '@giamsat/contract/wire/ingest';
import { Type } from 'typebox';
import type { Registry } from '../hearings/registry.ts';
import { CLOCK_DOUBTFUL } from '../journal/flags.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError, problem } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Metrics } from '../platform/metrics.ts';
import { refusalOf } from './may-send.ts';

export const BATCH_TYPE = 'application/cloudevents-batch+json';
/** The agent's corrected clock at the moment of sending; optional. */
export const SENT_HEADER = 'giamsat-sent';
/** An agent whose clock differs from ours by more than this at the moment of sending has a doubtful clock. */
const SENT_DIFFERENCE_MS = 60_000;
const CALLS_PER_SECOND = 1_000;

export type EventsDeps = {
  registry: Registry;
  journal: Pick<Journal, 'append' | 'lastSequence'>;
  clock: Clock;
  metrics: Metrics;
  /** Of one agent. */
  callsPerSecond?: number;
};

export async function eventsRoute(app: App, deps: EventsDeps): Promise<void> {
  const { registry, journal, clock } = deps;
  const results = deps.metrics.counter('ingest_events_total', 'Events that came in, by what became of them', [
    'result',
    'reason',
  ]);

  /** Sequences that were seen in the journal, by source: while the service runs it has no less. */
  const seen = new Map<string, number>();
  /** Where the journal has less of a source than was confirmed: how far it has it. */
  async function lacks(source: string, confirmed: number): Promise<number | undefined> {
    if ((seen.get(source) ?? 0) >= confirmed) return undefined;
    const last = await journal.lastSequence(source);
    seen.set(source, last);
    return last < confirmed ? last : undefined;
  }

  await app.register(async (scope: App) => {
    await scope.register(rateLimit, {
      hook: 'preParsing',
      max: deps.callsPerSecond ?? CALLS_PER_SECOND,
      timeWindow: 1_000,
      keyGenerator: (request) => request.agent.code,
      errorResponseBuilder: () => new DomainError('too-many-requests', { retryAfter: 1 }),
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      BATCH_TYPE,
      { parseAs: 'buffer', bodyLimit: MAX_EVENTS_BYTES },
      async (_request: unknown, body: Buffer) => parseBatch(body),
    );

    scope.post(
      '/ingest/events',
      {
        schema: {
          tags: ['ingest'],
          summary: 'Events of a court, at most 500; one result each, in order',
          consumes: [BATCH_TYPE],
          body: Type.Array(EventEnvelope, { maxItems: MAX_EVENTS_PER_CALL }),
          response: { 200: EventsAnswer },
        },
        // Events are judged one by one below; the schema above describes them.
        validatorCompiler: () => (value: unknown) => ({ value }),
        // The answers are made here, member by member, and there are many of them.
        serializerCompiler: () => JSON.stringify,
      },
      async (request) => {
        const { agent } = request;
        const now = clock.now();
        const source = `/courts/${agent.court}/agents/${agent.code}`;
        const confirmed = Number(request.headers[CONFIRMED_HEADER] ?? 0);
        if (Number.isSafeInteger(confirmed) && confirmed > 0) {
          const lacksAfter = await lacks(source, confirmed);
          // In order: what it once confirmed comes before anything new.
          if (lacksAfter !== undefined) return { results: [], lacksAfter };
        }
        const courts = registry.speaksFor(agent.court, dayOfMs(now));
        const verdicts = (request.body as unknown[]).map((value) => {
          const validation = validateEvent(value);
          if (!validation.ok) {
            return { refusal: problem('invalid', { detail: validation.detail, field: validation.field }) };
          }
          const { event } = validation;
          const refusal = refusalOf(event, { agent, courts }, registry, now);
          return refusal ? { refusal } : { event };
        });
        const sent = Date.parse(String(request.headers[SENT_HEADER] ?? ''));
        const doubtful = Math.abs(sent - now) > SENT_DIFFERENCE_MS;
        const recorded = await journal.append(
          verdicts.flatMap(({ event }) => (event ? [event] : [])),
          { mayWrite: (court) => courts.has(court), flags: doubtful ? [CLOCK_DOUBTFUL] : [] },
        );

        let next = 0;
        const answers = verdicts.map(({ refusal }): EventResult => {
          if (refusal) return { status: 'rejected', problem: refusal };
          return recorded[next++] as EventResult;
        });
        // The next call confirms these: to ask the journal each time would read all that this source ever sent, before each press.
        const stands = verdicts.flatMap(({ event }, n) =>
          event?.source === source && answers[n]?.status !== 'rejected' ? [Number(event.sequence)] : [],
        );
        seen.set(source, Math.max(seen.get(source) ?? 0, ...stands));
        for (const [result, alike] of Map.groupBy(answers, ({ status }) => status)) {
          for (const [reason, { length }] of Map.groupBy(alike, reasonOf)) results.inc({ result, reason }, length);
        }
        return { results: answers };
      },
    );
  });
}

const reasonOf = (answer: EventResult): string =>
  answer.status === 'rejected' ? (answer.problem.type.split(':').at(-1) ?? '') : '';

/** @throws DomainError what concerns the whole call: not UTF-8, not JSON, not an array, too many. */
export function parseBatch(body: Buffer): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new DomainError('invalid', { detail: 'The body is not JSON in UTF-8', field: '' });
  }
  if (!Array.isArray(value))
    throw new DomainError('invalid', { detail: 'The body is not an array of events', field: '' });
  if (value.length > MAX_EVENTS_PER_CALL) {
    throw new DomainError('too-large', { detail: `At most ${MAX_EVENTS_PER_CALL} events in a call`, field: '' });
  }
  return value;
}
