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
  const video = Object.assign(target, {
    currentTime: 0,
    readyState: 4,
    seeking: false,
    paused: false,
    playbackRate: 1,
    defaultPlaybackRate: 1,
    preservesPitch: false,
    play: async () => {
      video.paused = false;
      target.dispatchEvent(new Event('play'));
    },
    pause: () => {
      video.paused = true;
      target.dispatchEvent(new Event('pause'));
    },
    load: () => undefined,
    removeAttribute: () => undefined,
  });
  return video;
};

/** Four segments as hls.js keeps them. */
const listed = () =>
  [0, 1, 2, 3].map((number) => ({
    start: number * 4,
    duration: 4,
    programDateTime: T + number * 4000,
    relurl: `e/s${number}.m4s`,
    initSegment: { relurl: 'e/init.mp4' },
    tagList: [] as string[][],
    gap: false,
  }));

describe('recording player', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeHls.made = [];
  });
  afterEach(() => vi.useRealTimers());

  const setUp = async (startMs: number, fragments: readonly object[] = FRAGMENTS) => {
    const video = createVideo();
    const player = createRecordingPlayer(video as unknown as HTMLVideoElement, '/r.m3u8', startMs, {
      load: async () => ({ Hls: FakeHls, workerPath: '/w.js' }) as unknown as HlsModule,
    });
    await vi.advanceTimersByTimeAsync(0);
    const hls = FakeHls.made[0];
    if (!hls) throw new Error('nothing was set up');
    hls.tell('loaded', { details: { fragments } });
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
    expect(player.state().skippedMs).toBe(T + 60_500);
  });

  it('passes over a segment that is gone, tells it as damaged, and says where it was', async () => {
    const fragments = listed();
    const { video, player, hls } = await setUp(T + 1000, fragments);
    hls.tell('error', { type: 'networkError', fatal: false, frag: fragments[1], response: { code: 404 } });
    expect(fragments[1]).toMatchObject({ gap: true, tagList: [['GAP']] });
    expect(player.state()).toMatchObject({ phase: 'ready', damaged: [{ from: T + 4000, to: T + 8000 }] });
    video.currentTime = 4.01;
    await vi.advanceTimersByTimeAsync(250);
    expect(video.currentTime).toBeCloseTo(8.05);
    expect(player.state().skippedMs).toBeCloseTo(T + 4010);
    // The playlist of a hearing that goes on is loaded again and again.
    const again = listed();
    hls.tell('updated', { details: { fragments: again } });
    expect(again[1]?.gap).toBe(true);
  });

  it('goes on behind a segment that the decoder refuses twice, with the player as it is', async () => {
    const fragments = listed();
    const { video, player, hls } = await setUp(T + 4500, fragments);
    const refused = { type: 'mediaError', fatal: true, frag: fragments[1] };
    hls.tell('error', refused);
    expect(player.state().damaged).toEqual([]);
    hls.tell('error', refused);
    expect(player.state().damaged).toEqual([{ from: T + 4000, to: T + 8000 }]);
    expect(video.currentTime).toBe(8);
    expect(hls.started).toBe(8);
    expect(hls.destroyed).toBe(false);
  });

  it('does not take a stall or a declared gap for damage', async () => {
    const fragments = listed();
    const { player, hls } = await setUp(T, fragments);
    for (let times = 0; times < 5; times++)
      for (const details of ['bufferStalledError', 'bufferNudgeOnStall', 'fragGap'])
        hls.tell('error', {
          type: 'mediaError',
          details,
          fatal: false,
          frag: details === 'fragGap' ? fragments[1] : undefined,
        });
    expect(player.state().damaged).toEqual([]);
  });

  it('takes a whole epoch for lost without its initialisation section', async () => {
    const fragments = listed();
    const { player, hls } = await setUp(T, fragments);
    hls.tell('error', { type: 'networkError', fatal: false, frag: fragments[0]?.initSegment, response: { code: 404 } });
    expect(player.state().damaged).toEqual([{ from: T, to: T + 16_000 }]);
  });

  it('does not blame a segment for a line that is down, nor for a right that ended', async () => {
    const fragments = listed();
    const { player, hls } = await setUp(T, fragments);
    for (let times = 0; times < 5; times++)
      hls.tell('error', { type: 'networkError', fatal: true, frag: fragments[1], response: { code: 0 } });
    hls.tell('error', { type: 'networkError', fatal: true, frag: fragments[1], response: { code: 403 } });
    expect(player.state()).toMatchObject({ phase: 'refused', damaged: [] });
  });

  it('moves by dates', async () => {
    const { video, player } = await setUp(T + 30_000);
    player.seek(T + 670_000);
    expect(video.currentTime).toBe(670);
    await vi.advanceTimersByTimeAsync(250);
    player.seek(T + 665_000);
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

  it('keeps the pitch of a voice', async () => {
    const { video } = await setUp(T);
    expect(video.preservesPitch).toBe(true);
  });

  it('keeps step with another picture, and stands where it has none of its moment', async () => {
    const { video, player } = await setUp(T + 10_000);
    let lead = { dateMs: T + 20_000, rate: 1, paused: false };
    player.follow(() => lead);
    await vi.advanceTimersByTimeAsync(250);
    expect(video.currentTime).toBe(20);
    lead = { dateMs: T + 20_100, rate: 1.5, paused: false };
    await vi.advanceTimersByTimeAsync(250);
    expect(video.currentTime).toBe(20);
    expect(video.playbackRate).toBeCloseTo(1.65);
    lead = { dateMs: T + 300_000, rate: 1, paused: false };
    await vi.advanceTimersByTimeAsync(250);
    expect(player.state().phase).toBe('absent');
    expect(video.paused).toBe(true);
    lead = { dateMs: T + 670_000, rate: 1, paused: false };
    await vi.advanceTimersByTimeAsync(250);
    expect(player.state()).toMatchObject({ phase: 'ready', paused: false });
    expect(video.currentTime).toBe(670);
    lead = { dateMs: T + 670_040, rate: 1, paused: true };
    await vi.advanceTimersByTimeAsync(250);
    expect(video.paused).toBe(true);
    expect(video.currentTime).toBeCloseTo(670.04);
  });

  it('leaves nothing behind', async () => {
    const { player, hls } = await setUp(T);
    player.destroy();
    expect(hls.destroyed).toBe(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(FakeHls.made.length).toBe(1);
  });
});
