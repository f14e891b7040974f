/** Runs one camera's ffmpeg: hands on its parts, restarts it when it ends or stalls, and keeps what is known of its health. */
import type { ChildProcess } from 'node:child_process';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import type { CameraSource } from '../config.ts';
import type { AgentClock } from '../platform/clock.ts';
import { type Logger, scrubbed, withoutCredentials } from '../platform/logger.ts';
import { backoffMs } from '../platform/retry.ts';
import { captureCommand, GREY, GREY_FD, LEVEL_FD, THUMBNAIL_FD } from './arguments.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { createJpegSplitter } from './jpeg-splitter.ts';
import type { CaptureInit, Part } from './part.ts';
import { createPictureHealth, createSoundHealth, levelsIn } from './picture-health.ts';
import { createRates } from './rates.ts';

export type CameraHealth = {
  state: 'starting' | 'running' | 'stalled' | 'stopped';
  fps?: number;
  kbps?: number;
  keyIntervalMs?: number;
  black?: boolean;
  frozen?: boolean;
  silent?: boolean;
  levelDb?: number;
  restarts: number;
};

export type CameraListener = {
  /** A run of ffmpeg began: what was captured before belongs to another epoch. */
  init(init: CaptureInit): void;
  part(part: Part): void;
  /** The picture stopped; parts come again after another `init`. */
  lost(): void;
  thumbnail(jpeg: Uint8Array): void;
};

export type Camera = {
  start(): void;
  stop(): Promise<void>;
  /** False: begins again without sound; so does a change back. */
  wantSound(wanted: boolean): void;
  /** Begins again, encoding the picture anew (key frames too far apart to be copied). */
  transcodePicture(): void;
  health(): CameraHealth;
};

const STALLED_MS = 2_000;
/** A camera that is asked may take so long to answer; one that calls us is waited for. */
const FIRST_PART_MS = { rtsp: 10_000, file: 10_000, 'rtmp-listen': 60_000, 'rtsp-listen': 60_000 } as const;
const RUN_THAT_WORKED_MS = 10_000;
const NEEDS_SOUND_TRANSCODED = /could not find tag for codec|not currently supported in container|malformed aac/i;

export type CameraOptions = {
  feed: string;
  source: CameraSource;
  clock: AgentClock;
  logger: Logger;
  listener: CameraListener;
  /** Path of ffmpeg; default: on the PATH. */
  ffmpeg?: string;
};

export function createCamera({ feed, source, clock, logger, listener, ffmpeg = 'ffmpeg' }: CameraOptions): Camera {
  const log = logger.child({ feed });
  let child: ChildProcess | undefined;
  let stopped = true;
  let failures = 0;
  let restarts = 0;
  let withSound = true;
  let transcodeSound = false;
  let transcodePicture = source.transcode === true;
  let retry: NodeJS.Timeout | undefined;
  let ended: Promise<void> = Promise.resolve();
  let health: CameraHealth = { state: 'stopped', restarts: 0 };
  const rates = createRates();

  const run = (): void => {
    const { args, stdin } = captureCommand({ source, withSound, transcodeSound, transcodePicture });
    const startedAt = performance.now();
    let lastPartAt: number | undefined;
    let parts = 0;
    let lost = false;
    let complaint = '';
    health = { state: 'starting', restarts };
    rates.reset();
    const judgePicture = createPictureHealth();
    const judgeSound = createSoundHealth();
    const splitJpeg = createJpegSplitter();
    const running = startFfmpeg(ffmpeg, args);
    child = running;

    const loseOnce = () => {
      if (lost || parts === 0) return;
      lost = true;
      listener.lost();
    };
    /** Sound without a picture in between travels with the next part. */
    let soundOnly: Uint8Array[] = [];
    const reader = createFragmentReader({ onInit: (bytes, init) => listener.init({ bytes, init }) });
    running.stdout?.on('data', (piece: Buffer) => {
      // What a process sends after its end was decided is not looked at.
      if (child !== running) return;
      try {
        for (const fragment of reader.push(piece)) {
          const { video, audio } = fragment.info;
          if (!video) {
            soundOnly.push(fragment.bytes);
            continue;
          }
          const bytes = soundOnly.length === 0 ? fragment.bytes : Buffer.concat([...soundOnly, fragment.bytes]);
          soundOnly = [];
          parts++;
          lastPartAt = performance.now();
          health.state = 'running';
          const part: Part = {
            bytes,
            startMs: video.startMs,
            durationMs: video.durationMs,
            frames: video.samples,
            key: video.keyFirst,
            sound: audio !== undefined,
            arrivedAt: clock.now(),
          };
          rates.observe(part);
          listener.part(part);
        }
      } catch (error) {
        log.warn({ reason: (error as Error).message }, 'capture: what ffmpeg wrote cannot be read');
        end();
      }
    });
    running.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    const pipe = (fd: number) => running.stdio[fd] as NodeJS.ReadableStream | null | undefined;
    pipe(THUMBNAIL_FD)?.on('data', (piece: Buffer) => {
      if (child === running) for (const jpeg of splitJpeg(piece)) listener.thumbnail(jpeg);
    });
    let grey = Buffer.alloc(0);
    const greyBytes = GREY.width * GREY.height;
    pipe(GREY_FD)?.on('data', (piece: Buffer) => {
      grey = Buffer.concat([grey, piece]);
      for (; grey.byteLength >= greyBytes; grey = grey.subarray(greyBytes)) {
        Object.assign(health, judgePicture(Uint8Array.from(grey.subarray(0, greyBytes)), performance.now()));
      }
    });
    pipe(LEVEL_FD)?.on('data', (piece: Buffer) => {
      for (const levelDb of levelsIn(piece.toString('latin1'))) {
        Object.assign(health, { levelDb: Math.round(levelDb * 10) / 10, ...judgeSound(levelDb, performance.now()) });
      }
    });
    for (const stream of running.stdio) stream?.on('error', () => {});
    running.stdin?.end(stdin ?? '');

    const watchdog = setInterval(() => {
      const now = performance.now();
      const waitedTooLong =
        lastPartAt === undefined ? now - startedAt > FIRST_PART_MS[source.kind] : now - lastPartAt > STALLED_MS;
      if (!waitedTooLong) return;
      health.state = lastPartAt === undefined ? 'starting' : 'stalled';
      loseOnce();
      end();
    }, 200);

    const end = () => {
      // ffmpeg asked kindly would still flush what a camera no longer sends.
      running.kill('SIGKILL');
    };
    let over: () => void = () => {};
    ended = new Promise((resolve) => {
      over = resolve;
    });
    const finish = (reason: string) => {
      clearInterval(watchdog);
      over();
      if (child !== running) return;
      child = undefined;
      loseOnce();
      if (stopped) {
        health = { state: 'stopped', restarts };
        return;
      }
      if (!transcodeSound && NEEDS_SOUND_TRANSCODED.test(complaint)) transcodeSound = true;
      const worked = parts > 0 && performance.now() - startedAt > RUN_THAT_WORKED_MS;
      failures = worked ? 0 : failures + 1;
      restarts++;
      health = { state: parts > 0 ? 'stalled' : 'starting', restarts };
      // A camera that pushes finds a closed door until we listen again, so that is done at once.
      const listens = source.kind === 'rtmp-listen' || source.kind === 'rtsp-listen';
      const waitMs = listens ? 200 : backoffMs(failures, 150, 10_000);
      // The first of a row is told; a camera that stays away would fill the disk.
      const level = failures <= 1 ? 'warn' : 'debug';
      log[level]({ reason, waitMs, complaint: scrubbed(complaint.trim().slice(-300)) }, 'capture: begins again');
      retry = setTimeout(run, waitMs);
    };
    running.on('error', (error) => finish(error.message));
    running.on('close', (code, signal) => finish(signal ?? `code ${code}`));
  };

  const restart = () => {
    if (!stopped) child?.kill('SIGKILL');
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      log.info({ kind: source.kind, url: withoutCredentials(source.url) }, 'capture: begins');
      run();
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      child?.kill('SIGKILL');
      await ended;
    },
    wantSound(wanted) {
      if (wanted === withSound) return;
      withSound = wanted;
      restart();
    },
    transcodePicture() {
      if (transcodePicture) return;
      transcodePicture = true;
      log.warn('capture: key frames are too far apart to be copied; the picture is encoded anew');
      restart();
    },
    health: () => ({ ...health, restarts, ...(health.state === 'running' ? rates.read() : {}) }),
  };
}
