/** Starts ffmpeg so that it cannot outlive us: an orphan would keep the port that a camera pushes to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const SETPRIV = '/usr/bin/setpriv';

const hasSetpriv = ((): boolean => {
  try {
    accessSync(SETPRIV, constants.X_OK);
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

/** Pipes 0 to 5: input, output, complaints, thumbnails, grey pictures, sound levels. */
export function startFfmpeg(ffmpeg: string, args: string[]): ChildProcess {
  // After kill -9 nobody closes anything: the kernel ends ffmpeg together with its parent. A group of its own, since a Ctrl-C at
  // the terminal reaches a whole group, and would look like a camera that failed.
  const [command, ...all] = hasSetpriv ? [SETPRIV, '--pdeathsig', 'KILL', '--', ffmpeg, ...args] : [ffmpeg, ...args];
  return spawn(command ?? ffmpeg, all, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: hasSetpriv,
  });
}
