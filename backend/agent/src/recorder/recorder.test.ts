import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureInit, Part } from '../capture/part.ts';
import type { Verdict } from '../gate/verdict.ts';
import { createAgentClock } from '../platform/clock.ts';
import type { RunningSegment } from '../spool/running-segment.ts';
import { openSpool, type Spool } from '../spool/spool.ts';
import { createRecorder } from './recorder.ts';

const LIVE: Verdict = { state: 'live', sitting: 's', hearing: 'h', sound: true };
const CUT: Verdict = { state: 'cut', cause: 'recess', sitting: 's', hearing: 'h' };
const HELD: Verdict = { state: 'held', sitting: 's', hearing: 'h', sound: true };
const ORIGIN = 1_618_448_400_000;
const logger = pino({ level: 'silent' });

/** Cut from `fromMs` on, for whatever touches it. */
const cutFrom =
  (cutMs: number) =>
  (_fromMs: number, toMs: number): Verdict =>
    toMs > cutMs ? CUT : LIVE;

let folder: string;
let spool: Spool;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'giamsat-recorder-'));
  spool = openSpool({ folder, key: Buffer.alloc(32, 1), maxBytes: 1e9, logger });
});
// What was begun may still be on its way to the disk.
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A camera of 25 frames/s in parts of 200 ms, on a clock that moves with its parts. */
function feed(options: { gopParts: number }) {
  let now = ORIGIN;
  const clock = createAgentClock(() => now);
  let verdict: (fromMs: number, toMs: number) => Verdict = () => LIVE;
  const segments: RunningSegment[] = [];
  const asked: string[] = [];
  const pictures: string[] = [];
  let ended = 0;
  let ids = 0;
  const recorder = createRecorder({
    feed: 'f',
    gate: { verdict: (fromMs, toMs) => verdict(fromMs, toMs), wantsSound: () => true, pieces: () => undefined },
    clock,
    spool,
    camera: () => ({
      wantSound: (wanted) => void (wanted || asked.push('no sound')),
      unfit: (why) => void asked.push(why),
      health: () => ({ state: 'running', findings: [], restarts: 0 }),
    }),
    logger,
    newId: () => `e${ids++}`,
    onSegment: (segment) => void segments.push(segment),
    onSittingEnd: () => void ended++,
    onPicture: (change) => void pictures.push(change.lost ? 'lost' : 'back'),
  });
  const init = { bytes: new Uint8Array([1]), init: { tracks: [], codecs: 'avc1.42c00c' } } satisfies CaptureInit;
  recorder.init(init);
  let media = 0;
  let sinceKey = 0;
  return {
    recorder,
    segments,
    asked,
    pictures,
    ended: () => ended,
    gate: (next: Verdict | typeof verdict) => {
      verdict = typeof next === 'function' ? next : () => next;
    },
    begin: () => recorder.init(init),
    now: () => now,
    /** Time goes on, and the camera's own stands still. */
    stall: (ms: number) => {
      now += ms;
    },
    skip: (ms: number) => {
      media += ms;
      now += ms;
    },
    run(parts: number, change: Partial<Part> = {}) {
      for (let i = 0; i < parts; i++) {
        const key = sinceKey % options.gopParts === 0;
        sinceKey++;
        now += 200;
        const part: Part = {
          bytes: new Uint8Array([2]),
          startMs: media,
          durationMs: 200,
          frames: 5,
          key,
          sound: true,
          arrivedAt: clock.now(),
          ...change,
        };
        media += 200;
        recorder.part(part);
      }
    },
    async kept() {
      await recorder.stop();
      return spool
        .segments()
        .map((one) => ({ number: one.number, epoch: one.epoch, from: one.startMs - ORIGIN, ms: one.durationMs }));
    },
    gaps: () =>
      spool.gaps
        .pending('f')
        .map(({ gap }) => ({ from: gap.fromMs - ORIGIN, to: gap.toMs - ORIGIN, cause: gap.cause })),
  };
}

describe('segments', () => {
  it('end with the first key frame from 4 s on', async () => {
    const one = feed({ gopParts: 5 });
    one.run(45);
    expect(await one.kept()).toEqual([
      { number: 0, epoch: 'e0', from: 0, ms: 4000 },
      { number: 1, epoch: 'e0', from: 4000, ms: 4000 },
      { number: 2, epoch: 'e0', from: 8000, ms: 1000 },
    ]);
    expect(one.gaps()).toEqual([]);
  });

  it('end earlier where the next key frame would come too late for a target duration of 6 s', async () => {
    const one = feed({ gopParts: 17 });
    one.run(17 * 3);
    expect((await one.kept()).map(({ ms }) => ms)).toEqual([3400, 3400, 3400]);
  });

  it('say that key frames are too far apart, and never begin without one', async () => {
    const one = feed({ gopParts: 60 });
    one.run(70);
    expect(one.asked).toContain('key-frames-rare');
    expect((await one.kept()).map(({ from }) => from)).toEqual([0, 12_000]);
    expect(one.gaps()).toEqual([{ from: 6400, to: 12_000, cause: 'camera' }]);
  });
});

describe('the gate', () => {
  it('a cut closes the segment, and a lift is held and then kept from its first key frame', async () => {
    const one = feed({ gopParts: 5 });
    one.run(7);
    one.gate(CUT);
    one.run(5);
    one.gate((fromMs) => (fromMs - ORIGIN < 2400 ? CUT : HELD));
    one.run(10);
    expect(one.segments).toHaveLength(1);
    one.gate((fromMs) => (fromMs - ORIGIN < 2400 ? CUT : LIVE));
    one.run(3);
    expect(await one.kept()).toEqual([
      { number: 0, epoch: 'e0', from: 0, ms: 1400 },
      { number: 1, epoch: 'e0', from: 3000, ms: 2000 },
    ]);
    expect(one.gaps()).toEqual([{ from: 1400, to: 3000, cause: 'cut' }]);
  });

  it('what was held never was when the lift is taken back', async () => {
    const one = feed({ gopParts: 5 });
    one.run(5);
    one.gate(CUT);
    one.run(1);
    one.gate(HELD);
    one.run(15);
    one.gate(CUT);
    one.run(1);
    one.gate(LIVE);
    one.run(4);
    expect(await one.kept()).toEqual([
      { number: 0, epoch: 'e0', from: 0, ms: 1000 },
      { number: 1, epoch: 'e0', from: 5000, ms: 200 },
    ]);
    expect(one.gaps()).toEqual([{ from: 1000, to: 5000, cause: 'cut' }]);
  });

  it('ends what runs at once, without waiting for the next part', () => {
    const one = feed({ gopParts: 5 });
    one.run(7);
    expect(one.recorder.keeping()).toBe(true);
    one.gate(CUT);
    one.recorder.review();
    expect(one.recorder.keeping()).toBe(false);
  });

  it('keeps nothing that comes after a cut, whatever time a camera whose clock stood still gives it', async () => {
    const one = feed({ gopParts: 5 });
    one.run(7);
    one.stall(900);
    one.gate(cutFrom(one.now()));
    // Dated up to 900 ms before the cut, and filmed after it.
    one.run(10);
    expect((await one.kept()).map(({ from, ms }) => [from, ms])).toEqual([[0, 1400]]);
  });

  it('keeps nothing of what a camera had stored before a lift and sends when it is connected after it', async () => {
    const one = feed({ gopParts: 5 });
    const liftMs = one.now() - 4_000;
    one.gate((fromMs) => (fromMs < liftMs ? CUT : LIVE));
    one.run(10);
    // The first half second is as old as nobody knows; then it is what it says.
    expect((await one.kept()).map(({ from, ms }) => [from, ms])).toEqual([[1000, 1000]]);
  });

  it('keeps nothing with sound where sound is withheld', async () => {
    const one = feed({ gopParts: 5 });
    one.gate({ ...LIVE, sound: false });
    one.run(10);
    expect(one.asked).toContain('no sound');
    expect(await one.kept()).toEqual([]);
    one.begin();
    one.run(10, { sound: false });
    expect(await one.kept()).toHaveLength(1);
  });

  it('tells that a sitting ended', () => {
    const one = feed({ gopParts: 5 });
    one.run(7);
    one.gate({ state: 'off' });
    one.run(1);
    expect(one.ended()).toBe(1);
  });
});

describe('what fails', () => {
  it('a hole in the media is a gap of the camera', async () => {
    const one = feed({ gopParts: 5 });
    one.run(5);
    one.skip(3000);
    one.run(5);
    expect((await one.kept()).map(({ from, ms }) => [from, ms])).toEqual([
      [0, 1000],
      [4000, 1000],
    ]);
    expect(one.gaps()).toEqual([{ from: 1000, to: 4000, cause: 'camera' }]);
  });

  it('a camera that is lost and comes back begins a new epoch at number 0', async () => {
    const one = feed({ gopParts: 5 });
    one.run(5);
    one.recorder.lost();
    one.skip(2000);
    one.begin();
    one.run(5);
    expect((await one.kept()).map(({ number, epoch }) => [number, epoch])).toEqual([
      [0, 'e0'],
      [0, 'e1'],
    ]);
    expect(one.pictures).toEqual(['lost', 'back']);
    expect(one.gaps().map(({ cause }) => cause)).toEqual(['camera']);
  });

  it('a clock that is set begins a new epoch', async () => {
    const one = feed({ gopParts: 5 });
    one.run(5);
    one.recorder.clockStepped();
    one.run(10);
    const kept = await one.kept();
    expect(kept.map(({ number, epoch, from }) => [number, epoch, from])).toEqual([
      [0, 'e0', 0],
      [0, 'e1', 1000],
    ]);
  });

  it('a disk without room is a gap, and the camera goes on', async () => {
    const one = feed({ gopParts: 5 });
    one.run(5);
    const full = openSpool({ folder: path.join(folder, 'full'), key: Buffer.alloc(32, 1), maxBytes: 0, logger });
    Object.assign(spool, { full: () => true });
    one.run(5);
    Object.assign(spool, { full: full.full });
    one.run(5);
    expect((await one.kept()).map(({ from }) => from)).toEqual([0, 2000]);
    expect(one.gaps()).toEqual([{ from: 1000, to: 2000, cause: 'disk' }]);
  });

  it('a segment that is lost on its way to the disk is a gap from its beginning', async () => {
    const one = feed({ gopParts: 5 });
    one.run(21);
    await one.segments[0]?.done;
    // The disk does not take what the index says of the segment that runs.
    rmSync(path.join(folder, 'f', 'e0'), { recursive: true });
    one.run(6);
    one.begin();
    await one.segments[1]?.done;
    expect(one.segments[1]?.lost()).toBe(true);
    one.run(5);
    await one.recorder.stop();
    expect(one.gaps().sort((a, b) => a.from - b.from)).toEqual([
      { from: 4000, to: 5400, cause: 'disk' },
      { from: 5400, to: 6000, cause: 'camera' },
    ]);
  });
});

it('a segment begins with the next key frame when live has to begin anew, and with none sooner', async () => {
  const one = feed({ gopParts: 5 });
  one.run(7);
  one.recorder.beginAnew();
  one.run(25);
  expect((await one.kept()).map(({ from, ms }) => [from, ms])).toEqual([
    [0, 2000],
    [2000, 4000],
    [6000, 400],
  ]);
});
