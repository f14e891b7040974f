import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

const KIB = 1024;
const SEGMENT = 450 * KIB;

/** Sends segments one after the other over a line that gives so much beside live. */
function send(pace: ReturnType<typeof createPace>, segments: number, spare: number): void {
  for (let n = 0; n < segments; n++) pace.carried(SEGMENT, (SEGMENT / Math.min(spare, pace.bytesPerSecond())) * 1000);
}

describe('the pace of what follows', () => {
  it('doubles until the line gives no more, and has no limit where it gives everything', () => {
    const pace = createPace();
    const before = pace.bytesPerSecond();
    send(pace, 1, Number.POSITIVE_INFINITY);
    expect(pace.bytesPerSecond()).toBe(2 * before);
    send(pace, 20, Number.POSITIVE_INFINITY);
    expect(pace.bytesPerSecond()).toBe(64 * 1024 * KIB);
  });

  it.each([80, 300, 2000])('comes to what a line gives of %i KiB a second, and stays there', (kib) => {
    const pace = createPace();
    send(pace, 12, kib * KIB);
    for (let n = 0; n < 20; n++) {
      send(pace, 1, kib * KIB);
      expect(pace.bytesPerSecond()).toBeGreaterThan(0.4 * kib * KIB);
      expect(pace.bytesPerSecond()).toBeLessThan(2.1 * kib * KIB);
    }
  });

  it('is halved at once when live comes late while it sends, and grows only after a rest', async () => {
    let now = 0;
    const pace = createPace(() => now);
    const sending = pace.paced(new Uint8Array(SEGMENT), new AbortController().signal);
    await sending.next();
    pace.liveArrived(100);
    const before = pace.bytesPerSecond();
    pace.liveArrived(500);
    expect(pace.bytesPerSecond()).toBe(before);
    pace.liveArrived(1_200);
    expect(pace.bytesPerSecond()).toBe(before / 2);
    send(pace, 1, Number.POSITIVE_INFINITY);
    expect(pace.bytesPerSecond()).toBe(before / 2);
    now += 60_000;
    send(pace, 1, Number.POSITIVE_INFINITY);
    expect(pace.bytesPerSecond()).toBeGreaterThan(before / 2);
    await sending.return(undefined);
  });

  it('is left alone where live is late though nothing was sent', () => {
    const pace = createPace();
    const before = pace.bytesPerSecond();
    pace.liveArrived(100);
    pace.liveArrived(9_000);
    expect(pace.bytesPerSecond()).toBe(before);
  });

  it('hands out every byte in its order, and no faster', async () => {
    const pace = createPace();
    const bytes = Uint8Array.from({ length: pace.bytesPerSecond() / 2 }, (_, i) => i % 251);
    const got: Uint8Array[] = [];
    const begun = performance.now();
    for await (const piece of pace.paced(bytes, new AbortController().signal)) got.push(piece.slice());
    expect(performance.now() - begun).toBeGreaterThan(400);
    expect(Buffer.concat(got).equals(bytes)).toBe(true);
  });

  it('ends with an error when nobody takes it any more', async () => {
    const stop = new AbortController();
    const sending = createPace().paced(new Uint8Array(SEGMENT), stop.signal);
    await sending.next();
    stop.abort();
    await expect(sending.next()).rejects.toThrow();
  });
});
