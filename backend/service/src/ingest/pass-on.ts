/** With several nodes: a segment goes to the node that has its camera, piece by piece as it comes, through whichever node the court reached. */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Holder, Nodes } from '../platform/nodes/nodes.ts';
import { NobodyThere, type Passed, type Peers } from '../platform/nodes/peers.ts';

export type PassOn = {
  /** The answer of the node that has the camera; undefined: it is this one. @throws DomainError `unavailable` */
  pass(
    request: FastifyRequest,
    reply: FastifyReply,
    feed: string,
    body: Readable | string,
  ): Promise<FastifyReply | undefined>;
  /** A segment has come to its end here: where this node is about to end, another takes the camera before the answer is given. */
  ended(reply: FastifyReply, feed: string): Promise<void>;
};

/** Said with an answer: the camera has another node from now on. */
const MOVED = 'giamsat-moved';
/** A node that has gone is given up, and the next asked. */
const MOST_TRIES = 3;

export function createPassOn(deps: {
  nodes: Pick<Nodes, 'claim' | 'bury' | 'refresh' | 'isLeaving'>;
  peers: Pick<Peers, 'isPeer' | 'pass'>;
  handOver: (feed: string) => Promise<boolean>;
  metrics: Metrics;
}): PassOn {
  const { nodes, peers } = deps;
  const passed = deps.metrics.counter('ingest_passed_total', 'Calls of agents that were passed on to another node', [
    'result',
  ]);
  const unavailable = (cause?: unknown) => new DomainError('unavailable', { retryAfter: 1, cause });

  const holderOf = async (feed: string): Promise<Holder> => {
    try {
      return await nodes.claim(feed);
    } catch (cause) {
      throw unavailable(cause);
    }
  };

  return {
    async pass(request, reply, feed, body) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const holder = await holderOf(feed);
        if (holder.kind === 'own') return undefined;
        // What was passed on once is not passed on again.
        if (holder.kind === 'nobody' || peers.isPeer(request.raw)) break;
        const gone = new AbortController();
        reply.raw.once('close', () => {
          if (!reply.raw.writableFinished) gone.abort();
        });
        let answer: Passed;
        try {
          answer = await peers.pass(holder.member, request.raw, body, gone.signal);
        } catch (error) {
          passed.inc({ result: 'broken' });
          if (!(error instanceof NobodyThere)) throw unavailable(error);
          await nodes.bury(holder.member.node).catch(() => undefined);
          continue;
        }
        passed.inc({ result: 'answered' });
        if (answer.headers[MOVED] !== undefined) await nodes.refresh().catch(() => undefined);
        for (const name of ['content-type', 'retry-after'] as const) {
          const value = answer.headers[name];
          if (value !== undefined) reply.header(name, value);
        }
        if (!request.raw.readableEnded) reply.header('connection', 'close');
        return reply.code(answer.status).send(answer.body);
      }
      throw unavailable();
    },
    async ended(reply, feed) {
      if (!nodes.isLeaving()) return;
      if (await deps.handOver(feed).catch(() => false)) reply.header(MOVED, '1');
    },
  };
}
