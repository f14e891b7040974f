import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HlsModule } from './hls-module.ts';
import { createRecordingPlayer } from './recording-player.ts';

const T = Date.parse('2021-04-15T01:00:00Z');
// A minute of picture, ten minutes without, and another minute.
const FRAGMENTS = [
  { start: 0, duration: 60, programDateTime: T },
  { start: 60, duration: 600, programDateTime: T + 60_000, gap: true },
  { start: 660, duration: 60, programDateTime: T + 660_000 },
];

/** The library as far as the player uses it. */
class FakeHls {
  static Events = { ERROR: 'error', LEVEL_LOADED: 'loaded', LEVEL_UPDATED: 'updated' };
  static made: FakeHls[] = [];
  readonly handlers = new Map<string, (name: string, data: object) => void>();
  started: number | undefined;
  destroyed = false;
  constructor() {
    FakeHls.made.push(this);
  }
  on(name: string, handler: (name: string, data: object) => void) {
    this.handlers.set(name, handler);
  }
  loadSource() {}
  attachMedia() {}
  startLoad(at: number) {
    this.started = at;
  }
  recoverMediaError() {}
  destroy() {
    this.destroyed = true;
  }
  tell(name: string, data: object) {
    this.handlers.get(name)?.(name, data);
  }
}

const createVideo = () => {
  const target = new EventTarget();
  return Object.assign(target, {
    currentTime: 0,
    readyState: 4,
    seeking: false,
    paused: false,
    playbackRate: 1,
    defaultPlaybackRate: 1,
    play: async () => target.dispatchEvent(new Event('play')),
    pause: () => target.dispatchEvent(new Event('pause')),
    load: () => undefined,
    removeAttribute: () => undefined,
  });
};

describe('recording player', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeHls.made = [];
  });
  afterEach(() => vi.useRealTimers());

  const setUp = async (startMs: number) => {
    const video = createVideo();
    const player = createRecordingPlayer(video as unknown as HTMLVideoElement, '/r.m3u8', startMs, {
      load: async () => ({ Hls: FakeHls, workerPath: '/w.js' }) as unknown as HlsModule,
    });
    await vi.advanceTimersByTimeAsync(0);
    const hls = FakeHls.made[0];
    if (!hls) throw new Error('nothing was set up');
    hls.tell('loaded', { details: { fragments: FRAGMENTS } });
    video.currentTime = hls.started ?? -1;
    await vi.advanceTimersByTimeAsync(250);
    return { video, player, hls };
  };

  it('begins at the date that was asked for', async () => {
    const { player, hls } = await setUp(T + 30_000);
    expect(hls.started).toBe(30);
    expect(player.state()).toMatchObject({ phase: 'ready', dateMs: T + 30_000, skippedMs: undefined });
  });

  it('begins at the next picture, and says so for a while, where there is none', async () => {
    const { player, hls } = await setUp(T + 120_000);
    expect(hls.started).toBe(660);
    expect(player.state()).toMatchObject({ dateMs: T + 660_000, skippedMs: T + 120_000 });
    await vi.advanceTimersByTimeAsync(9000);
    expect(player.state().skippedMs).toBeUndefined();
  });

  it('passes over a gap when it plays into one', async () => {
    const { video, player } = await setUp(T + 30_000);
    video.currentTime = 60.5;
    await vi.advanceTimersByTimeAsync(250);
    expect(video.currentTime).toBeCloseTo(660.05);
    expect(player.state().dateMs).toBeCloseTo(T + 660_050, -1);
  });

  it('moves by dates and by spans', async () => {
    const { video, player } = await setUp(T + 30_000);
    player.seek(T + 670_000);
    expect(video.currentTime).toBe(670);
    await vi.advanceTimersByTimeAsync(250);
    player.skip(-5000);
    expect(video.currentTime).toBe(665);
  });

  it('holds the picture for single frames, and keeps its speed', async () => {
    const { video, player } = await setUp(T + 30_000);
    player.setRate(1.5);
    expect(video.playbackRate).toBe(1.5);
    player.step(1);
    expect(video.currentTime).toBeCloseTo(30.04);
    expect(player.state()).toMatchObject({ paused: true, rate: 1.5 });
  });

  it('tells a refusal and an empty recording apart, and asks again where it stood', async () => {
    const { player, hls } = await setUp(T + 30_000);
    hls.tell('error', { fatal: true, type: 'networkError', response: { code: 403 } });
    expect(player.state().phase).toBe('refused');
    // With what was buffered.
    expect(hls.destroyed).toBe(true);
    await vi.advanceTimersByTimeAsync(5500);
    const again = FakeHls.made[1];
    again?.tell('loaded', { details: { fragments: FRAGMENTS } });
    expect(again?.started).toBe(30);
    again?.tell('error', { fatal: true, type: 'networkError', response: { code: 404 } });
    expect(player.state().phase).toBe('empty');
  });

  it('leaves nothing behind', async () => {
    const { player, hls } = await setUp(T);
    player.destroy();
    expect(hls.destroyed).toBe(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(FakeHls.made.length).toBe(1);
  });
});
