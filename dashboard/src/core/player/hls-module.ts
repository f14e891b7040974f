/** hls.js, loaded once and only when a picture is first needed; without its parts for subtitles, DRM and advertising. */
import type HlsClass from 'hls.js';
import type { HlsConfig } from 'hls.js';
import { type StreamController, withLastParts } from './last-parts.ts';

export type Hls = HlsClass;
export type HlsModule = { Hls: typeof HlsClass; workerPath: string; streamController: StreamController };

let loading: Promise<HlsModule> | undefined;

export const loadHls = (): Promise<HlsModule> => {
  loading ??= Promise.all([import('hls.js/light'), import('hls.js/dist/hls.worker.js?url')])
    .then(([{ default: Hls }, worker]) => ({
      Hls,
      workerPath: worker.default,
      streamController: withLastParts(Hls.DefaultConfig.streamController),
    }))
    .catch((error: unknown) => {
      // A failed load (the line was down) is asked for again at the next picture.
      loading = undefined;
      throw error;
    });
  return loading;
};

const policy = (firstByteMs: number) => ({
  default: {
    maxTimeToFirstByteMs: firstByteMs,
    maxLoadTimeMs: 20_000,
    timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 2, retryDelayMs: 300, maxRetryDelayMs: 1000 },
  },
});

/** What live and recordings share. Without `workerPath` hls.js would unpack on the page's own thread. */
export const baseConfig = (workerPath: string): Partial<HlsConfig> => ({
  enableWorker: true,
  workerPath,
  // The first answer of a window blocks until there is a part, 18 s at most (`interfaces.md` §5).
  manifestLoadPolicy: policy(20_000),
  playlistLoadPolicy: policy(20_000),
  fragLoadPolicy: policy(10_000),
});

/**
 * `liveSyncDuration` and its count stay unset: they would override the origin's PART-HOLD-BACK (`media-rules.md`). What stalls add to it
 * is ours (`patience.ts`, decision 0124).
 */
export const liveConfig = ({ workerPath, streamController }: HlsModule): Partial<HlsConfig> => ({
  ...baseConfig(workerPath),
  streamController,
  lowLatencyMode: true,
  backBufferLength: 4,
  maxBufferLength: 8,
  liveSyncOnStallIncrease: 0,
  maxLiveSyncPlaybackRate: 1,
  liveMaxUnchangedPlaylistRefresh: 3,
});

export const recordingConfig = (workerPath: string): Partial<HlsConfig> => ({
  ...baseConfig(workerPath),
  lowLatencyMode: false,
  autoStartLoad: false,
  backBufferLength: 60,
  maxBufferLength: 30,
  maxLiveSyncPlaybackRate: 1,
});
