/** A hearing's recording of one camera, moved about by dates: gaps are passed over, the edge grows while the hearing goes on. */
import type { ErrorData, MediaFragment } from 'hls.js';
import { watchFrameLength } from './frame-length.ts';
import { type Hls, type HlsModule, loadHls, recordingConfig } from './hls-module.ts';
import { keepStep } from './keep-step.ts';
import { createLostSegments } from './lost-segments.ts';
import { dateOf, gapEnd, mediaTimeOf, pictureAt } from './media-dates.ts';

export type RecordingState = {
  /** `absent`: there is a recording, and nothing of the moment that another picture shows. */
  phase: 'loading' | 'ready' | 'lost' | 'refused' | 'empty' | 'absent' | 'idle';
  paused: boolean;
  rate: number;
  /** Milliseconds since the epoch of the picture that is shown. */
  dateMs: number | undefined;
  /** The moment that was asked for, or played to, and has no picture; for a while after the jump over it. */
  skippedMs: number | undefined;
  /** Stretches that are listed and did not come or did not play. */
  damaged: readonly { from: number; to: number }[];
};
/** What another picture is kept in step with. */
export type Lead = { dateMs: number; rate: number; paused: boolean };
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
  let fragments: readonly MediaFragment[] = [];
  let wantedMs: number | undefined = startMs;
  let rate = 1;
  let ended = false;
  let turn = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let skipShown: ReturnType<typeof setTimeout> | undefined;
  let lead: (() => Lead | undefined) | undefined;
  let state: RecordingState = {
    phase: 'loading',
    paused: false,
    rate,
    dateMs: startMs,
    skippedMs: undefined,
    damaged: [],
  };
  const lost = createLostSegments();
  const frame = watchFrameLength(video);
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

  const take = (listed: readonly MediaFragment[]): void => {
    fragments = listed;
    const found = lost.declareIn(listed).map(({ programDateTime, duration }) => {
      const from = programDateTime ?? Number.NaN;
      return { from, to: from + duration * 1000 };
    });
    const joined = joinedStretches(found);
    if (JSON.stringify(joined) !== JSON.stringify(state.damaged)) set({ damaged: joined });
  };

  const onError = (data: ErrorData, own: Hls): void => {
    if (own !== hls) return;
    const playing = fragments.findLast((one) => one.start <= video.currentTime);
    if (lost.take(data, fragments, playing)) {
      take(fragments);
      if (data.fatal) goOn(own, data);
      return;
    }
    if (!data.fatal) return;
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

  /** Behind what was just found to be lost. */
  const goOn = (own: Hls, { type }: ErrorData): void => {
    const at = gapEnd(fragments, video.currentTime) ?? video.currentTime;
    if (type === 'mediaError') own.recoverMediaError();
    video.currentTime = at;
    own.startLoad(at);
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
    own.on(Hls.Events.LEVEL_UPDATED, (_name, { details }) => take(details.fragments));
    own.on(Hls.Events.LEVEL_LOADED, (_name, { details }) => {
      take(details.fragments);
      if (started) return;
      started = true;
      const at = land(wantedMs ?? startMs);
      set({ phase: at === undefined ? 'empty' : 'ready' });
      own.startLoad(at ?? -1);
    });
    own.loadSource(url);
    own.attachMedia(video);
    // A voice keeps its pitch at every speed.
    video.preservesPitch = true;
    video.defaultPlaybackRate = rate;
    video.playbackRate = rate;
    if (!state.paused) void video.play().catch(() => undefined);
  };

  const date = (): number | undefined => wantedMs ?? dateOf(fragments, video.currentTime);

  const beat = (): void => {
    if (ended || !hls || fragments.length === 0) return;
    const first = lead?.();
    if (first) {
      follow(first);
      return;
    }
    const after = video.seeking ? undefined : gapEnd(fragments, video.currentTime);
    if (after !== undefined) {
      const from = dateOf(fragments, video.currentTime);
      video.currentTime = after + 0.05;
      if (wantedMs === undefined) tellSkip(from, dateOf(fragments, after));
    }
    if (wantedMs !== undefined && !video.seeking && video.readyState >= 2) wantedMs = undefined;
    set({ dateMs: date() ?? state.dateMs });
  };

  const follow = (first: Lead): void => {
    const at = pictureAt(fragments, first.dateMs);
    if (state.phase === 'ready' || state.phase === 'absent') set({ phase: at === undefined ? 'absent' : 'ready' });
    set({ dateMs: first.dateMs });
    wantedMs = undefined;
    if (first.paused || at === undefined) video.pause();
    else if (video.paused) void video.play().catch(() => undefined);
    if (at === undefined || video.seeking) return;
    const shown = dateOf(fragments, video.currentTime) ?? Number.NEGATIVE_INFINITY;
    const step = keepStep(first.dateMs - shown, first);
    if (step.hop) video.currentTime = at;
    else if (video.playbackRate !== step.rate) video.playbackRate = step.rate;
  };

  const tellSkip = (fromMs: number | undefined, toMs: number | undefined): void => {
    const told = fromMs !== undefined && toMs !== undefined && Math.abs(toMs - fromMs) > SKIP_TOLD_MS;
    clearTimeout(skipShown);
    set({ skippedMs: told ? fromMs : undefined });
    if (told) skipShown = setTimeout(() => set({ skippedMs: undefined }), SKIP_SHOWN_MS);
  };

  /** Where a date is in the player's seconds; notes what had to be passed over to find a picture. */
  const land = (dateMs: number): number | undefined => {
    const at = mediaTimeOf(fragments, dateMs);
    tellSkip(dateMs, at === undefined ? undefined : dateOf(fragments, at));
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
  // A single picture back or forward is told at once.
  video.addEventListener('seeked', beat);
  const timer = setInterval(beat, BEAT_MS);
  void build();

  return {
    state: (): RecordingState => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Of this very moment, where `state` is of the last beat; milliseconds since the epoch. */
    date,
    seek,
    /** One picture forward or back, the playback held. */
    step: (frames: number): void => {
      video.pause();
      video.currentTime = frame.after(frames);
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
    /** From now on it moves as the other does. */
    follow: (other: () => Lead | undefined): void => {
      lead = other;
    },
    destroy: (): void => {
      ended = true;
      clearInterval(timer);
      clearTimeout(skipShown);
      frame.stop();
      video.removeEventListener('play', onPlay);
      video.removeEventListener('pause', onPause);
      video.removeEventListener('seeked', beat);
      takeDown();
      video.defaultPlaybackRate = 1;
      set({ phase: 'idle' });
    },
  };
};

/** `sorted` by their begin; neighbours are one. */
const joinedStretches = (sorted: readonly { from: number; to: number }[]): { from: number; to: number }[] => {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last && from - last.to < 100) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
};
export type RecordingPlayer = ReturnType<typeof createRecordingPlayer>;
