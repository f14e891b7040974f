// A small agent for tests: announces epochs, streams segments part by part, closes them.
import { randomUUID } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type { EpochStart } from '@giamsat/contract/wire/ingest';
import { Agent, request } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import { type Footage, type Segment, sha256 } from './footage.ts';
import type { House } from './house.ts';

export type Reply = { status: number; body: Record<string, unknown> };

export const newId = (): string => randomUUID();
export const newEpoch = (): string => uuidv7();

/** In the house of the media's tests a token is the court's code. */
export function createAgent(
  house: Pick<House, 'http'>,
  {
    court = 'ls',
    feed = 'ls-a-1',
    token = async () => court,
  }: { court?: string; feed?: string; token?: () => Promise<string> } = {},
) {
  const dispatcher = new Agent({ connections: 8, pipelining: 1 });
  const base = (epoch: string): string => `${house.http}/ingest/feeds/${feed}/epochs/${epoch}`;
  const call = async (
    method: 'PUT' | 'POST' | 'GET',
    url: string,
    body?: Readable | Buffer | string,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const answer = await request(url, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${await token()}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  };
  const json = { 'content-type': 'application/json' };

  const agent = {
    feed,
    call,
    base,
    announce: (epoch: string, footage: Footage, more: Partial<EpochStart> = {}) =>
      call(
        'PUT',
        base(epoch),
        JSON.stringify({
          codecs: footage.parsed.codecs,
          width: footage.parsed.video?.width,
          height: footage.parsed.video?.height,
          frameRate: 25,
          partTargetMs: 200,
          clockOffsetMs: 0,
          initSha256: footage.initSha256,
          ...more,
        }),
        json,
      ),
    putInit: (epoch: string, bytes: Buffer) =>
      call('PUT', `${base(epoch)}/init`, bytes, { 'content-type': 'video/mp4' }),
    async begin(footage: Footage, epoch = newEpoch(), more: Partial<EpochStart> = {}): Promise<string> {
      const announced = await agent.announce(epoch, footage, more);
      const sent = await agent.putInit(epoch, footage.init);
      if (announced.status !== 200 || sent.status !== 200) throw new Error(JSON.stringify([announced, sent]));
      return epoch;
    },
    put: (
      epoch: string,
      number: number,
      bytes: Buffer | Readable,
      startMs: number,
      headers: Record<string, string> = {},
    ) =>
      call('PUT', `${base(epoch)}/segments/${number}`, bytes, {
        'content-type': 'video/mp4',
        'giamsat-start': new Date(startMs).toISOString(),
        ...headers,
      }),
    /** The small picture of a segment: initialisation section and fragments. */
    small: (epoch: string, number: number, bytes: Buffer | Readable, startMs: number) =>
      call('PUT', `${base(epoch)}/segments/${number}/small`, bytes, {
        'content-type': 'video/mp4',
        'giamsat-start': new Date(startMs).toISOString(),
      }),
    close: (epoch: string, number: number, segment: { sha256: string; bytes: number; durationMs: number }) =>
      call('POST', `${base(epoch)}/segments/${number}/close`, JSON.stringify(segment), json),
    /** The whole segment at once, and its close. */
    async send(epoch: string, number: number, segment: Segment, startMs: number): Promise<Reply> {
      const put = await agent.put(epoch, number, segment.bytes, startMs);
      if (put.status !== 200) return put;
      const { bytes, durationMs } = segment;
      return agent.close(epoch, number, { sha256: sha256(bytes), bytes: bytes.length, durationMs });
    },
    /** A segment whose parts the caller writes one by one. */
    stream(epoch: string, number: number, startMs: number) {
      const body = new PassThrough();
      const pieces: Buffer[] = [];
      const answered = agent.put(epoch, number, body, startMs);
      answered.catch(() => undefined);
      return {
        answered,
        write(bytes: Uint8Array) {
          pieces.push(Buffer.from(bytes));
          body.write(bytes);
        },
        /** The line breaks. */
        breakOff: () => void body.destroy(new Error('the line broke')),
        /** The body is whole, and nobody says so. */
        endUnclosed() {
          body.end();
          return answered;
        },
        async end(durationMs: number): Promise<Reply> {
          body.end();
          const put = await answered;
          if (put.status !== 200) return put;
          const whole = Buffer.concat(pieces);
          return agent.close(epoch, number, { sha256: sha256(whole), bytes: whole.length, durationMs });
        },
      };
    },
    disconnect: () => dispatcher.destroy(),
  };
  return agent;
}
export type TestAgent = ReturnType<typeof createAgent>;
