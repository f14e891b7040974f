import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HlsModule } from './hls-module.ts';
import { createLivePlayer } from './live-player.ts';

type Handler = (name: string, data: object) => void;

/** The library as far as the player uses it. */
class FakeHls {
  static Events = { ERROR: 'error' };
  static made: FakeHls[] = [];
  readonly config: Record<string, unknown>;
  readonly handlers = new Map<string, Handler>();
  url = '';
  destroyed = false;
  recovered = 0;
  latency = 0.6;
  targetLatency = 0.6;
  liveSyncPosition: number | null = 50;
  latestLevelDetails: { renditionReports?: { URI: string }[] } | null = null;
  constructor(config: Record<string, unknown>) {
    this.config = config;
    FakeHls.made.push(this);
  }
  on(name: string, handler: Handler) {
    this.handlers.set(name, handler);
  }
  loadSource(url: string) {
    this.url = url;
  }
  attachMedia() {}
  recoverMediaError() {
    this.recovered++;
  }
  destroy() {
    this.destroyed = true;
  }
  fail(data: object) {
    this.handlers.get('error')?.('error', { fatal: true, type: 'networkError', ...data });
  }
}

const createVideo = () => {
  const video = {
    currentTime: 0,
    readyState: 0,
    paused: false,
    muted: true,
    playbackRate: 1,
    src: 'blob:x' as string | undefined,
    frameCallbacks: [] as (() => void)[],
    requestVideoFrameCallback: (callback: () => void) => video.frameCallbacks.push(callback),
    /** A frame is presented: whoever waits for one is called, once. */
    present: () => {
      for (const callback of video.frameCallbacks.splice(0)) callback();
    },
    loads: 0,
    aheadS: 0.5,
    holeS: 0,
    buffered: { length: 1, start: () => video.currentTime + video.holeS, end: () => video.currentTime + video.aheadS },
    play: async () => undefined,
    load: () => video.loads++,
    removeAttribute: () => {
      video.src = undefined;
    },
  };
  return video;
};

describe('live player', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    FakeHls.made = [];
  });
  afterEach(() => vi.useRealTimers());

  const setUp = async () => {
    const video = createVideo();
    const player = createLivePlayer(video as unknown as HTMLVideoElement, '/media/live/w/live.m3u8', {
      load: async () => ({ Hls: FakeHls, workerPath: '/worker.js' }) as unknown as HlsModule,
    });
    await vi.advanceTimersByTimeAsync(0);
    const run = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 250) {
        video.readyState = 4;
        video.currentTime += 0.25;
        await vi.advanceTimersByTimeAsync(250);
      }
    };
    const newest = () => {
      const hls = FakeHls.made.at(-1);
      if (!hls) throw new Error('nothing was set up');
      return hls;
    };
    return { video, player, run, newest };
  };

  it('leaves the distance to the edge to the origin and the rate to us', async () => {
    const { newest } = await setUp();
    const { config } = newest();
    expect(config).toMatchObject({
      lowLatencyMode: true,
      liveSyncOnStallIncrease: 0,
      maxLiveSyncPlaybackRate: 1,
      workerPath: '/worker.js',
    });
    expect(config).not.toHaveProperty('liveSyncDuration');
    expect(config).not.toHaveProperty('liveSyncDurationCount');
  });

  it('plays, hurries when it is behind, and jumps when it is far behind', async () => {
    const { video, player, run, newest } = await setUp();
    await run(500);
    expect(player.state().phase).toBe('playing');
    newest().latency = 1.4;
    await run(250);
    expect(video.playbackRate).toBe(1.1);
    newest().latency = 9;
    await run(250);
    expect(video.currentTime).toBe(50);
    // What it asks for at the edge is not thrown away by jumping again.
    await run(5000);
    expect(video.currentTime).toBe(55);
  });

  it('skips what is buffered when it is late', async () => {
    const { video, run, newest } = await setUp();
    await run(500);
    newest().latency = 2.1;
    video.aheadS = 3;
    await run(250);
    expect(video.currentTime).toBeCloseTo(0.75 + 1.5);
    expect(video.playbackRate).toBe(1.1);
  });

  it('goes on behind a hole as soon as enough is there, and skips what came in a heap', async () => {
    const { video, run, newest } = await setUp();
    await run(1000);
    video.aheadS = 0.03;
    newest().fail({ fatal: false, details: 'bufferStalledError' });
    video.holeS = 0.04;
    video.aheadS = 0.2;
    await vi.advanceTimersByTimeAsync(1000);
    expect(video.currentTime).toBe(1);
    video.aheadS = 0.8;
    await vi.advanceTimersByTimeAsync(250);
    expect(video.currentTime).toBeCloseTo(1.04);
    video.holeS = 0;
    video.aheadS = 1.2;
    newest().latency = 1.1;
    await run(250);
    expect(video.currentTime).toBeCloseTo(1.04 + 0.25 + 0.5);
    // Once it moves for a while, so little is caught up and not skipped.
    newest().latency = 0.6;
    await run(2500);
    newest().latency = 1.1;
    const at = video.currentTime;
    await run(250);
    expect(video.currentTime).toBeCloseTo(at + 0.25);
  });

  it('is further behind for a while after it ran dry, and not after an outage', async () => {
    const { video, player, run, newest } = await setUp();
    const runDry = async (forMs: number) => {
      newest().fail({ fatal: false, details: 'bufferStalledError' });
      await vi.advanceTimersByTimeAsync(forMs);
      await run(500);
    };
    video.aheadS = 0.1;
    await run(1000);
    await runDry(3000);
    expect(player.figures().targetS).toBeCloseTo(0.6);
    await runDry(500);
    expect(player.figures().targetS).toBeCloseTo(0.7);
    await run(121_000);
    expect(player.figures().targetS).toBeCloseTo(0.6);
  });

  it('shows the first frame as it comes, and the first after a stall, without waiting for the next beat', async () => {
    const { video, player, run } = await setUp();
    expect(player.state().phase).toBe('loading');
    video.present();
    expect(player.state().phase).toBe('playing');
    await run(500);
    await vi.advanceTimersByTimeAsync(1750);
    expect(player.state().phase).toBe('lost');
    video.present();
    expect(player.state().phase).toBe('playing');
  });

  it('believes no frame of what was taken down', async () => {
    const { video, player, newest } = await setUp();
    const early = video.frameCallbacks.splice(0);
    newest().fail({});
    await vi.advanceTimersByTimeAsync(600);
    for (const callback of early) callback();
    expect(player.state().phase).toBe('loading');
    video.present();
    expect(player.state().phase).toBe('playing');
    player.destroy();
    video.present();
    expect(player.state().phase).toBe('idle');
  });

  it('comes back half a second after the line failed, and tells since when nothing moved', async () => {
    const { player, run, newest } = await setUp();
    await run(1000);
    const last = Date.now();
    newest().fail({});
    expect(player.state()).toEqual({ phase: 'lost', since: last });
    expect(newest().destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(600);
    expect(FakeHls.made.length).toBe(2);
    expect(FakeHls.made[0]?.destroyed).toBe(true);
    await run(500);
    expect(player.state().phase).toBe('playing');
  });

  it('tells a picture that stands still, and sets it up anew', async () => {
    const { player, run } = await setUp();
    await run(1000);
    await vi.advanceTimersByTimeAsync(2000);
    expect(player.state().phase).toBe('lost');
    expect(FakeHls.made.length).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeHls.made.length).toBe(2);
  });

  it('waits for a first part almost as long as the origin blocks, and asks again before it is refused', async () => {
    const { player } = await setUp();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(FakeHls.made.length).toBe(1);
    expect(player.state().phase).toBe('loading');
    await vi.advanceTimersByTimeAsync(2000);
    expect(FakeHls.made.length).toBe(2);
    expect(player.state().phase).toBe('loading');
  });

  it('says that it was refused, drops what is buffered, and asks seldom', async () => {
    const { video, player, run, newest } = await setUp();
    await run(500);
    newest().fail({ response: { code: 403 } });
    expect(player.state().phase).toBe('refused');
    expect([video.src, video.loads, newest().destroyed]).toEqual([undefined, 1, true]);
    await vi.advanceTimersByTimeAsync(1500);
    expect(FakeHls.made.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeHls.made.length).toBe(2);
  });

  it('asks a young window again soon, though hls.js does not call it fatal', async () => {
    const { newest } = await setUp();
    newest().fail({ fatal: false, details: 'levelEmptyError' });
    await vi.advanceTimersByTimeAsync(350);
    expect(FakeHls.made.length).toBe(2);
  });

  it('leaves to hls.js what it mends by itself', async () => {
    const { newest } = await setUp();
    newest().fail({ fatal: false, details: 'fragLoadError' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeHls.made.length).toBe(1);
  });

  it('recovers from a fault of the decoder without setting up anew', async () => {
    const { newest } = await setUp();
    newest().fail({ type: 'mediaError' });
    expect(newest().recovered).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeHls.made.length).toBe(1);
  });

  it('has dropped picture and buffer when destroy returns, and never comes back', async () => {
    const { video, player, run, newest } = await setUp();
    await run(500);
    player.destroy();
    expect(video.src).toBeUndefined();
    expect(video.loads).toBe(1);
    expect(newest().destroyed).toBe(true);
    newest().fail({});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeHls.made.length).toBe(1);
    expect(player.state().phase).toBe('idle');
  });

  describe('on a weak line', () => {
    const SMALL = '/media/live/w/small-live.m3u8';
    /** It stood still twice. */
    const weak = async (reports = [{ URI: 'small-live.m3u8' }]) => {
      const all = await setUp();
      all.newest().latestLevelDetails = { renditionReports: reports };
      for (let n = 0; n < 2; n++) {
        await all.run(500);
        await vi.advanceTimersByTimeAsync(1750);
      }
      await all.run(250);
      return all;
    };

    it('changes to the small picture that the origin reports, and tries its own again later', async () => {
      const { newest, run, player } = await weak();
      expect(newest().url).toBe(SMALL);
      expect(FakeHls.made.map(({ destroyed }) => destroyed)).toEqual([true, false]);
      await run(1000);
      expect(player.state().phase).toBe('playing');
      await run(5 * 60_000);
      expect(newest().url).toBe('/media/live/w/live.m3u8');
      expect(FakeHls.made).toHaveLength(3);
    });

    it('keeps its own where there is no small one', async () => {
      const { newest } = await weak([]);
      expect(newest().url).toBe('/media/live/w/live.m3u8');
      expect(FakeHls.made).toHaveLength(1);
    });

    it('goes back to its own at once where the small one ends', async () => {
      const { newest, run } = await weak();
      newest().fail({ response: { code: 404 } });
      await run(250);
      expect(newest().url).toBe('/media/live/w/live.m3u8');
      await run(2000);
      expect(newest().url).toBe('/media/live/w/live.m3u8');
    });
  });
});
