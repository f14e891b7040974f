/** One feed between its camera and its spool: keeps what the gate allows, cut into segments on key frames, and declares the rest. */
import type { CaptureInit, Part } from '../capture/part.ts';
import { createTimeline, type Timeline } from '../capture/timeline.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { GapCause, SpoolGap } from '../spool/model.ts';
import type { RunningSegment } from '../spool/running-segment.ts';
import { describeEpoch } from './describe-epoch.ts';
import { createGapBook } from './gap-book.ts';
import type { Recorder, RecorderOptions } from './model.ts';
import { createThumbnails } from './thumbnails.ts';

/** A key frame ends a segment from here on; so key frames each 2 s give 4 s (the first interval of RTSP is often a frame short). */
const TARGET_MS = 3_900;
/** TARGETDURATION is 6 everywhere (`media-rules.md` 3). */
const MOST_MS = 6_400;
/** A hole in the media's own time that is more than a lost packet. */
const HOLE_MS = 500;
/** How long the held stretch before a lift settles may become in memory, whatever the numbers say. */
const MOST_HELD_PARTS = 150;

/** What comes in the first half second of a connection may be what a camera had stored: as old as its longest distance between key frames. */
const STORED_MS = 5_000;

/** `storedMs`: media time up to which it may be so. */
type Capture = CaptureInit & { timeline: Timeline; early: Part[]; settled: boolean; storedMs?: number };
type Epoch = { id: string; next: number };
type Running = {
  segment: RunningSegment;
  sitting: string;
  mediaEndMs: number;
  durationMs: number;
  lastKeyMs: number;
};

export function createRecorder(options: RecorderOptions): Recorder {
  const { feed, gate, clock, spool, camera, newId } = options;
  const logger = options.logger.child({ feed });
  let capture: Capture | undefined;
  let epoch: Epoch | undefined;
  let running: Running | undefined;
  let held: Part[] = [];
  let keptSince: number | undefined;
  let lostAt: number | undefined;
  const thumbnails = createThumbnails({ spool, keyIntervalMs: () => camera().health().keyIntervalMs });
  const closings = new Set<Promise<unknown>>();
  const lastKept = spool.lastKept(feed);
  const declare = (gap: SpoolGap): void => {
    try {
      spool.gaps.add(feed, gap);
    } catch (error) {
      logger.error({ err: error }, 'recorder: a gap could not be written down; it is kept in memory');
    }
  };
  const book = createGapBook(declare, lastKept && { ...lastKept, pieces: gate.pieces });
  let wantsAnew = false;
  let sittingNow: string | undefined;

  const endRunning = (): void => {
    if (!running) return;
    const { segment } = running;
    running = undefined;
    wantsAnew = false;
    const closing = segment.close();
    closings.add(closing);
    void closing.finally(() => closings.delete(closing));
  };

  /** Nothing is kept now. */
  const pause = (atMs: number, cause: GapCause, sitting: string | undefined): void => {
    endRunning();
    keptSince = undefined;
    book.missing(atMs, cause, sitting);
  };

  const noteSitting = (sitting: string | undefined): void => {
    const ended = sittingNow !== undefined && sittingNow !== sitting;
    sittingNow = sitting;
    if (ended) options.onSittingEnd();
  };

  const obey = (verdict: Verdict, atMs: number): boolean => {
    const sitting = verdict.state === 'off' ? undefined : verdict.sitting;
    if (verdict.state === 'live') {
      noteSitting(sitting);
      return true;
    }
    pause(atMs, verdict.state === 'off' ? 'off' : 'cut', sitting);
    if (verdict.state !== 'held') held = [];
    noteSitting(sitting);
    return false;
  };

  const beginEpoch = (from: Capture, part: Part): Epoch => {
    const id = newId();
    const meta = describeEpoch({
      feed,
      epoch: id,
      init: from,
      parts: from.early.length > 0 ? from.early : [part],
      clock,
      gopMs: camera().health().keyIntervalMs,
    });
    spool.beginEpoch(meta, from.bytes);
    logger.info(
      { epoch: id, codecs: meta.codecs, fps: meta.frameRate, partTargetMs: meta.partTargetMs },
      'recorder: epoch',
    );
    return { id, next: 0 };
  };

  const mustClose = (one: Running, part: Part): boolean => {
    if (!part.key) return false;
    return wantsAnew || one.durationMs >= TARGET_MS || one.durationMs + (part.startMs - one.lastKeyMs) > MOST_MS;
  };

  const keep = (from: Capture, part: Part, verdict: Extract<Verdict, { state: 'live' }>): void => {
    const wallMs = from.timeline.wallOf(part.startMs);
    if (part.sound && !verdict.sound) {
      camera().wantSound(false);
      pause(wallMs, 'cut', verdict.sitting);
      return;
    }
    if (spool.full() || running?.segment.lost()) {
      pause(wallMs, 'disk', verdict.sitting);
      return;
    }
    if (running && running.sitting !== verdict.sitting) endRunning();
    if (running && Math.abs(part.startMs - running.mediaEndMs) > HOLE_MS) {
      pause(from.timeline.wallOf(running.mediaEndMs), 'camera', verdict.sitting);
    }
    if (running && mustClose(running, part)) endRunning();
    if (running && running.durationMs + part.durationMs > MOST_MS) {
      camera().unfit('key-frames-rare');
      pause(wallMs, 'camera', verdict.sitting);
    }
    if (!running) {
      // A segment begins with a key frame; until it comes the gap goes on, whatever caused it.
      if (!part.key) {
        book.missing(wallMs, book.open() ?? 'camera', verdict.sitting);
        return;
      }
      if (from.timeline.stepNeeded() !== undefined) {
        newTimeline(from, part, verdict.sitting);
        return;
      }
      from.timeline.correct();
      try {
        begin(from, part, verdict.sitting);
      } catch (error) {
        logger.error({ err: error }, 'recorder: the disk does not take another segment');
        pause(wallMs, 'disk', verdict.sitting);
      }
    }
    if (!running) return;
    const endMs = from.timeline.wallOf(part.startMs) + part.durationMs;
    if (part.key) running.lastKeyMs = part.startMs;
    running.mediaEndMs = part.startMs + part.durationMs;
    running.durationMs += part.durationMs;
    running.segment.append(part.bytes, part.durationMs);
    book.keptUntil(endMs);
  };

  const begin = (from: Capture, part: Part, sitting: string): void => {
    const startMs = from.timeline.wallOf(part.startMs);
    epoch ??= beginEpoch(from, part);
    const segment = spool.beginSegment({ feed, epoch: epoch.id, number: epoch.next++ }, startMs, sitting);
    book.kept(startMs, sitting);
    keptSince ??= startMs;
    thumbnails.begin(segment);
    const mine: Running = { segment, sitting, mediaEndMs: part.startMs, durationMs: 0, lastKeyMs: part.startMs };
    running = mine;
    // The book believed it kept.
    void segment.done.then(
      (end) => end ?? declare({ fromMs: startMs, toMs: startMs + mine.durationMs, cause: 'disk' }),
    );
    if (lostAt !== undefined) {
      options.onPicture({ lost: false, downMs: startMs - lostAt });
      lostAt = undefined;
    }
    options.onSegment(segment);
  };

  const newTimeline = (from: Capture, part: Part, sitting: string | undefined): void => {
    logger.warn('recorder: the clock and the media are apart; a new epoch begins');
    pause(clock.now(), 'clock', sitting);
    held = [];
    epoch = undefined;
    capture = { ...from, timeline: createTimeline(), early: [], settled: false };
    capture.timeline.observe(part);
    capture.early.push(part);
  };

  /**
   * What the feed may do with a part: asked of the time that its timestamps give it, and of when it came as well. A camera whose own time
   * stands still or jumps dates what it films now into the past or the future, and no clock of a camera brings a picture past a cut.
   */
  const verdictOn = (from: Capture, { startMs, durationMs, arrivedAt }: Part): Verdict => {
    const wallMs = from.timeline.wallOf(startMs);
    const oldestMs = arrivedAt - durationMs - (startMs <= (from.storedMs ?? -1) ? STORED_MS : 0);
    return gate.verdict(Math.min(wallMs, oldestMs), Math.max(wallMs + durationMs, arrivedAt));
  };

  const take = (from: Capture, part: Part): void => {
    const fromMs = from.timeline.wallOf(part.startMs);
    const verdict = verdictOn(from, part);
    if (verdict.state === 'held') {
      obey(verdict, fromMs);
      // Silence was asked for: nothing with sound waits here either.
      if (part.sound && !verdict.sound) camera().wantSound(false);
      else if (held.length > 0 || part.key) held.push(part);
      if (held.length > MOST_HELD_PARTS) held = [];
      return;
    }
    if (!obey(verdict, fromMs) || verdict.state !== 'live') return;
    const waited = held;
    held = [];
    for (const earlier of [...waited, part]) {
      const now = verdictOn(from, earlier);
      if (capture === from && now.state === 'live') keep(from, earlier, now);
    }
  };

  const review = (): void => {
    const now = clock.now();
    const verdict = gate.verdict(now, now);
    // After a restart the wait for the first picture is still the agent's own.
    if (obey(verdict, now) && !capture && verdict.state === 'live' && book.open() !== 'agent') {
      book.missing(now, 'camera', verdict.sitting);
    }
    camera().wantSound(gate.wantsSound());
  };

  return {
    init(init) {
      endRunning();
      held = [];
      epoch = undefined;
      capture = {
        ...init,
        timeline: createTimeline(),
        early: [],
        settled: false,
      };
    },
    part(part) {
      const from = capture;
      if (!from) return;
      from.timeline.observe(part);
      if (!from.settled || from.timeline.mayBeStored(part.arrivedAt)) from.storedMs = part.startMs;
      if (from.settled) {
        take(from, part);
        return;
      }
      from.early.push(part);
      if (!from.timeline.settled(part.arrivedAt)) return;
      from.settled = true;
      for (const early of from.early) if (capture === from) take(from, early);
      from.early = from.early.map((early) => ({ ...early, bytes: new Uint8Array() }));
    },
    lost() {
      const now = clock.now();
      const wasKept = running !== undefined;
      capture = undefined;
      epoch = undefined;
      held = [];
      endRunning();
      keptSince = undefined;
      if (wasKept) {
        lostAt = now;
        book.missing(now, 'camera', sittingNow);
        options.onPicture({ lost: true });
      }
    },
    thumbnail: (jpeg) => thumbnails.take(jpeg, clock.now(), running && keptSince),
    review,
    clockStepped() {
      if (!capture) return;
      pause(clock.now(), 'clock', sittingNow);
      held = [];
      epoch = undefined;
      capture = { ...capture, timeline: createTimeline(), early: [], settled: false };
    },
    beginAnew() {
      wantsAnew = running !== undefined;
    },
    async stop() {
      if (running) book.missing(clock.now(), 'agent', sittingNow);
      endRunning();
      await Promise.all(closings);
    },
    verdict() {
      const now = clock.now();
      return gate.verdict(now, now);
    },
    keeping: () => running !== undefined,
    latestThumbnail: thumbnails.latest,
  };
}
