/** The agents' way in: segments begin, end, are closed with their digest, and are final; everything may be repeated. */
import { createHash } from 'node:crypto';
import type { SegmentClose } from '@giamsat/contract/wire/ingest';
import type { Clock } from '../../platform/clock.ts';
import { DomainError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { NoRoom, type ObjectStore, type ObjectUpload } from '../../platform/object-store.ts';
import type { Epoch, Epochs } from '../epochs.ts';
import type { IncomingSegment, Intake } from '../live/lane.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { Damage } from './damage.ts';
import { createReception, type Received, type Reception } from './reception.ts';
import type { SegmentKey, Segments } from './segments.ts';

/** A body that is being received. */
export type SegmentBody = {
  /** @throws DomainError when it cannot be used; `end` or `abort` need not be called then. */
  push(piece: Buffer): void;
  /** `received`: close it with its digest. `final`: it was here already. */
  end(): Promise<{ status: 'received' | 'final'; sha256: string; bytes: number; durationMs: number }>;
  /** The line broke off. */
  abort(): void;
};

/** `follows`: for the recording alone, it never becomes live. */
type Coming = { follows: boolean };

export type SegmentIntake = {
  /** @throws DomainError `conflict` (the epoch is not here) · `sitting-unknown`. */
  begin(key: SegmentKey, startMs: number, how?: Coming): Promise<SegmentBody>;
  /** @throws DomainError `conflict`: it is not here, or its digest is wrong; nothing was kept. */
  close(key: SegmentKey, close: SegmentClose): Promise<void>;
  /** @throws DomainError `conflict`: there is no such segment. */
  thumbnail(key: SegmentKey, jpeg: Buffer): Promise<void>;
  /** A segment of that camera is arriving, or waits for its close. */
  isBusy(feed: string): boolean;
};

type Pending = {
  upload: ObjectUpload;
  startMs: number;
  /** Undefined when the body broke off. */
  received: Promise<Received | undefined>;
  stop: () => void;
  thumbnail: boolean;
};

/** Received and not closed; older ones are given up. */
const MAX_PENDING_PER_FEED = 16;
/** A close that overtakes the end of its body waits so long for it. */
const CLOSE_WAIT_MS = 10_000;

export type SegmentIntakeDeps = {
  objects: ObjectStore;
  segments: Segments;
  epochs: Epochs;
  hasSitting: (feed: string, atMs: number) => Promise<boolean>;
  openLive: (feed: string, segment: IncomingSegment) => Intake | undefined;
  damage: Pick<Damage, 'has'>;
  onDamaged: (key: SegmentKey) => void;
  clock: Clock;
  logger: Logger;
  metrics: MediaMetrics;
};

export function createSegmentIntake(deps: SegmentIntakeDeps): SegmentIntake {
  const { objects, segments, epochs, clock, logger, metrics } = deps;
  const pending = new Map<string, Pending>();
  /** Being made final. */
  const keeping = new Set<string>();
  const nameOf = ({ feed, epoch, number }: SegmentKey): string => `${feed} ${epoch} ${number}`;

  const giveUp = (name: string, entry: Pending): void => {
    if (pending.get(name) === entry) pending.delete(name);
    entry.stop();
    entry.upload.discard().catch((err: unknown) => logger.warn({ err }, 'a half-written segment could not be removed'));
  };

  /** A body for a segment that is final: the same is welcome, another is refused, neither is kept. */
  const repeated = (known: { sha256: string; bytes: number; durationMs: number }): SegmentBody => {
    const hash = createHash('sha256');
    return {
      push: (piece) => void hash.update(piece),
      async end() {
        if (hash.digest('hex') !== known.sha256) {
          metrics.segments.inc({ result: 'refused' });
          throw new DomainError('conflict', { detail: 'the segment is final and has other content' });
        }
        metrics.segments.inc({ result: 'repeated' });
        return { status: 'final', sha256: known.sha256, bytes: known.bytes, durationMs: known.durationMs };
      },
      abort: () => undefined,
    };
  };

  const receiving = (
    name: string,
    entry: Pending,
    reception: Reception,
    done: (got?: Received) => void,
  ): SegmentBody => {
    const fail = (result: string): void => {
      metrics.segments.inc({ result });
      done();
      giveUp(name, entry);
    };
    return {
      push(piece) {
        metrics.receivedBytes.inc(piece.byteLength);
        try {
          reception.push(piece);
        } catch (error) {
          fail('refused');
          throw error;
        }
      },
      async end() {
        let received: Received;
        try {
          received = reception.finish();
          await entry.upload.settle();
        } catch (error) {
          fail(error instanceof DomainError ? 'refused' : 'broken');
          if (error instanceof DomainError) throw error;
          // That the disk is full is said where it is looked at, and not at each segment.
          if (!(error instanceof NoRoom)) logger.error({ err: error }, 'a segment could not be written');
          throw new DomainError('unavailable', { detail: 'recordings cannot be written', retryAfter: 5, cause: error });
        }
        if (pending.get(name) !== entry)
          throw new DomainError('conflict', { detail: 'the segment was sent again meanwhile' });
        done(received);
        const { sha256, bytes, durationMs } = received;
        return { status: 'received', sha256, bytes, durationMs };
      },
      abort: () => fail('broken'),
    };
  };

  const settled = async (entry: Pending): Promise<Received | undefined> => {
    let cancel: (() => void) | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      cancel = clock.at(clock.now() + CLOSE_WAIT_MS, () => resolve(undefined));
    });
    const received = await Promise.race([entry.received, tooLate]);
    cancel?.();
    return received;
  };

  return {
    async begin(key, startMs, { follows } = { follows: false }) {
      const epoch = await epochs.find(key.feed, key.epoch);
      if (!epoch?.init)
        throw new DomainError('conflict', { detail: 'the epoch with its initialisation section is not here' });
      const known = await segments.find(key);
      if (known) return repeated(known);
      if (!(await deps.hasSitting(key.feed, startMs))) throw new DomainError('sitting-unknown');

      const name = nameOf(key);
      const before = pending.get(name);
      if (before) giveUp(name, before);
      const ofFeed = [...pending].filter(([other]) => other.startsWith(`${key.feed} `));
      const [oldest] = ofFeed;
      if (oldest && ofFeed.length >= MAX_PENDING_PER_FEED) giveUp(...oldest);

      const live = follows
        ? undefined
        : deps.openLive(key.feed, {
            epoch: key.epoch,
            number: key.number,
            startMs,
            init: epoch.init.bytes,
            partTargetMs: epoch.partTargetMs,
          });
      const upload = objects.begin();
      const reception = createReception({ epoch: epoch as Epoch & { init: typeof epoch.init }, startMs, live, upload });
      let done: (got?: Received) => void = () => undefined;
      const received = new Promise<Received | undefined>((resolve) => {
        done = resolve;
      });
      const entry: Pending = { upload, startMs, received, stop: reception.stop, thumbnail: false };
      pending.set(name, entry);
      return receiving(name, entry, reception, done);
    },
    async close(key, { sha256, bytes }) {
      const known = await segments.find(key);
      if (known) {
        if (known.sha256 === sha256 && known.bytes === bytes) return;
        throw new DomainError('conflict', { detail: 'the segment is final with another digest', field: '/sha256' });
      }
      const name = nameOf(key);
      const entry = pending.get(name);
      const received = entry && (await settled(entry));
      if (!entry || !received || pending.get(name) !== entry) {
        throw new DomainError('conflict', { detail: 'the segment is not here: send it again' });
      }
      if (received.sha256 !== sha256 || received.bytes !== bytes) {
        metrics.segments.inc({ result: 'refused' });
        giveUp(name, entry);
        throw new DomainError('conflict', {
          detail: 'what arrived has another digest: send it again',
          field: received.sha256 === sha256 ? '/bytes' : '/sha256',
        });
      }
      // From here on a second close finds it not here, and the one after that finds it final.
      pending.delete(name);
      keeping.add(name);
      const began = clock.now();
      const { durationMs, hasAudio } = received;
      try {
        await segments.keep(entry.upload, {
          ...key,
          startMs: entry.startMs,
          durationMs,
          bytes,
          sha256,
          hasAudio,
          thumbnail: entry.thumbnail,
        });
      } catch (cause) {
        await entry.upload.discard().catch(() => undefined);
        logger.error({ err: cause, feed: key.feed }, 'a segment could not be made final');
        throw new DomainError('unavailable', { detail: 'recordings cannot be written', retryAfter: 5, cause });
      } finally {
        keeping.delete(name);
      }
      metrics.storeSeconds.observe((clock.now() - began) / 1000);
      metrics.segments.inc({ result: 'final' });
      // It is final all the same: what its court said of it before it came is told beside it, and it is not played.
      const damaged = await deps.damage.has({ ...key, startMs: entry.startMs }).catch((err: unknown) => {
        logger.error({ err, feed: key.feed }, 'a segment could not be compared with what its court stated');
        return false;
      });
      if (damaged) deps.onDamaged(key);
    },
    async thumbnail(key, jpeg) {
      const entry = pending.get(nameOf(key));
      if (!entry && !(await segments.find(key))) {
        throw new DomainError('conflict', { detail: 'the segment is not here' });
      }
      await segments.keepThumbnail(key, jpeg);
      if (entry) entry.thumbnail = true;
      await segments.markThumbnail(key);
    },
    isBusy: (feed) => [...pending.keys(), ...keeping].some((name) => name.startsWith(`${feed} `)),
  };
}
