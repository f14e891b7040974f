/** Keeps one camera on the air: paces pictures and sound into ffmpeg, and starts it again whenever it ends. */
import type { Writable } from 'node:stream';
import type { Speaker } from '../courtroom/moment.ts';
import type { Composer } from './composer.ts';
import { encoderArguments, type Mode, startEncoder } from './encoder.ts';
import type { Sound } from './sound.ts';
import { sampleRate } from './voices.ts';

export interface BroadcastDeps {
  composer: Composer;
  sound: Sound;
  mode: Mode;
  url: string;
  fps: number;
  width: number;
  height: number;
  speaker: Speaker;
  /** Calm lines for the operator: connected, lost, why. */
  report: (line: string) => void;
  /** What ffmpeg writes to its standard output, in mode `rtsp-serve`. */
  onOutput?: (chunk: Buffer) => void;
  onStart?: () => void;
}

export interface Broadcast {
  speak(speaker: Speaker): void;
  /** The same picture again and again; the sound goes on. */
  freeze(frozen: boolean): void;
  stop(): Promise<void>;
}

const shortestPauseMs = 500;
const longestPauseMs = 5_000;
/** So much unread picture means that the other side hangs; a new connection is better than an old picture. */
const backlogMs = 6_000;

export function createBroadcast(deps: BroadcastDeps): Broadcast {
  const { composer, sound, fps } = deps;
  let speaker = deps.speaker;
  let stopped = false;
  let current: ReturnType<typeof startEncoder> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = shortestPauseMs;
  let silentUntil = 0;
  let last: Buffer | undefined;
  let standing: Buffer | undefined;

  function open(): void {
    const child = startEncoder(encoderArguments(deps.mode, deps.url, fps, deps.width, deps.height));
    current = child;
    deps.onStart?.();
    const [picture, audio] = [child.stdio[3] as Writable, child.stdio[4] as Writable];
    for (const pipe of [picture, audio]) pipe.on('error', () => undefined);
    child.stdout?.on('data', (d: Buffer) => deps.onOutput?.(d));
    let complaint = '';
    child.stderr?.on('data', (d: Buffer) => {
      complaint = (complaint + d.toString()).slice(-600);
    });
    const began = performance.now();
    const beganAt = Date.now();
    let frames = 0;
    let onAir = false;
    let samples = 0;
    const frameBytes = (deps.width * deps.height * 3) / 2;

    const tick = (): void => {
      const due = Math.floor(((performance.now() - began) / 1000) * fps) + 1;
      if (picture.writableLength > (backlogMs / 1000) * fps * frameBytes) {
        deps.report('the receiver does not read; connecting anew');
        child.kill('SIGKILL');
        clearInterval(timer);
        return;
      }
      // A machine that was held up catches up, so that the rate stays constant.
      for (; frames < due; frames++) {
        const wanted = Math.round(((frames + 1) / fps) * sampleRate);
        const heard = sound.next(speaker, wanted - samples);
        samples = wanted;
        if (standing) picture.write(standing);
        else {
          const frame = composer.picture(speaker, heard.mouth, beganAt + (frames * 1000) / fps);
          last = frame;
          picture.write(frame, () => composer.release(frame));
        }
        audio.write(Buffer.from(heard.samples.buffer));
      }
      if (!onAir && frames >= fps * 4) {
        onAir = true;
        pauseMs = shortestPauseMs;
        deps.report('on the air');
      }
    };
    const timer = setInterval(tick, 1000 / fps);
    tick();

    child.once('error', (error) => {
      complaint = error.message;
    });
    child.once('close', () => {
      clearInterval(timer);
      current = undefined;
      if (stopped) return;
      const reason = complaint.trim().split('\n').at(-1) ?? '';
      if (Date.now() >= silentUntil) {
        deps.report(`not connected${reason === '' ? '' : `: ${reason}`}; trying again`);
        silentUntil = Date.now() + 30_000;
      }
      retry = setTimeout(open, pauseMs * (0.8 + Math.random() * 0.4));
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    });
  }

  open();
  return {
    speak(next) {
      speaker = next;
    },
    freeze(frozen) {
      // The composer writes into its pictures again.
      standing = frozen && last ? Buffer.from(last) : undefined;
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const child = current;
      if (child === undefined) return;
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      for (const n of [3, 4]) (child.stdio[n] as Writable).destroy();
      const force = setTimeout(() => child.kill('SIGKILL'), 1_500);
      await gone;
      clearTimeout(force);
    },
  };
}
