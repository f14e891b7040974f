/** How much room the recordings have, looked at each minute and told early: counted, logged, and for a page to ask. */
import { timestampOf } from '@giamsat/contract/time';
import type { Storage, StorageLevel } from '@giamsat/contract/wire/storage';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import type { Sql } from '../../platform/sql.ts';

export type Room = {
  /** Now. */
  state(): Promise<Storage>;
  /** Looks, and says what changed; once a minute after `start`. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

const DAY_MS = 86_400_000;
const LOOK_MS = 60_000;
/** What does not change is said again so often. */
const AGAIN_MS = 3_600_000;
/** How much a day takes changes slowly. */
const RATE_MS = 3_600_000;
const RATE_DAYS = 7;

/** Days of room, and the share of the disk, from which on it is said. */
const SAID = [
  ['urgent', 7, 0.05],
  ['soon', 30, 0.1],
] as const;

export function levelOf(facts: Pick<Storage, 'freeBytes' | 'totalBytes' | 'reserveBytes' | 'daysLeft'>): StorageLevel {
  const { freeBytes, totalBytes, reserveBytes, daysLeft = Number.POSITIVE_INFINITY } = facts;
  if (freeBytes < reserveBytes) return 'full';
  const found = SAID.find(([, days, share]) => daysLeft < days || freeBytes - reserveBytes < totalBytes * share);
  return found?.[0] ?? 'ok';
}

export function createRoom(deps: {
  sql: Sql;
  objects: Pick<ObjectStore, 'room'>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}): Room {
  const { sql, objects, clock, logger, metrics } = deps;
  const free = metrics.gauge('recordings_disk_free_bytes', 'Room left on the disk of the recordings');
  const days = metrics.gauge('recordings_disk_days_left', 'Days until that disk is full, at the rate of the last week');
  let rate: { at: number; bytesPerDay: number } | undefined;
  let said: { at: number; level: StorageLevel } = { at: Number.NEGATIVE_INFINITY, level: 'ok' };
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  /** Of fewer days than seven where it was begun less long ago. */
  async function bytesPerDay(): Promise<number> {
    const now = clock.now();
    if (rate && now - rate.at < RATE_MS) return rate.bytesPerDay;
    const { bytes, first } = await sql
      .selectFrom('media_segments')
      .select(({ fn }) => [fn.sum<number | null>('bytes').as('bytes'), fn.min('stored_at').as('first')])
      .where('stored_at', '>', rfc3339(now - RATE_DAYS * DAY_MS))
      .executeTakeFirstOrThrow();
    const over = first === null ? 1 : Math.min(RATE_DAYS, Math.max(1, (now - Date.parse(first)) / DAY_MS));
    rate = { at: now, bytesPerDay: Math.round(Number(bytes ?? 0) / over) };
    return rate.bytesPerDay;
  }

  async function state(): Promise<Storage> {
    const { freeBytes, totalBytes, reserveBytes } = await objects.room();
    const perDay = await bytesPerDay();
    const daysLeft = perDay === 0 ? undefined : Math.max(0, freeBytes - reserveBytes) / perDay;
    const facts = {
      freeBytes,
      totalBytes,
      reserveBytes,
      bytesPerDay: perDay,
      ...(daysLeft === undefined ? {} : { daysLeft }),
    };
    return { at: timestampOf(clock.now()), ...facts, level: levelOf(facts) };
  }

  async function look(): Promise<void> {
    const { at: _at, level, ...facts } = await state();
    free.set(facts.freeBytes);
    if (facts.daysLeft === undefined) days.remove();
    else days.set(facts.daysLeft);
    const changed = level !== said.level;
    const lasting = (level === 'urgent' || level === 'full') && clock.now() - said.at >= AGAIN_MS;
    if (!changed && !lasting) return;
    said = { at: clock.now(), level };
    const told = { level, ...facts };
    if (level === 'ok') logger.info(told, 'there is room for recordings again');
    else if (level === 'full')
      logger.error(told, 'the disk of the recordings is full: no recording is taken, and none is removed');
    else logger.warn(told, 'the disk of the recordings will be full soon');
  }

  const run = (): void => {
    looking = look().catch((err: unknown) => logger.error({ err }, 'how much room the recordings have cannot be told'));
  };
  return {
    state,
    look,
    start() {
      run();
      timer = setInterval(run, LOOK_MS).unref();
    },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
