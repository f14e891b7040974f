/** What the routes of media need: the media's ways in, and whose feed it is. Declared here, implemented by the media. */
import type { EpochStart, SegmentClose } from '@giamsat/contract/wire/ingest';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors.ts';
import type { PassOn } from './pass-on.ts';

export type SegmentKey = { feed: string; epoch: string; number: number };

export type SegmentBody = {
  /** @throws DomainError when it cannot be used. */
  push(piece: Buffer): void;
  end(): Promise<{ status: 'received' | 'final'; sha256: string; bytes: number; durationMs: number }>;
  abort(): void;
};

/** The media, as agents reach them. Every refusal is a DomainError. */
export type MediaIngest = {
  epochs: {
    start(feed: string, epoch: string, start: EpochStart): Promise<void>;
    putInit(feed: string, epoch: string, bytes: Buffer): Promise<void>;
  };
  intake: {
    begin(key: SegmentKey, startMs: number, how: { follows: boolean }): Promise<SegmentBody>;
    close(key: SegmentKey, close: SegmentClose): Promise<void>;
    thumbnail(key: SegmentKey, jpeg: Buffer): Promise<void>;
  };
  /** The small rendition of a segment: shown and not kept. */
  small(key: SegmentKey, startMs: number): Promise<{ push(piece: Buffer): void; end(): void }>;
  wanted(feed: string, epoch?: string): Promise<{ epoch: string; number: number; sha256: string }[]>;
};

export type FeedRoutesDeps = {
  media: MediaIngest;
  /** The court of a feed; undefined where the registry has no such feed. */
  courtOf: (feed: string) => string | undefined;
  /** The courts that the agent of the request speaks for: its own, and those it took over. Undefined: nobody we know. */
  courtsOf: (request: FastifyRequest) => ReadonlySet<string> | undefined;
  /** Counts what is refused: `wrong-court`, `unknown-feed`, `body`. */
  refused: (reason: string) => void;
  /** Absent: there is one node. */
  passOn?: PassOn | undefined;
};

/** An agent speaks only for its own court's feeds. @throws DomainError `unauthenticated` · `not-found` · `wrong-court` */
export function ownFeed(deps: FeedRoutesDeps, request: FastifyRequest, feed: string): void {
  const courts = deps.courtsOf(request);
  if (!courts) throw new DomainError('unauthenticated');
  const court = deps.courtOf(feed);
  if (court === undefined) {
    deps.refused('unknown-feed');
    throw new DomainError('not-found', { detail: 'the registry has no such feed', field: '/params/feed' });
  }
  if (!courts.has(court)) {
    deps.refused('wrong-court');
    throw new DomainError('wrong-court', { field: '/params/feed' });
  }
}
