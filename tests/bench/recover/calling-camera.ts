/** A camera with a burned-in time that calls its listener again whenever it is refused or dropped, as cameras do. */
import { type Started, start, stop } from '../../rig/processes.ts';
import { type Size, timecodeArguments } from '../glass/timecode-camera.ts';

/** What a camera is away for when it is switched off and on, at the very least. */
const OFF_MS = 1000;
const CALLS_AGAIN_MS = 200;

export type CallingCamera = {
  /** Off and on; resolves when it is on. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export function startCalling(size: Size, url: string): CallingCamera {
  let running: Started | undefined;
  let stopped = false;
  let off: Promise<void> | undefined;
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const loop = (async () => {
    while (!stopped) {
      await off;
      running = start('ffmpeg', [...timecodeArguments(size), '-f', 'flv', '-flvflags', 'no_duration_filesize', url]);
      await running.ended;
      await sleep(CALLS_AGAIN_MS);
    }
  })();
  return {
    async restart() {
      off = sleep(OFF_MS);
      running?.child.kill('SIGKILL');
      await off;
    },
    async stop() {
      stopped = true;
      if (running) await stop(running);
      await loop;
    },
  };
}
