/** A hearing's recording of one camera, moved about by dates: gaps are passed over, the edge grows while the hearing goes on. */
import type { ErrorData } from 'hls.js';
import { type Hls, type HlsModule, loadHls, recordingConfig } from './hls-module.ts';
import { type DatedFragment, dateOf, gapEnd, mediaTimeOf } from './media-dates.ts';

export type RecordingState = {
  phase: 'loading' | 'ready' | 'lost' | 'refused' | 'empty' | 'idle';
  paused: boolean;
  rate: number;
  /** Milliseconds since the epoch of the picture that is shown. */
  dateMs: number | undefined;
  /** The moment that was asked for and has no picture; for a while after the jump over it. */
  skippedMs: number | undefined;
};
export type RecordingDeps = { load?: () => Promise<HlsModule> };

const BEAT_MS = 250;
/** A jump shorter than this needs no word. */
const SKIP_TOLD_MS = 3000;
const SKIP_SHOWN_MS = 8000;
const RETRY_MS = 1000;
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export const createRecordingPlayer = (
  video: HTMLVideoElement,
  url: string,
  startMs: number,
  { load = loadHls }: RecordingDeps = {},
) => {
  let hls: Hls | undefined;
  let fragments: readonly DatedFragment[] = [];
  let wantedMs: number | undefined = startMs;
  let rate = 1;
  let ended = false;
  let turn = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let skipShown: ReturnType<typeof setTimeout> | undefined;
  let state: RecordingState = { phase: 'loading', paused: false, rate, dateMs: startMs, skippedMs: undefined };
  const listeners = new Set<() => void>();

  const set = (change: Partial<RecordingState>): void => {
    const next = { ...state, ...change };
    if ((Object.keys(next) as (keyof RecordingState)[]).every((key) => next[key] === state[key])) return;
    state = next;
    for (const listener of [...listeners]) listener();
  };

  const takeDown = (): void => {
    turn++;
    clearTimeout(retry);
    hls?.destroy();
    hls = undefined;
    video.removeAttribute('src');
    video.load();
  };

  const onError = (data: ErrorData, own: Hls): void => {
    if (own !== hls || !data.fatal) return;
    const status = data.response?.code;
    if (data.type === 'mediaError') {
      own.recoverMediaError();
      return;
    }
    wantedMs ??= state.dateMs;
    // 404 is the plain answer of a hearing of which nothing was kept yet.
    if (status === 403) {
      set({ phase: 'refused' });
      // Half a minute is buffered, and would go on to sound behind the word.
      takeDown();
    } else set({ phase: status === 404 ? 'empty' : 'lost' });
    retry = setTimeout(
      () => {
        takeDown();
        void build();
      },
      RETRY_MS * (status === 403 || status === 404 ? 5 : 1),
    );
  };

  const build = async (): Promise<void> => {
    const mine = ++turn;
    let module: HlsModule;
    try {
      module = await load();
    } catch {
      if (mine === turn) {
        set({ phase: 'lost' });
        retry = setTimeout(() => void build(), RETRY_MS);
      }
      return;
    }
    if (ended || mine !== turn) return;
    const { Hls } = module;
    const own = new Hls(recordingConfig(module.workerPath));
    hls = own;
    let started = false;
    own.on(Hls.Events.ERROR, (_name, data) => onError(data, own));
    own.on(Hls.Events.LEVEL_UPDATED, (_name, { details }) => {
      fragments = details.fragments;
    });
    own.on(Hls.Events.LEVEL_LOADED, (_name, { details }) => {
      fragments = details.fragments;
      if (started) return;
      started = true;
      const at = land(wantedMs ?? startMs);
      set({ phase: at === undefined ? 'empty' : 'ready' });
      own.startLoad(at ?? -1);
    });
    own.loadSource(url);
    own.attachMedia(video);
    video.defaultPlaybackRate = rate;
    video.playbackRate = rate;
    if (!state.paused) void video.play().catch(() => undefined);
  };

  const beat = (): void => {
    if (ended || !hls || fragments.length === 0) return;
    const after = video.seeking ? undefined : gapEnd(fragments, video.currentTime);
    if (after !== undefined) video.currentTime = after + 0.05;
    if (wantedMs !== undefined && !video.seeking && video.readyState >= 2) wantedMs = undefined;
    set({ dateMs: wantedMs ?? dateOf(fragments, video.currentTime) ?? state.dateMs });
  };

  /** Where a date is in the player's seconds; notes what had to be passed over to find a picture. */
  const land = (dateMs: number): number | undefined => {
    const at = mediaTimeOf(fragments, dateMs);
    const shown = at === undefined ? undefined : dateOf(fragments, at);
    const skipped = shown !== undefined && Math.abs(shown - dateMs) > SKIP_TOLD_MS;
    clearTimeout(skipShown);
    set({ skippedMs: skipped ? dateMs : undefined });
    if (skipped) skipShown = setTimeout(() => set({ skippedMs: undefined }), SKIP_SHOWN_MS);
    return at;
  };

  const seek = (dateMs: number): void => {
    wantedMs = dateMs;
    const at = land(dateMs);
    if (at !== undefined) video.currentTime = at;
    set({ dateMs });
  };

  const onPlay = (): void => set({ paused: false });
  const onPause = (): void => set({ paused: true });
  video.addEventListener('play', onPlay);
  video.addEventListener('pause', onPause);
  const timer = setInterval(beat, BEAT_MS);
  void build();

  return {
    state: (): RecordingState => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    seek,
    skip: (durationMs: number): void => seek((state.dateMs ?? startMs) + durationMs),
    /** One picture forward or back, the playback held. */
    step: (frames: number, frameRate = 25): void => {
      video.pause();
      video.currentTime += frames / frameRate;
    },
    toggle: (): void => {
      if (video.paused) void video.play().catch(() => undefined);
      else video.pause();
    },
    setRate: (next: number): void => {
      rate = next;
      video.defaultPlaybackRate = next;
      video.playbackRate = next;
      set({ rate: next });
    },
    destroy: (): void => {
      ended = true;
      clearInterval(timer);
      clearTimeout(skipShown);
      video.removeEventListener('play', onPlay);
      video.removeEventListener('pause', onPause);
      takeDown();
      video.defaultPlaybackRate = 1;
      set({ phase: 'idle' });
    },
  };
};
export type RecordingPlayer = ReturnType<typeof createRecordingPlayer>;
