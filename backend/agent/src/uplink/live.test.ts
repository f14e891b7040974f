import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import type { RunningSegment } from '../spool/running-segment.ts';
import { createLiveSender } from './live.ts';
import { LineError } from './service-client.ts';

const END = { bytes: 1, sha256: 'x', durationMs: 4000 };
const segment = (number: number): RunningSegment => ({
  feed: 'f',
  epoch: 'e',
  number,
  startMs: number * 4000,
  sitting: 's',
  append: () => {},
  close: async () => END,
  async *parts() {
    yield new Uint8Array(1);
  },
  done: Promise.resolve(END),
  lost: () => false,
});

/** A sender over a line in which segment 0 hangs. */
function setUp() {
  const sent: number[] = [];
  const line: boolean[] = [];
  const late: number[] = [];
  const sender = createLiveSender({
    feed: 'f',
    spool: { markSent: async () => {}, readThumbnail: async () => undefined } as never,
    client: {
      async putSegment({ number }: { number: number }, _startMs: number, _body: unknown, signal: AbortSignal) {
        if (number > 0) return void sent.push(number);
        await new Promise((_, reject) => {
          const end = (): void => reject(new LineError(new Error('aborted')));
          if (signal.aborted) end();
          signal.addEventListener('abort', end);
        });
      },
      closeSegment: async () => {},
    } as never,
    register: { ensure: async () => {}, forget: () => {} },
    line: { up: () => true, note: (up) => void line.push(up), onChange: () => {} },
    logger: pino({ level: 'silent' }),
    mayLeave: async () => true,
    onSent: () => {},
    onArrived: (ms) => void late.push(ms),
  });
  return { sender, sent, line, late };
}

it('what hangs is let go when the line is back, and the next segment is sent as it begins', async () => {
  const { sender, sent, line, late } = setUp();
  for (const number of [0, 1, 2]) sender.offer(segment(number));
  expect([sender.holds('e', 0), sender.holds('e', 2), sender.waiting()]).toEqual([true, true, 2]);
  sender.startAfresh();
  await vi.waitFor(() => expect(sender.holds('e', 0)).toBe(false));
  // What waited is older than what begins now: it follows.
  expect([sender.holds('e', 2), sender.waiting()]).toEqual([false, 0]);
  sender.offer(segment(3));
  await vi.waitFor(() => expect(sent).toEqual([3]));
  await vi.waitFor(() => expect(late).toHaveLength(1));
  // That we let it go says nothing of the line.
  expect(line).not.toContain(false);
  await sender.stop();
});

it('ends with what hangs in it', async () => {
  const { sender } = setUp();
  sender.offer(segment(0));
  await sender.stop();
  sender.offer(segment(1));
  expect(sender.waiting()).toBe(0);
});
