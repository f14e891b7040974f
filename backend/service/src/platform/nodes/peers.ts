/**
 * How nodes speak with each other: over HTTP, through a door of their own, each request signed with the key that all nodes share.
 * What is asked for by many at the same time is asked for once.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Member } from './nodes.ts';

export type PeerAnswer = { status: number; type: string; body: Buffer };
export type Passed = { status: number; headers: IncomingMessage['headers']; body: IncomingMessage };

/** Nobody listens there: no byte of the request has left. */
export class NobodyThere extends Error {
  constructor(cause: unknown) {
    super('nobody listens at the door of that node', { cause });
  }
}

export type Peers = {
  /** Whether a request came through the nodes' door, from one of them. */
  isPeer(request: IncomingMessage): boolean;
  /** The nodes' own door is this handler with a mark on what comes through it. */
  mark(handler: Handler): Handler;
  /** @throws NobodyThere, or the connection's error */
  get(member: Member, path: string, signal: AbortSignal): Promise<PeerAnswer>;
  /** Small things that nobody waits for; may be lost. */
  post(member: Member, path: string, body: string): void;
  /**
   * Passes a request on as it is, its body piece by piece as it comes. `signal` ends it.
   * @throws NobodyThere while nothing has been read of the body, or the connection's error
   */
  pass(
    member: Member,
    request: IncomingMessage,
    body: Readable | Buffer | string,
    signal: AbortSignal,
  ): Promise<Passed>;
  close(): void;
};
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const HEADER = 'giamsat-node';
/** Clocks of the nodes may differ by as much. */
const FRESH_MS = 60_000;
const CONNECT_MS = 2_000;
/** Longer than any answer is waited for (`LONGEST_WAIT_MS` of live). */
const SILENT_MS = 25_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_POSTS = 200;
const PASSED_ON = [
  'authorization',
  'content-type',
  'content-length',
  'giamsat-start',
  'giamsat-follows',
  'accept',
] as const;

type Flight = { answer: Promise<PeerAnswer>; waiting: number; controller: AbortController };

const isStream = (body: Readable | Buffer | string | undefined): body is Readable =>
  body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body);

export function createPeers({ key }: { key: Uint8Array }): Peers {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  const inside = new WeakSet<IncomingMessage>();
  const flights = new Map<string, Flight>();
  let posts = 0;

  const macOf = (method: string, path: string, at: string): Buffer =>
    createHmac('sha256', key).update(`${method} ${path} ${at}`).digest();
  const sign = (method: string, path: string): string => {
    const at = String(Date.now());
    return `${at}.${macOf(method, path, at).toString('hex')}`;
  };

  /** Sends the head, and the body once the connection stands. */
  const send = (
    member: Member,
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: Readable | Buffer | string; signal: AbortSignal },
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const out = httpRequest(new URL(path, member.url), {
        method,
        // Of what can be read only once, not a byte must go into a connection that has ended meanwhile.
        agent: isStream(options.body) ? false : agent,
        headers: { ...options.headers, [HEADER]: sign(method, path) },
        signal: options.signal,
      });
      let stands = false;
      let timer: NodeJS.Timeout | undefined;
      const begin = (): void => {
        clearTimeout(timer);
        stands = true;
        const { body } = options;
        if (!isStream(body)) return void out.end(body);
        out.setNoDelay(true);
        out.flushHeaders();
        body.pipe(out);
        const brokeOff = (): void => {
          if (!body.readableEnded) out.destroy(new Error('the body broke off'));
        };
        body.once('error', brokeOff);
        body.once('close', brokeOff);
      };
      out.on('socket', (socket) => {
        if (!socket.connecting) return begin();
        timer = setTimeout(() => out.destroy(new Error('no connection in time')), CONNECT_MS);
        socket.once('connect', begin);
      });
      out.setTimeout(SILENT_MS, () => out.destroy(new Error('no answer in time')));
      out.on('response', resolve);
      out.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(!stands && error.code === 'ECONNREFUSED' ? new NobodyThere(error) : error);
      });
    });

  const ask = async (member: Member, path: string, signal: AbortSignal): Promise<PeerAnswer> => {
    const answer = await send(member, 'GET', path, { signal });
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of answer) {
      pieces.push(piece as Buffer);
      bytes += (piece as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) throw new Error('another node answers with more than there can be');
    }
    return {
      status: answer.statusCode ?? 0,
      type: answer.headers['content-type'] ?? '',
      body: Buffer.concat(pieces),
    };
  };

  return {
    mark: (handler) => (request, response) => {
      inside.add(request);
      handler(request, response);
    },
    isPeer(request) {
      if (!inside.has(request)) return false;
      const given = request.headers[HEADER];
      const [at = '', mac = ''] = typeof given === 'string' ? given.split('.') : [];
      if (!(Math.abs(Date.now() - Number(at)) < FRESH_MS)) return false;
      const right = macOf(request.method ?? '', request.url ?? '', at);
      const shown = Buffer.from(mac, 'hex');
      return shown.length === right.length && timingSafeEqual(shown, right);
    },
    async get(member, path, signal) {
      signal.throwIfAborted();
      const name = `${member.node} ${path}`;
      let flight = flights.get(name);
      if (!flight) {
        const controller = new AbortController();
        const answer = ask(member, path, controller.signal);
        const made: Flight = { answer, waiting: 0, controller };
        const over = (): void => {
          if (flights.get(name) === made) flights.delete(name);
        };
        answer.then(over, over);
        flights.set(name, made);
        flight = made;
      }
      const joined = flight;
      joined.waiting += 1;
      const left = Promise.withResolvers<never>();
      const leave = (): void => left.reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([joined.answer, left.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
        joined.waiting -= 1;
        // The last one who waited has gone.
        if (joined.waiting === 0) {
          if (flights.get(name) === joined) flights.delete(name);
          joined.controller.abort();
        }
      }
    },
    post(member, path, body) {
      if (posts >= MAX_POSTS) return;
      posts += 1;
      send(member, 'POST', path, {
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(CONNECT_MS),
      })
        .then((answer) => void answer.resume())
        .catch(() => undefined)
        .finally(() => {
          posts -= 1;
        });
    },
    async pass(member, request, body, signal) {
      const headers = Object.fromEntries(
        PASSED_ON.flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      );
      // What was read already is sent as it is now.
      if (!isStream(body)) headers['content-length'] = String(Buffer.byteLength(body));
      const answer = await send(member, request.method ?? '', request.url ?? '', { headers, body, signal });
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: answer };
    },
    close: () => agent.destroy(),
  };
}
