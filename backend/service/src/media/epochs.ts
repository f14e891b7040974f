/** Epochs of capture: what the agent announced, and the initialisation section that proves it. */
import { createHash } from 'node:crypto';
import { Mp4Error } from '@giamsat/contract/fmp4/error';
import { type Init, parseInit } from '@giamsat/contract/fmp4/init';
import type { EpochStart } from '@giamsat/contract/wire/ingest';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';

export type Epoch = {
  feed: string;
  epoch: string;
  partTargetMs: number;
  initSha256: string;
  /** Both or neither: the agent sends the section after it announced the epoch. */
  init?: { bytes: Buffer; parsed: Init };
};

export type Epochs = {
  /** Announcing the same again changes nothing. @throws DomainError `conflict` when it says something else. */
  start(feed: string, epoch: string, start: EpochStart): Promise<void>;
  /** @throws DomainError `not-found` · `conflict` (the digest is not the announced one) · `unprocessable` (not MP4). */
  putInit(feed: string, epoch: string, bytes: Buffer): Promise<void>;
  find(feed: string, epoch: string): Promise<Epoch | undefined>;
};

const CACHED = 256;

export function createEpochs({ sql }: { sql: Sql }): Epochs {
  /** Complete epochs never change. */
  const cache = new Map<string, Epoch>();

  const find = async (feed: string, epoch: string): Promise<Epoch | undefined> => {
    const key = `${feed} ${epoch}`;
    const known = cache.get(key);
    if (known) return known;
    const row = await sql
      .selectFrom('media_epochs')
      .select(['part_target_ms', 'init_sha256', 'init'])
      .where('feed', '=', feed)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    if (!row) return undefined;
    const found: Epoch = { feed, epoch, partTargetMs: row.part_target_ms, initSha256: row.init_sha256 };
    if (!row.init) return found;
    const whole: Epoch = { ...found, init: { bytes: row.init, parsed: parseInit(row.init) } };
    cache.set(key, whole);
    const [oldest] = cache.keys();
    if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
    return whole;
  };

  return {
    find,
    async start(feed, epoch, start) {
      const values = {
        feed,
        epoch,
        codecs: start.codecs,
        width: start.width,
        height: start.height,
        frame_rate: start.frameRate,
        part_target_ms: start.partTargetMs,
        gop_ms: start.gopMs ?? null,
        clock_offset_ms: start.clockOffsetMs,
        init_sha256: start.initSha256,
      };
      await sql
        .insertInto('media_epochs')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const here = await find(feed, epoch);
      if (here?.initSha256 !== start.initSha256) {
        throw new DomainError('conflict', {
          detail: 'this epoch was announced with another initialisation section',
          field: '/initSha256',
        });
      }
    },
    async putInit(feed, epoch, bytes) {
      const here = await find(feed, epoch);
      if (!here) throw new DomainError('not-found', { detail: 'the epoch was not announced' });
      if (createHash('sha256').update(bytes).digest('hex') !== here.initSha256) {
        throw new DomainError('conflict', { detail: 'the digest is not the one announced', field: '/initSha256' });
      }
      if (here.init) return;
      let parsed: Init;
      try {
        parsed = parseInit(bytes);
      } catch (error) {
        if (!(error instanceof Mp4Error)) throw error;
        throw new DomainError('unprocessable', {
          detail: `not an initialisation section of MP4: ${error.message}`,
          field: '',
        });
      }
      await sql
        .updateTable('media_epochs')
        .set({ init: bytes, has_audio: parsed.audio !== undefined })
        .where('feed', '=', feed)
        .where('epoch', '=', epoch)
        .execute();
    },
  };
}
