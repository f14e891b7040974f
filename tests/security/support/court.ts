/** A court without a camera: the agent's own parts (desk, gate, recorder, spool, outbox, senders), to which a test hands what was filmed. */
import path from 'node:path';
import type { Part } from '@giamsat/agent/capture/part';
import type { Shrinking, startShrinking } from '@giamsat/agent/capture/shrink';
import { openDesk } from '@giamsat/agent/desk/desk';
import { createDeskSync } from '@giamsat/agent/desk/sync';
import { createGate } from '@giamsat/agent/gate/gate';
import { type Draft, openOutbox } from '@giamsat/agent/outbox/outbox';
import { createOutboxSender } from '@giamsat/agent/outbox/sender';
import { createAgentClock } from '@giamsat/agent/platform/clock';
import { createLineSeals } from '@giamsat/agent/platform/line-seal';
import { createLogger } from '@giamsat/agent/platform/logger';
import { createRecorder } from '@giamsat/agent/recorder/recorder';
import { openSpool } from '@giamsat/agent/spool/spool';
import { createBackfill } from '@giamsat/agent/uplink/backfill';
import { createEpochRegister } from '@giamsat/agent/uplink/epoch-register';
import { createLine } from '@giamsat/agent/uplink/line';
import { createLiveSender } from '@giamsat/agent/uplink/live';
import { createPace } from '@giamsat/agent/uplink/pace';
import { createServiceClient } from '@giamsat/agent/uplink/service-client';
import { createSmallSender } from '@giamsat/agent/uplink/small';
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { parseInit } from '@giamsat/contract/fmp4/init';
import { SYNTHETIC_VIDEO_TIMESCALE, syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { v7 as uuidv7 } from 'uuid';

export const PART_MS = 200;
const FRAMES = 5;

/** What a part says of itself, wherever its bytes turn up: the moment that was filmed, and the camera. */
const markOf = (atMs: number, feed: string) => `@${atMs}:${feed}@`;
const MARK = /@(\d{13}):([a-z0-9-]+)@/g;
export const marksIn = (bytes: Buffer): { atMs: number; feed: string }[] =>
  [...bytes.toString('latin1').matchAll(MARK)].map(([, at, feed]) => ({ atMs: Number(at), feed: feed ?? '' }));

/** An encoder is not done at once; in the very moment in which a segment begins, the one before is still on its way, and goes first. */
const ENCODER_MS = 15;

/** Instead of an encoder: the small picture is the camera's own, marks and all. */
function sameSize(listener: Parameters<typeof startShrinking>[0]): Shrinking {
  const reader = createFragmentReader({ onInit: listener.init });
  let firstMs: number | undefined;
  let leave: () => void = () => undefined;
  return {
    write(bytes) {
      for (const { bytes: fragment, info } of reader.push(bytes)) {
        const { startMs = 0, keyFirst: key = false } = info.video ?? {};
        firstMs ??= startMs;
        const small = { bytes: fragment, startMs: startMs - firstMs, key };
        setTimeout(() => listener.fragment(small), ENCODER_MS);
      }
      return true;
    },
    end: () => leave(),
    gone: new Promise((resolve) => {
      leave = resolve;
    }),
    cost: () => undefined,
  };
}

export type FuzzCourt = ReturnType<typeof openCourt>;

export function openCourt(options: {
  service: string;
  token: string;
  court: string;
  code: string;
  room: string;
  feed: string;
  folder: string;
  now: () => number;
}) {
  const { feed, room, folder, now } = options;
  const logger = createLogger('silent', options.code);
  const clock = createAgentClock(now);
  const source = `/courts/${options.court}/agents/${options.code}`;
  const seals = createLineSeals(Buffer.alloc(32, 1));
  const outbox = openOutbox({ folder: path.join(folder, 'outbox'), seals, source, clock });
  const desk = openDesk({
    folder: path.join(folder, 'desk'),
    seals,
    own: () => [...outbox.rejected().map(({ event }) => event), ...outbox.waiting()],
    logger,
  });
  const spool = openSpool({ folder: path.join(folder, 'spool'), key: Buffer.alloc(32, 1), maxBytes: 1e9, logger });
  const line = createLine();
  const tokens = { get: async () => options.token, refused: () => undefined };
  const client = createServiceClient({ service: options.service, tokens, now: clock.now });
  const outboxSender = createOutboxSender({ outbox, client, line, logger });
  const deskSync = createDeskSync({ desk, client, line, logger });
  const register = createEpochRegister(spool, client);
  const pace = createPace();
  const gate = createGate({
    hearings: desk.hearings,
    course: (id) => desk.whole(id)?.course,
    restrictions: (id) => desk.whole(id)?.restrictions ?? [],
    events: desk.events,
    rejected: () => new Set(outbox.rejected().map(({ event }) => eventRef(event))),
    intact: desk.intact,
    roomOf: (one) => (one === feed ? room : undefined),
    now: clock.now,
  });
  const mayLeave = async (signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted && (!deskSync.fresh() || outbox.holdsBack()))
      await new Promise((resolve) => setTimeout(resolve, 5));
    return !signal.aborted;
  };
  const live = createLiveSender({
    feed,
    spool,
    client,
    register,
    line,
    logger,
    mayLeave,
    onSent: () => backfill.wake(),
    onArrived: pace.liveArrived,
  });
  const small = createSmallSender({
    feed,
    spool,
    client,
    register,
    logger,
    mayLeave,
    mainWaits: () => live.waiting() > 1,
    start: sameSize,
  });
  const backfill = createBackfill({
    spool,
    client,
    register,
    line,
    logger,
    mayLeave,
    pace,
    isLive: ({ epoch, number }) => live.holds(epoch, number),
    liveWaits: () => live.waiting() > 1,
  });
  const recorder = createRecorder({
    feed,
    gate: gate.feed(feed),
    clock,
    spool,
    camera: () => ({
      wantSound: () => undefined,
      unfit: () => undefined,
      health: () => ({ state: 'running', findings: [], restarts: 0 }),
    }),
    logger,
    newId: uuidv7,
    onSegment(segment) {
      live.offer(segment);
      small.offer(segment);
    },
    onSittingEnd: () => undefined,
    onPicture: () => undefined,
  });
  const changed = () => {
    gate.refold();
    recorder.review();
  };
  outbox.onAppended((event) => void desk.merge([event]));
  outbox.onSettled((rejected) => {
    if (rejected.length > 0) changed();
    backfill.wake();
  });
  desk.onChange(changed);
  line.onChange((up) => {
    if (!up) return;
    outboxSender.wake();
    backfill.wake();
  });
  const init = Buffer.from(syntheticInit({ video: true }));
  recorder.init({ bytes: init, init: parseInit(init) });
  for (const loop of [outboxSender, deskSync, backfill]) loop.start();

  const begunAt = now();

  return {
    feed,
    spool,
    outbox,
    /** The picture of the last 200 ms comes in. */
    film() {
      const atMs = now() - PART_MS;
      const ticks = ((atMs - begunAt) * SYNTHETIC_VIDEO_TIMESCALE) / 1000;
      const frame = (PART_MS / FRAMES / 1000) * SYNTHETIC_VIDEO_TIMESCALE;
      const bytes = Buffer.from(
        syntheticFragment({ video: { startTicks: ticks, durations: Array<number>(FRAMES).fill(frame), key: true } }),
      );
      const mark = markOf(atMs, feed);
      bytes.write(mark, bytes.length - mark.length, 'latin1');
      const part: Part = {
        bytes,
        startMs: atMs - begunAt,
        durationMs: PART_MS,
        frames: FRAMES,
        key: true,
        sound: false,
        arrivedAt: now(),
      };
      recorder.review();
      recorder.part(part);
    },
    enter(draft: Omit<Draft, 'id'>): EventEnvelope {
      return outbox.append({ id: uuidv7(), recordedby: 'thuky', ...draft });
    },
    /** What others did: the control socket's wake-up. */
    wake: () => deskSync.wake(),
    async close() {
      await recorder.stop();
      await Promise.all([live.stop(), small.stop(), backfill.stop(), deskSync.stop(), outboxSender.stop()]);
      await client.close();
    },
  };
}
