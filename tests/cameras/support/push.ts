/** ffmpeg as a camera that pushes to the agent's listener: it tries again by itself, as cameras do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type Pusher = {
  /** As a cable that is pulled out. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
};

/** Runs `ffmpeg` with these arguments again and again until it is stopped. */
export function pushWith(args: string[]): Pusher {
  let child: ChildProcess | undefined;
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      const one = spawn('ffmpeg', ['-nostdin', '-loglevel', 'error', ...args], { stdio: 'ignore' });
      child = one;
      await new Promise<void>((resolve) => one.once('close', () => resolve()));
      await sleep(200);
    }
  })();
  return {
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async stop() {
      stopped = true;
      child?.kill('SIGKILL');
      await loop;
    },
  };
}
