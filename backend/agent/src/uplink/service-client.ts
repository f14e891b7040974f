/** The agent's calls to the province's service under `/ingest`; what they answer, and how they fail. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Problem } from '@giamsat/contract/problem';
import {
  CONFIRMED_HEADER,
  DeskAnswer,
  EnrolAnswer,
  type EnrolBody,
  type EpochStart,
  EventsAnswer,
  JWT_BEARER,
  SEGMENT_FOLLOWS_HEADER,
  SEGMENT_START_HEADER,
  type SegmentClose,
  TimeAnswer,
  TokenAnswer,
  WantedAnswer,
} from '@giamsat/contract/wire/ingest';
import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Dispatcher, Pool } from 'undici';
import { machineNow, type RoundTrip, rfc3339 } from '../platform/clock.ts';
import type { SegmentKey } from '../spool/model.ts';

/** The service answered, and refused. */
export class RefusedError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, problem: Problem | undefined, retryAfterMs: number | undefined) {
    super(`${status} ${problem?.title ?? ''}`.trim());
    this.name = 'RefusedError';
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
  /** `sitting-unknown` of `urn:giamsat:problem:sitting-unknown`. */
  get code(): string {
    return this.problem?.type.split(':').at(-1) ?? String(this.status);
  }
}

/** Nobody answered as the service should: the line is down, or something else stands there. */
export class LineError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'LineError';
  }
}

export type ServiceClient = {
  time(): Promise<RoundTrip>;
  enrol(body: Static<typeof EnrolBody>): Promise<EnrolAnswer>;
  /** Exchanges a signed assertion. */
  token(assertion: string): Promise<TokenAnswer>;
  /** None: only whether the service has all that it confirmed. @param confirmed the greatest sequence that it did */
  postEvents(events: EventEnvelope[], confirmed: number): Promise<EventResults>;
  desk(cursor: number | undefined): Promise<DeskAnswer>;
  putEpoch(feed: string, epoch: string, start: EpochStart): Promise<void>;
  putInit(feed: string, epoch: string, init: Uint8Array): Promise<void>;
  /** Streams a segment; resolves when the service has read all of it. */
  putSegment(key: SegmentKey, startMs: number, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** The same of one that follows later, for the recording alone. */
  putLater(key: SegmentKey, startMs: number, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** Streams the small picture of a segment, its initialisation section first. */
  putSmall(key: SegmentKey, startMs: number, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  closeSegment(key: SegmentKey, close: SegmentClose): Promise<void>;
  putThumbnail(key: SegmentKey, jpeg: Uint8Array): Promise<void>;
  wanted(feed: string, epoch: string): Promise<WantedAnswer>;
  close(): Promise<void>;
};
type EventResults = Static<typeof EventsAnswer>;

const CONNECT_TIMEOUT_MS = 3_000;
/** From the last byte sent until the answer. */
const ANSWER_TIMEOUT_MS = 8_000;
const IDLE_SOCKET_MS = 30_000;
/** A proxy may refuse so by itself. */
const TOO_MUCH: ReadonlySet<number> = new Set([413, 429]);

const checked = <S extends TSchema>(schema: S) => {
  const validator = Compile(schema);
  return (value: unknown): Static<S> => {
    if (!validator.Check(value)) throw new LineError(new Error('the answer is not the one of the service'));
    return value as Static<S>;
  };
};
const asTime = checked(TimeAnswer);
const asEnrol = checked(EnrolAnswer);
const asToken = checked(TokenAnswer);
const asEvents = checked(EventsAnswer);
const asDesk = checked(DeskAnswer);
const asWanted = checked(WantedAnswer);
/** Media were taken: whatever it says, it says it as the service does. */
const asTaken = checked(Type.Object({}));

/** Tells with each call of events what our corrected clock says, so that a doubtful one is flagged there. */
const SENT_HEADER = 'giamsat-sent';

export type ServiceClientOptions = {
  service: string;
  ca?: string;
  now: () => number;
  /** For all but the time, the enrolment and the tokens themselves. */
  tokens?: { get(): Promise<string>; refused(token: string): void };
};

export function createServiceClient({ service, tokens, ca, now }: ServiceClientOptions): ServiceClient {
  const pool = new Pool(service, {
    connections: 32,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(ca ? { ca } : {}) },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    keepAliveTimeout: IDLE_SOCKET_MS,
    pipelining: 1,
  });

  const call = async (
    method: Dispatcher.HttpMethod,
    path: string,
    options: {
      body?: Dispatcher.DispatchOptions['body'];
      type?: string;
      headers?: Record<string, string>;
      signal?: AbortSignal | undefined;
      /** Needs no token. */
      open?: boolean;
    } = {},
  ): Promise<unknown> => {
    const token = options.open ? undefined : await tokens?.get();
    let answer: Dispatcher.ResponseData;
    let text: string;
    try {
      answer = await pool.request({
        method,
        path,
        body: options.body ?? null,
        ...(options.signal ? { signal: options.signal } : {}),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          accept: 'application/json',
          ...(options.type ? { 'content-type': options.type } : {}),
          ...options.headers,
        },
      });
      text = await answer.body.text();
    } catch (error) {
      throw new LineError(error);
    }
    const json = parsed(text);
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
      // The page of a network that wants a sign-in first.
      if (json === undefined && text !== '') throw new LineError(new Error('something else answered'));
      return json;
    }
    if (answer.statusCode === 401 && token !== undefined) tokens?.refused(token);
    const retryAfter = Number(answer.headers['retry-after']);
    const problem = isProblem(json) ? json : undefined;
    // The service's refusals carry a problem; of others' only those that say that it was too much are about what we sent.
    if (!problem && !TOO_MUCH.has(answer.statusCode)) throw new LineError(new Error(`status ${answer.statusCode}`));
    throw new RefusedError(answer.statusCode, problem, Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined);
  };
  const media = (body: Dispatcher.DispatchOptions['body'], startMs: number) => ({
    body,
    type: 'video/mp4',
    headers: { [SEGMENT_START_HEADER]: new Date(startMs).toISOString() },
  });
  const json = (body: unknown) => ({ body: JSON.stringify(body), type: 'application/json' });
  const at = ({ feed, epoch, number }: SegmentKey): string =>
    `/ingest/feeds/${feed}/epochs/${epoch}/segments/${number}`;

  return {
    async time() {
      const askedAt = machineNow();
      const { now } = asTime(await call('GET', '/ingest/time', { open: true }));
      return { askedAt, answeredAt: machineNow(), serverMs: Date.parse(now) };
    },
    enrol: async (body) => asEnrol(await call('POST', '/ingest/enrol', { ...json(body), open: true })),
    async token(assertion) {
      const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion }).toString();
      return asToken(
        await call('POST', '/ingest/token', { body, type: 'application/x-www-form-urlencoded', open: true }),
      );
    },
    async postEvents(events, confirmed) {
      const body = JSON.stringify(events);
      const answer = asEvents(
        await call('POST', '/ingest/events', {
          body,
          type: 'application/cloudevents-batch+json',
          headers: {
            [SENT_HEADER]: rfc3339(now()),
            ...(confirmed > 0 ? { [CONFIRMED_HEADER]: String(confirmed) } : {}),
          },
        }),
      );
      if (answer.lacksAfter !== undefined) return answer;
      if (answer.results.length !== events.length) throw new LineError(new Error('not one result per event'));
      return answer;
    },
    desk: async (cursor) => asDesk(await call('GET', `/ingest/desk${cursor === undefined ? '' : `?cursor=${cursor}`}`)),
    async putEpoch(feed, epoch, start) {
      asTaken(await call('PUT', `/ingest/feeds/${feed}/epochs/${epoch}`, json(start)));
    },
    async putInit(feed, epoch, init) {
      const body = Buffer.from(init);
      asTaken(await call('PUT', `/ingest/feeds/${feed}/epochs/${epoch}/init`, { body, type: 'video/mp4' }));
    },
    async putSegment(key, startMs, body, signal) {
      asTaken(await call('PUT', at(key), { ...media(toBody(body), startMs), signal }));
    },
    async putLater(key, startMs, body, signal) {
      const { headers, ...rest } = media(toBody(body), startMs);
      asTaken(await call('PUT', at(key), { ...rest, headers: { ...headers, [SEGMENT_FOLLOWS_HEADER]: '1' }, signal }));
    },
    async putSmall(key, startMs, body, signal) {
      await call('PUT', `${at(key)}/small`, { ...media(toBody(body), startMs), signal });
    },
    async closeSegment(key, close) {
      asTaken(await call('POST', `${at(key)}/close`, json(close)));
    },
    async putThumbnail(key, jpeg) {
      await call('PUT', `${at(key)}/thumbnail`, { body: Buffer.from(jpeg), type: 'image/jpeg' });
    },
    wanted: async (feed, epoch) => asWanted(await call('GET', `/ingest/feeds/${feed}/wanted?epoch=${epoch}`)),
    close: () => pool.destroy(),
  };
}

/** undici takes async iterables as bodies; its types know only streams. */
const toBody = (body: AsyncIterable<Uint8Array>): Dispatcher.DispatchOptions['body'] =>
  body as unknown as Dispatcher.DispatchOptions['body'];

const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && typeof (value as Problem).type === 'string';
