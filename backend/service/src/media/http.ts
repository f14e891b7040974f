/** What all media routes share: nothing is kept by anyone, ranges, waiting as long as the client does, bodies that can be cut off. */
import type { ServerResponse } from 'node:http';
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ProblemCode } from '../platform/errors.ts';
import type { Rendered } from './live/rendering.ts';

export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** What may be cut must not stay in a cache (rule 38). */
export const NO_STORE = 'no-store';

const CODES = { 400: 'invalid', 403: 'forbidden', 404: 'not-found', 503: 'unavailable' } as const satisfies Record<
  number,
  ProblemCode
>;

/** Nothing in it tells why: a cause is the hearing's own. */
export const refusalError = (status: keyof typeof CODES): DomainError =>
  new DomainError(CODES[status], status === 503 ? { retryAfter: 1 } : {});

/** Aborted when the client leaves before its answer. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Ends an answer that is under way, over either HTTP, so that nobody takes it for the whole. */
export function cutOff(reply: FastifyReply): void {
  const raw = reply.raw as ServerResponse & { stream?: ServerHttp2Stream };
  if (!raw.stream) {
    raw.destroy();
    return;
  }
  // Destroyed without a reason it would end like one that is complete.
  raw.stream.close(constants.NGHTTP2_CANCEL);
  raw.stream.destroy();
}

export function sendPlaylist(request: FastifyRequest, reply: FastifyReply, { plain, gzip }: Rendered): FastifyReply {
  reply.type(PLAYLIST_TYPE).header('cache-control', NO_STORE).header('vary', 'accept-encoding');
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return reply.send(plain);
  return reply.header('content-encoding', 'gzip').send(gzip);
}

type Range = { from: number; to: number } | 'unsatisfiable' | undefined;

/** One range of bytes (RFC 9110 §14); several, or another unit, are answered with the whole. */
export function rangeOf(header: string | undefined, size: number): Range {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'unsatisfiable' : { from, to };
}

/** Sends media whole or in a range (rule 40). */
export function sendBytes(request: FastifyRequest, reply: FastifyReply, type: string, bytes: Uint8Array): FastifyReply {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  reply.type(type).header('cache-control', NO_STORE).header('accept-ranges', 'bytes');
  const range = rangeOf(request.headers.range, body.length);
  if (range === undefined) return reply.send(body);
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${body.length}`).send();
  }
  return reply
    .code(206)
    .header('content-range', `bytes ${range.from}-${range.to - 1}/${body.length}`)
    .send(body.subarray(range.from, range.to));
}
