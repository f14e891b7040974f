/** A camera that writes down for itself what it sees, and calls again by itself when its connection ends, as cameras do. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Size, timecodeArguments } from '../../bench/glass/timecode-camera.ts';
import { type Started, start, stop } from '../../rig/processes.ts';

export type FilmedCamera = {
  /** Its own films, one for each time that it ran. */
  films: () => string[];
  /** Without a word; it stays away until `revive`. */
  die(): void;
  revive(): void;
  /** It stands still, its connection open. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

/** @param folder of its films */
export async function startFilmedCamera(options: { size: Size; url: string; folder: string }): Promise<FilmedCamera> {
  const { size, url, folder } = options;
  await mkdir(folder, { recursive: true });
  const films: string[] = [];
  let running: Started | undefined;
  let dead = false;
  let over = false;
  // It films whether its connection stands or not, and tries again by itself; what overtakes a connection is let go, up to a key frame.
  const queue =
    'attempt_recovery=1:recover_any_error=1:recovery_wait_time=0.3:drop_pkts_on_overflow=1:restart_with_keyframe=1';
  const outputs = (film: string): string[] => [
    ...['-f', 'tee'],
    `[f=flv:flvflags=no_duration_filesize:use_fifo=1:fifo_options=${queue.replaceAll(':', String.raw`\\:`)}]${url}|[f=mpegts:flush_packets=1]${film}`,
  ];
  const living = (async () => {
    while (!over) {
      if (!dead) {
        const film = path.join(folder, `${films.length}.ts`);
        films.push(film);
        running = start('ffmpeg', [...timecodeArguments(size), ...outputs(film)]);
        await running.ended;
        running = undefined;
      }
      await sleep(100);
    }
  })();
  const signal = (name: NodeJS.Signals): void => void running?.child.kill(name);
  return {
    films: () => [...films],
    die() {
      dead = true;
      signal('SIGKILL');
    },
    revive() {
      dead = false;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async stop() {
      over = true;
      signal('SIGCONT');
      if (running) await stop(running);
      await living;
    },
  };
}
