import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import type { FinalSegment } from '../spool/model.ts';
import { createBackfill } from './backfill.ts';
import { createPace } from './pace.ts';

const segment = (sitting: string, number: number, startMs: number): FinalSegment => ({
  feed: 'f',
  epoch: sitting,
  number,
  startMs,
  sitting,
  durationMs: 4000,
  bytes: 10,
  sha256: 'x',
  sent: false,
  committed: true,
});

it('brings the newest hearing first, and within it what was captured first', async () => {
  const waiting = [
    segment('morning', 0, 1_000),
    segment('morning', 1, 5_000),
    segment('noon', 0, 90_000),
    segment('noon', 1, 94_000),
    segment('noon', 2, 98_000),
  ];
  const sent: string[] = [];
  const backfill = createBackfill({
    spool: {
      segments: () => waiting,
      read: async () => new Uint8Array(10),
      readThumbnail: async () => undefined,
      markSent: async (key: { epoch: string; number: number }) => {
        for (const one of waiting) if (one.epoch === key.epoch && one.number === key.number) one.sent = true;
      },
    } as never,
    client: {
      putLater: async (_key: unknown, _startMs: number, body: AsyncIterable<Uint8Array>) => {
        for await (const piece of body) void piece;
      },
      closeSegment: async ({ epoch, number }: { epoch: string; number: number }) =>
        void sent.push(`${epoch} ${number}`),
      wanted: async () => ({ wanted: [] }),
    } as never,
    register: { ensure: async () => {}, forget: () => {} },
    line: { up: () => true, note: () => {}, onChange: () => {} },
    logger: pino({ level: 'silent' }),
    mayLeave: async () => true,
    isLive: () => false,
    liveWaits: () => false,
    pace: createPace(),
  });
  backfill.start();
  await vi.waitFor(() => expect(sent).toHaveLength(waiting.length), 10_000);
  await backfill.stop();
  expect(sent).toEqual(['noon 0', 'noon 1', 'noon 2', 'morning 0', 'morning 1']);
});
