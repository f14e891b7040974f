/** The court agent as a whole: builds its parts in order, starts them, and stops them in reverse. */
import path from 'node:path';
import { eventRef } from '@giamsat/contract/event/envelope';
import { v7 as uuidv7 } from 'uuid';
import { createCommitter } from './commit/committer.ts';
import type { AgentConfig } from './config.ts';
import { createControl } from './control/control.ts';
import { openDesk } from './desk/desk.ts';
import { createDeskSync } from './desk/sync.ts';
import { createFeedUnit, type FeedUnit } from './feed.ts';
import { createGate } from './gate/gate.ts';
import { createAccessTokens } from './identity/access-tokens.ts';
import { readIdentity } from './identity/identity.ts';
import { openOutbox } from './outbox/outbox.ts';
import { createOutboxSender } from './outbox/sender.ts';
import { createAgentClock } from './platform/clock.ts';
import { lockFolder } from './platform/folder-lock.ts';
import { createLineSeals } from './platform/line-seal.ts';
import type { Logger } from './platform/logger.ts';
import { sleep } from './platform/retry.ts';
import { openSpool } from './spool/spool.ts';
import { openSpoolKey } from './spool/spool-key.ts';
import { createBackfill } from './uplink/backfill.ts';
import { createClockSync } from './uplink/clock-sync.ts';
import { createEpochRegister } from './uplink/epoch-register.ts';
import { createLine } from './uplink/line.ts';
import { createMayLeave } from './uplink/may-leave.ts';
import { createPace } from './uplink/pace.ts';
import { createServiceClient } from './uplink/service-client.ts';
import { feedVitals, readVitals } from './vitals/vitals.ts';

export type Agent = Awaited<ReturnType<typeof createAgent>>;

const VITALS_EVERY_MS = 5_000;
/** What changes in a camera's health is told at once, with what changes in the same moment. */
const VITALS_SOON_MS = 250;
const REVIEW_EVERY_MS = 250;
const TIDY_EVERY_MS = 15_000;
/** While the disk is full nothing is kept: room is found soon after it is there. */
const TIDY_FULL_EVERY_MS = 2_000;
/** A desk that was set back waits so long for the outbox to know of it, too. */
const AGREE_WITHIN_MS = 10_000;
/** The last segment of a sitting needs a moment to become final. */
const COMMIT_AFTER_SITTING_MS = 1_000;

export async function createAgent(config: AgentConfig, logger: Logger) {
  // Without a key it knows neither its clerks nor its rooms: better told at once than found out by a clerk.
  readIdentity(config.keysDir, config.code);
  const spoolKey = openSpoolKey(config.spoolKeyFile, config.spoolDir);
  const seals = createLineSeals(spoolKey);
  const release = lockFolder(config.dataDir);
  const clock = createAgentClock();
  const begunAt = performance.now();
  const source = `/courts/${config.court}/agents/${config.code}`;
  const outbox = openOutbox({ folder: path.join(config.dataDir, 'outbox'), seals, source, clock });
  clock.raiseFloor(outbox.lastWrittenMs());
  const desk = openDesk({
    folder: path.join(config.dataDir, 'desk'),
    seals,
    own: () => [...outbox.rejected().map(({ event }) => event), ...outbox.waiting()],
    logger,
  });
  const spool = openSpool({
    folder: config.spoolDir,
    key: spoolKey,
    maxBytes: config.spoolMaxBytes,
    logger,
  });
  await spool.tidy();

  const line = createLine();
  const tokens = createAccessTokens({
    identity: () => readIdentity(config.keysDir, config.code),
    exchange: (assertion) => client.token(assertion),
    now: clock.now,
    setClock: () => clockSync.syncNow(),
    logger,
  });
  const client = createServiceClient({
    service: config.service,
    tokens,
    now: clock.now,
    ...(config.serviceCa ? { ca: config.serviceCa } : {}),
  });
  /** From when the province was found to be set back until it has again what is still kept here. */
  let sendsAgain = false;
  const outboxSender = createOutboxSender({
    outbox,
    client,
    line,
    logger,
    onSetBack() {
      sendsAgain = true;
      deskSync.whole();
    },
  });
  const beforeLess = () => outboxSender.agreed(AGREE_WITHIN_MS);
  const deskSync = createDeskSync({ desk, client, line, logger, beforeLess });
  const clockSync = createClockSync({ clock, client, line, logger });
  const register = createEpochRegister(spool, client);
  const pace = createPace();

  const feedRooms = () => new Map((desk.registry()?.feeds ?? []).map((feed) => [feed.code, feed.room]));
  const gate = createGate({
    hearings: desk.hearings,
    course: (id) => desk.whole(id)?.course,
    restrictions: (id) => desk.whole(id)?.restrictions ?? [],
    events: desk.events,
    rejected: () => new Set(outbox.rejected().map(({ event }) => eventRef(event))),
    intact: desk.intact,
    roomOf: (feed) => feedRooms().get(feed),
    now: clock.now,
  });

  const mayLeave = createMayLeave(deskSync, outbox);

  const committer = createCommitter({
    feeds: config.cameras.map((camera) => camera.feed),
    spool,
    outbox,
    agent: config.code,
    newId: uuidv7,
  });
  const units: FeedUnit[] = config.cameras.map(({ feed, source: camera }) =>
    createFeedUnit({
      feed,
      source: camera,
      gate: gate.feed(feed),
      clock,
      spool,
      logger,
      newId: uuidv7,
      client,
      register,
      line,
      mayLeave,
      onSent: () => backfill.wake(),
      onArrived: pace.liveArrived,
      onHealth() {
        if (hasNews(feed)) vitalsSoon ??= setTimeout(tellVitals, VITALS_SOON_MS);
      },
      onSittingEnd: () => setTimeout(() => void committer.commit(feed).catch(() => {}), COMMIT_AFTER_SITTING_MS),
      onPicture(change) {
        const data = change.lost ? { camera: feed } : { camera: feed, durationMs: Math.round(change.downMs) };
        const type = change.lost ? 'stream.interrupted' : 'stream.restored';
        outbox.append({ id: uuidv7(), type, subject: `feeds/${feed}`, recordedby: config.code, data });
      },
    }),
  );
  const backfill = createBackfill({
    pace,
    spool,
    client,
    register,
    line,
    logger,
    mayLeave,
    isLive: ({ feed, epoch, number }) => units.some((unit) => unit.feed === feed && unit.sender.holds(epoch, number)),
    liveWaits: () => units.some((unit) => unit.sender.waiting() > 1),
  });

  const stateOf = ({ feed, camera, recorder }: FeedUnit) => ({
    feed,
    health: camera.health(),
    verdict: recorder.verdict(),
  });
  const lastNews = new Map<string, string>();
  /** While a feed is cut, not even the moment of a message may tell that somebody began to speak. */
  const hasNews = (feed: string): boolean => {
    const unit = units.find((one) => one.feed === feed);
    if (!unit) return false;
    const { fps: _fps, corePercent: _cost, ...news } = feedVitals(stateOf(unit));
    const text = JSON.stringify(news);
    if (lastNews.get(feed) === text) return false;
    lastNews.set(feed, text);
    return true;
  };
  let vitalsSoon: NodeJS.Timeout | undefined;
  const tellVitals = (): void => {
    clearTimeout(vitalsSoon);
    vitalsSoon = undefined;
    const told = { agent: config.code, clock, upMs: performance.now() - begunAt, spool, outbox };
    void readVitals({ ...told, spoolDir: config.spoolDir, feeds: units.map(stateOf) })
      .then(control.sendVitals)
      .catch(() => {});
  };

  const reviewAll = (): void => {
    for (const unit of units) unit.recorder.review();
  };
  outbox.onAppended((event) => void desk.merge([event]));
  outbox.onSettled((rejected) => {
    if (rejected.length > 0) {
      gate.refold();
      reviewAll();
    }
    if (sendsAgain && outbox.waiting().length === 0) {
      sendsAgain = false;
      backfill.askAll();
    } else backfill.wake();
  });
  desk.onChange(() => {
    gate.refold();
    reviewAll();
  });
  clock.onStep(() => {
    for (const unit of units) unit.recorder.clockStepped();
  });
  clock.mayAdjust(() => !units.some((unit) => unit.recorder.keeping()));
  line.onChange((up) => {
    logger.info({ up }, 'line');
    if (!up) return;
    for (const unit of units) {
      unit.sender.startAfresh();
      unit.recorder.beginAnew();
    }
    outboxSender.wake();
    backfill.wake();
  });

  let watching: Record<string, number> = {};
  const control = createControl({
    service: config.service,
    tokens,
    ...(config.serviceCa ? { ca: config.serviceCa } : {}),
    logger,
    onConnected(up) {
      deskSync.socketUp(up);
      // Perhaps it is another service by now: one that was restored.
      if (up) outboxSender.wake();
    },
    onUrgent: (events) => void desk.merge(events),
    onDesk: () => deskSync.wake(),
    onWanted: (feed, epoch, number) => backfill.wanted(feed, epoch, number),
    onPresence(now) {
      watching = now;
      for (const listener of presenceListeners) listener();
    },
  });
  const presenceListeners: (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];

  return {
    config,
    seals,
    clock,
    outbox,
    desk,
    deskSync,
    spool,
    gate,
    line,
    units,
    committer,
    clockSync,
    /** The province misses this segment. */
    wanted: (feed: string, epoch: string, number: number) => backfill.wanted(feed, epoch, number),
    watching: () => watching,
    /** False while the province does not take this machine's key. */
    known: tokens.known,
    onPresence: (listener: () => void) => void presenceListeners.push(listener),
    async start() {
      // Without a line it begins all the same, with the machine's own clock.
      await Promise.race([clockSync.syncNow(), sleep(2_000)]);
      for (const loop of [clockSync, outboxSender, deskSync, backfill, committer]) loop.start();
      control.start();
      for (const unit of units) unit.camera.start();
      const tidy = () => void spool.tidy().catch((error) => logger.error({ err: error }, 'spool: tidying failed'));
      timers.push(
        setInterval(reviewAll, REVIEW_EVERY_MS),
        setInterval(tidy, TIDY_EVERY_MS),
        setInterval(() => spool.full() && tidy(), TIDY_FULL_EVERY_MS),
        setInterval(tellVitals, VITALS_EVERY_MS),
      );
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(vitalsSoon);
      await Promise.all(units.map(({ camera }) => camera.stop()));
      await Promise.all(units.map(({ recorder }) => recorder.stop()));
      await committer.stop();
      control.stop();
      await Promise.all([
        ...units.flatMap(({ sender, small }) => [sender.stop(), small?.stop()]),
        backfill.stop(),
        deskSync.stop(),
        clockSync.stop(),
      ]);
      await outboxSender.stop();
      await client.close();
      release();
    },
  };
}
