import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Shrinking, SmallFragment } from '../capture/shrink.ts';
import type { RunningSegment, SegmentEnd } from '../spool/running-segment.ts';
import { createSmallSender } from './small.ts';

const TICKS_PER_MS = 12.8;
const PART_MS = 200;
const part = (startMs: number, key: boolean): Uint8Array =>
  syntheticFragment({ video: { startTicks: startMs * TICKS_PER_MS, durations: [PART_MS * TICKS_PER_MS], key } });

/** A segment whose parts the test gives. */
function segment(number: number, epoch = 'e') {
  const parts: Uint8Array[] = [];
  let over = false;
  let wake: () => void = () => {};
  const running: RunningSegment = {
    feed: 'f',
    epoch,
    number,
    startMs: 1_000_000 + number * 1000,
    sitting: 's',
    append: () => {},
    close: async () => undefined,
    async *parts() {
      for (let i = 0; ; i++) {
        while (i >= parts.length) {
          if (over) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const next = parts[i];
        if (next) yield next;
      }
    },
    done: Promise.resolve<SegmentEnd | undefined>(undefined),
    lost: () => false,
  };
  return {
    running,
    give: (bytes: Uint8Array) => {
      parts.push(bytes);
      wake();
    },
    end: () => {
      over = true;
      wake();
    },
  };
}

/** ffmpeg's part, played by the test. */
class FakeShrinking implements Shrinking {
  static made: FakeShrinking[] = [];
  readonly written: Uint8Array[] = [];
  keepsUp = true;
  ended = false;
  private leave: () => void = () => {};
  readonly gone = new Promise<void>((resolve) => {
    this.leave = resolve;
  });
  readonly listener: { init(bytes: Uint8Array): void; fragment(fragment: SmallFragment): void };
  constructor(listener: FakeShrinking['listener']) {
    this.listener = listener;
    FakeShrinking.made.push(this);
  }
  write(bytes: Uint8Array) {
    if (this.written.length === 0) this.listener.init(Buffer.from('INIT'));
    this.written.push(bytes);
    return this.keepsUp;
  }
  end() {
    this.ended = true;
    this.leave();
  }
  cost = () => 1;
  gives(startMs: number, key: boolean) {
    this.listener.fragment({ bytes: Buffer.from(` ${startMs}`), startMs, key });
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);

function setUp(options: { mayLeave?: () => Promise<boolean> } = {}) {
  let waits = false;
  const sent: { number: number; startMs: number; text: string; whole: boolean }[] = [];
  const sender = createSmallSender({
    feed: 'f',
    spool: { epoch: () => ({ init: syntheticInit() }) } as never,
    register: { ensure: async () => {}, forget: () => {} },
    logger: pino({ level: 'silent' }),
    mayLeave: options.mayLeave ?? (async () => true),
    mainWaits: () => waits,
    start: (listener) => new FakeShrinking(listener),
    client: {
      async putSmall(key: { number: number }, startMs: number, body: AsyncIterable<Uint8Array>) {
        const one = { number: key.number, startMs, text: '', whole: false };
        sent.push(one);
        for await (const piece of body) one.text += Buffer.from(piece).toString();
        one.whole = true;
      },
    } as never,
  });
  return { sender, sent, mainWaits: (now: boolean) => (waits = now) };
}

describe('the small picture of a feed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeShrinking.made = [];
  });
  afterEach(() => vi.useRealTimers());

  it('is cut where the camera’s own is, however late it comes, and dated like it', async () => {
    const { sender, sent } = setUp();
    const [first, second] = [segment(4), segment(5)];
    sender.offer(first.running);
    await settle();
    for (const at of [8000, 8200]) first.give(part(at, at === 8000));
    await settle();
    sender.offer(second.running);
    first.end();
    await settle();
    second.give(part(8400, true));
    await settle();
    const [shrinking] = FakeShrinking.made;
    // A key frame within a segment is not yet the next one.
    for (const [at, key] of [
      [0, true],
      [200, true],
      [390, true],
      [600, false],
    ] as const)
      shrinking?.gives(at, key);
    await settle();
    expect(sent.map(({ number, startMs, text }) => [number, startMs, text])).toEqual([
      [4, 1_004_000, 'INIT 0 200'],
      [5, 1_005_000, 'INIT 390 600'],
    ]);
    expect(sent.map(({ whole }) => whole)).toEqual([true, false]);
    expect(shrinking?.written).toHaveLength(1 + 3);
    second.end();
    await sender.stop();
    expect(shrinking?.ended).toBe(true);
  });

  it('begins with another encoder where a segment does not follow, and ends where none does', async () => {
    const { sender } = setUp();
    for (const [number, epoch] of [
      [0, 'e'],
      [2, 'e'],
      [3, 'later'],
    ] as const) {
      const one = segment(number, epoch);
      sender.offer(one.running);
      await settle();
      one.give(part(0, true));
      one.end();
      await settle();
    }
    expect(FakeShrinking.made.map(({ ended }) => ended)).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeShrinking.made.map(({ ended }) => ended)).toEqual([true, true, true]);
    await sender.stop();
  });

  it('is left out while the camera’s own picture waits for the line', async () => {
    const { sender, sent, mainWaits } = setUp();
    const one = segment(0);
    sender.offer(one.running);
    await settle();
    one.give(part(0, true));
    await settle();
    mainWaits(true);
    FakeShrinking.made[0]?.gives(0, true);
    await settle();
    expect(sent).toEqual([]);
    one.end();
    await sender.stop();
  });

  it('sends nothing that may not leave', async () => {
    let allowed = true;
    const { sender, sent } = setUp({ mayLeave: async () => allowed });
    const one = segment(0);
    sender.offer(one.running);
    await settle();
    one.give(part(0, true));
    await settle();
    FakeShrinking.made[0]?.gives(0, true);
    await settle();
    allowed = false;
    FakeShrinking.made[0]?.gives(200, false);
    await settle();
    expect(sent.map(({ text, whole }) => [text, whole])).toEqual([['INIT 0', false]]);
    one.end();
    await sender.stop();
  });

  it('rests for a minute where the machine does not keep up', async () => {
    const { sender } = setUp();
    const play = async (number: number) => {
      const one = segment(number);
      sender.offer(one.running);
      await settle();
      const newest = FakeShrinking.made.at(-1);
      if (newest) newest.keepsUp = false;
      one.give(part(0, true));
      one.end();
      await settle();
    };
    await play(0);
    expect(FakeShrinking.made.map(({ ended }) => ended)).toEqual([true]);
    await play(1);
    expect(FakeShrinking.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    await play(2);
    expect(FakeShrinking.made).toHaveLength(2);
    await sender.stop();
  });
});
