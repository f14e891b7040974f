/** One live picture: plays a window near the edge, in the rendition that the line carries, comes back by itself, and drops everything at once when it is told to. */
import type { ErrorData } from 'hls.js';
import type { PlayerState } from '../no-picture.ts';
import { type Hls, type HlsModule, liveConfig, loadHls } from './hls-module.ts';
import { createPatience } from './patience.ts';
import { leapOf, nextRate, overHole, RATE_EVERY_MS } from './rate.ts';
import { createRenditionChoice, type RenditionChoice } from './rendition.ts';

export type LiveFigures = { latencyS: number; targetS: number; aheadS: number; rate: number; stalls: number };
export type LivePlayerDeps = {
  load?: () => Promise<HlsModule>;
  now?: () => number;
  onStall?: () => void;
  /** Outlives the player, so that a picture which is set up anew goes on as it was. */
  choice?: RenditionChoice;
};

const RETRY_MS = 500;
const YOUNG_RETRY_MS = 300;
/** A refused window is asked for seldom: if it opens again the row brings another one. */
const REFUSED_RETRY_MS = 2000;
/** No new frame for so long: it stands, and goes on with whatever comes. */
const STANDS_MS = 500;
/** So long after it moved again, what came in a heap is skipped. */
const STOOD_MS = 2000;
/** No new frame for so long is told to the viewer. */
const STALL_TOLD_MS = 1200;
/** So little in the buffer is nothing; a picture that stands with more of it has no processor. */
const DRY_S = 0.15;
/** What is still shown after the buffer was told to be empty. */
const A_FRAME_S = 0.1;
/** No new frame for so long, after there were some: everything is set up anew. */
const STALL_REBUILD_MS = 4000;
/** The first answer of a window blocks for 18 s and is then a refusal, which browsers write down as an error: asked again just before. */
const FIRST_FRAME_MS = 16_000;

export const createLivePlayer = (video: HTMLVideoElement, url: string, deps: LivePlayerDeps = {}) => {
  const { load = loadHls, now = Date.now, onStall, choice = createRenditionChoice() } = deps;
  let hls: Hls | undefined;
  /** Undefined: the camera's own picture. */
  let small: string | undefined;
  let state: PlayerState = { phase: 'loading', since: now() };
  let ended = false;
  let lastTime = 0;
  let lastAdvance = now();
  let builtAt = now();
  let stalls = 0;
  let leaptAt = Number.NEGATIVE_INFINITY;
  const patience = createPatience();
  /** It ran dry, there and then. */
  let dry: { at: number; time: number } | undefined;
  let movesSince = Number.NEGATIVE_INFINITY;
  /** A frame was shown at all, and one since the last setting up. */
  let everPlayed = false;
  let playedSince = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const listeners = new Set<() => void>();

  const setPhase = (phase: PlayerState['phase'], since = now()): void => {
    if (state.phase === phase) return;
    state = { phase, since };
    if (phase === 'lost') tellNextFrame();
    for (const listener of [...listeners]) listener();
  };

  const takeDown = (): void => {
    turn++;
    clearTimeout(retry);
    hls?.destroy();
    hls = undefined;
    // Without this the last frame would stay on the page.
    video.removeAttribute('src');
    video.load();
  };

  const again = (afterMs: number): void => {
    clearTimeout(retry);
    if (ended) return;
    retry = setTimeout(() => {
      takeDown();
      void build();
    }, afterMs);
  };

  const onError = (data: ErrorData, own: Hls): void => {
    if (own !== hls) return;
    // A window so young that it has parts but no whole segment yet; hls.js by itself asks again only after seconds.
    if (data.details === 'levelEmptyError') {
      again(YOUNG_RETRY_MS);
      return;
    }
    if (data.details === 'bufferStalledError' && figures().aheadS < DRY_S)
      dry ??= { at: now(), time: video.currentTime };
    if (!data.fatal) return;
    if (small !== undefined && data.type === 'networkError') {
      // Whatever ails it: the camera's own tells whether the window is at fault.
      choice.missing(now());
      changeTo(undefined);
      return;
    }
    const status = data.response?.code;
    if (status === 403 || status === 404 || status === 410) {
      setPhase('refused');
      // What is buffered goes with the right to it.
      takeDown();
      again(REFUSED_RETRY_MS);
      return;
    }
    if (everPlayed) setPhase('lost', lastAdvance);
    if (data.type === 'mediaError') own.recoverMediaError();
    else again(RETRY_MS);
  };

  const changeTo = (rendition: string | undefined): void => {
    small = rendition;
    takeDown();
    void build();
  };

  /** The small picture of the same window, as the origin reports it (media-rules 20). */
  const reported = (): string | undefined => {
    const found = hls?.latestLevelDetails?.renditionReports
      ?.map(({ URI }) => String(URI))
      .find((uri) => uri.startsWith('small-'));
    return found && url.replace(/[^/]+$/, found);
  };

  /** True: another one is being set up. */
  const choose = (at: number): boolean => {
    const to = choice.wants(at) === 'small' ? (small ?? reported()) : undefined;
    if (to === small) return false;
    changeTo(to);
    return true;
  };

  const build = async (): Promise<void> => {
    const mine = ++turn;
    dry = undefined;
    lastTime = 0;
    builtAt = now();
    playedSince = false;
    let module: HlsModule;
    try {
      module = await load();
    } catch {
      if (mine === turn) {
        again(RETRY_MS);
      }
      return;
    }
    if (ended || mine !== turn) return;
    const { Hls } = module;
    const own = new Hls(liveConfig(module));
    hls = own;
    own.on(Hls.Events.ERROR, (_name, data) => onError(data, own));
    own.loadSource(small ?? url);
    own.attachMedia(video);
    tellNextFrame();
    play();
  };

  const play = (): void => {
    video.play().catch((error: unknown) => {
      // Sound before the first press of a key is refused by browsers; the picture must not wait for it.
      if (error instanceof DOMException && error.name === 'NotAllowedError' && !video.muted) {
        video.muted = true;
        video.play().catch(() => undefined);
      }
    });
  };

  const advanced = (at: number): void => {
    if (dry && at - lastAdvance > STANDS_MS) movesSince = at;
    if (dry && video.currentTime > dry.time + A_FRAME_S) {
      // For longer, nothing was sent: no patience of ours would have helped.
      if (at - dry.at < STALL_TOLD_MS) patience.ranDry(at);
      dry = undefined;
    }
    lastTime = video.currentTime;
    lastAdvance = at;
    everPlayed = true;
    playedSince = true;
    setPhase('playing');
  };

  /** The first frame of all, and the first after a stall, are shown as they come and not at the next beat. */
  const tellNextFrame = (): void => {
    const mine = turn;
    // Not every browser has it; the beat tells, too.
    video.requestVideoFrameCallback?.(() => {
      if (!ended && mine === turn) advanced(now());
    });
  };

  const beat = (): void => {
    if (ended || !hls) return;
    const at = now();
    if (choose(at)) return;
    if (video.currentTime !== lastTime && video.readyState >= 2) advanced(at);
    else if (state.phase === 'playing' && at - lastAdvance > STALL_TOLD_MS) {
      stalls++;
      onStall?.();
      choice.stalled(at);
      setPhase('lost', lastAdvance);
    } else if (at - (playedSince ? lastAdvance : builtAt) > (playedSince ? STALL_REBUILD_MS : FIRST_FRAME_MS)) {
      again(0);
      return;
    }
    if (video.paused && video.readyState >= 2) play();
    const { latencyS: latency, targetS: target, aheadS: ahead } = figures();
    if (playedSince && at - lastAdvance > STANDS_MS) goOn(latency - target);
    const stood = at - movesSince < STOOD_MS;
    leap(at, latency - target, leapOf({ latency, target, ahead, sinceMs: at - leaptAt, stood }));
    const rate = nextRate({ latency, target, ahead });
    if (video.playbackRate !== rate) video.playbackRate = rate;
  };

  const goOn = (overS: number): void => {
    const { buffered, currentTime } = video;
    const last = buffered.length - 1;
    if (last < 0) return;
    const to = overHole(currentTime, { start: buffered.start(last), end: buffered.end(last) }, overS);
    if (to !== undefined) video.currentTime = to;
  };

  const leap = (at: number, overS: number, kind: ReturnType<typeof leapOf>): void => {
    const to = kind === 'skip' ? video.currentTime + overS : kind === 'jump' ? hls?.liveSyncPosition : undefined;
    if (to === undefined || to === null) return;
    leaptAt = at;
    video.currentTime = to;
  };

  const figures = (): LiveFigures => {
    const { buffered, currentTime } = video;
    return {
      latencyS: hls?.latency ?? Number.NaN,
      targetS: (hls?.targetLatency ?? Number.NaN) + patience.extraS(now()),
      aheadS: buffered.length ? buffered.end(buffered.length - 1) - currentTime : 0,
      rate: video.playbackRate,
      stalls,
    };
  };

  const timer = setInterval(beat, RATE_EVERY_MS);
  void build();

  return {
    state: (): PlayerState => state,
    figures,
    /** Date of the picture that is shown, in milliseconds since the epoch. */
    date: (): number | undefined => hls?.playingDate?.getTime(),
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Picture, sound and buffer are gone when this returns. */
    destroy: (): void => {
      ended = true;
      clearInterval(timer);
      takeDown();
      setPhase('idle');
    },
  };
};
export type LivePlayer = ReturnType<typeof createLivePlayer>;
