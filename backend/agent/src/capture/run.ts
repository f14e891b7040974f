/** One run of a camera's ffmpeg: its pipes read into parts, pictures, levels and words. It decides nothing. */
import type { ChildProcess } from 'node:child_process';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import type { Track } from '@giamsat/contract/fmp4/init';
import { type CaptureOptions, captureCommand, GREY, GREY_FD, LEVEL_FD, THUMBNAIL_FD } from './arguments.ts';
import { parseLine } from './complaints.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { createJpegSplitter } from './jpeg-splitter.ts';
import type { CaptureInit, Part } from './part.ts';
import { levelsIn } from './picture-health.ts';
import { createProcessCost } from './process-cost.ts';
import { type PictureSamples, pictureSamples } from './sample-table.ts';
import { createStreamFacts, type StreamFacts } from './stream-facts.ts';

/** After `end` was called only `ended` is still told, once. */
export type RunListener = {
  /** ffmpeg has opened the camera and told of its streams; before anything is written. */
  opened(facts: StreamFacts): void;
  init(init: CaptureInit): void;
  part(part: Omit<Part, 'arrivedAt'>, samples: PictureSamples): void;
  thumbnail(jpeg: Uint8Array): void;
  /** A key frame, small and grey. */
  grey(luma: Uint8Array): void;
  level(levelDb: number): void;
  complaint(line: string): void;
  ended(reason: string): void;
};

export type CaptureRun = {
  end(): void;
  /** Resolves when the process is gone. */
  gone: Promise<void>;
  facts(): StreamFacts;
  /** The end of what it complained of. */
  complaints(): string;
  /** Percent of one core since the last look. */
  cost(): number | undefined;
};

const MOST_COMPLAINTS = 2_000;
const MOST_LINE = 4_000;

export function startRun(ffmpeg: string, options: CaptureOptions, listener: RunListener): CaptureRun {
  const { args, stdin } = captureCommand(options);
  const child: ChildProcess = startFfmpeg(ffmpeg, args);
  const facts = createStreamFacts();
  let over = false;
  let complaints = '';
  let told = false;

  const end = (): void => {
    over = true;
    // ffmpeg asked kindly would still flush what a camera no longer sends.
    child.kill('SIGKILL');
  };

  /** Sound without a picture in between travels with the next part. */
  let soundOnly: Uint8Array[] = [];
  let track: Track | undefined;
  const reader = createFragmentReader({
    onInit: (bytes, init) => {
      track = init.video;
      listener.init({ bytes, init });
    },
  });
  child.stdout?.on('data', (piece: Buffer) => {
    if (over) return;
    try {
      for (const fragment of reader.push(piece)) {
        // The listener may have ended the run with the part before.
        if (over) return;
        const { video, audio } = fragment.info;
        if (!video || !track) {
          soundOnly.push(fragment.bytes);
          continue;
        }
        const bytes = soundOnly.length === 0 ? fragment.bytes : Buffer.concat([...soundOnly, fragment.bytes]);
        const sound = audio !== undefined || soundOnly.length > 0;
        soundOnly = [];
        const { startMs, durationMs, samples: frames, keyFirst: key } = video;
        listener.part({ bytes, startMs, durationMs, frames, key, sound }, pictureSamples(fragment.bytes, track));
      }
    } catch (error) {
      listener.complaint(`what ffmpeg wrote cannot be read: ${(error as Error).message}`);
      child.kill('SIGKILL');
    }
  });

  let unfinished = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split(/\r?\n/);
    unfinished = (lines.pop() ?? '').slice(-MOST_LINE);
    for (const raw of lines) {
      const { text: line, complaint } = parseLine(raw);
      if (complaint) complaints = `${complaints}${line}\n`.slice(-MOST_COMPLAINTS);
      if (over) continue;
      facts.read(line);
      if (!told && facts.complete()) {
        told = true;
        listener.opened(facts.facts());
      }
      if (complaint && !over) listener.complaint(line);
    }
  });

  const pipe = (fd: number) => child.stdio[fd] as NodeJS.ReadableStream | null | undefined;
  const splitJpeg = createJpegSplitter();
  pipe(THUMBNAIL_FD)?.on('data', (piece: Buffer) => {
    if (!over) for (const jpeg of splitJpeg(piece)) listener.thumbnail(jpeg);
  });
  const greyBytes = GREY.width * GREY.height;
  let grey = Buffer.alloc(0);
  pipe(GREY_FD)?.on('data', (piece: Buffer) => {
    if (over) return;
    grey = Buffer.concat([grey, piece]);
    for (; grey.byteLength >= greyBytes; grey = grey.subarray(greyBytes)) {
      listener.grey(Uint8Array.from(grey.subarray(0, greyBytes)));
    }
  });
  pipe(LEVEL_FD)?.on('data', (piece: Buffer) => {
    if (!over) for (const levelDb of levelsIn(piece.toString('latin1'))) listener.level(levelDb);
  });
  for (const stream of child.stdio) stream?.on('error', () => {});
  child.stdin?.end(stdin ?? '');

  const gone = new Promise<void>((resolve) => {
    let finished = false;
    const finish = (reason: string): void => {
      if (finished) return;
      finished = true;
      over = true;
      resolve();
      listener.ended(reason);
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) => finish(signal ?? `code ${code}`));
  });
  return { end, gone, facts: facts.facts, complaints: () => complaints, cost: createProcessCost(child.pid) };
}
