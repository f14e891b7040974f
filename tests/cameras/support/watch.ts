/** One camera of the agent, watched: what it handed on, run by run, what it said of its health and in its log. */

import { createCamera } from '@giamsat/agent/capture/camera';
import type { Camera } from '@giamsat/agent/capture/camera-model';
import type { CaptureInit, Part } from '@giamsat/agent/capture/part';
import type { CameraSource } from '@giamsat/agent/config';
import { createLogger } from '@giamsat/agent/platform/logger';
import { probe } from '../../agent/media.ts';

export type Stretch = { init: CaptureInit; parts: Part[]; lost: boolean };

export type Watched = {
  camera: Camera;
  /** Stretches that belong together: from one initialisation section to the next, or to the loss. */
  stretches: Stretch[];
  thumbnails: Uint8Array[];
  /** Lines of the log, as JSON text. */
  log(): string;
  /** Parts that were handed on in all. */
  count(): number;
  stop(): Promise<void>;
};

export function watchCamera(source: CameraSource): Watched {
  const stretches: Stretch[] = [];
  const thumbnails: Uint8Array[] = [];
  const lines: string[] = [];
  const camera = createCamera({
    feed: 'lb-1-a',
    source,
    clock: { now: Date.now },
    logger: createLogger('debug', 'lb-1', { write: (line) => void lines.push(line) }),
    listener: {
      init: (init) => void stretches.push({ init, parts: [], lost: false }),
      part(part) {
        const last = stretches.at(-1);
        if (!last || last.lost) throw new Error('a part without its initialisation section');
        last.parts.push(part);
      },
      lost() {
        const last = stretches.at(-1);
        if (last) last.lost = true;
      },
      thumbnail: (jpeg) => void thumbnails.push(jpeg),
    },
  });
  camera.start();
  return {
    camera,
    stretches,
    thumbnails,
    log: () => lines.join(''),
    count: () => stretches.reduce((sum, { parts }) => sum + parts.length, 0),
    stop: () => camera.stop(),
  };
}

/** What ffprobe says of a stretch from its first key frame on. */
export async function probed(stretch: Stretch) {
  const first = stretch.parts.findIndex(({ key }) => key);
  const bytes = Buffer.concat(stretch.parts.slice(first).map((part) => part.bytes));
  const kept = { feed: '', epoch: '', number: 0, start: '', sha256: '', bytes };
  return probe(stretch.init.bytes, [kept]);
}

/** Seconds of media in a stretch. */
export const secondsOf = (stretch: Stretch): number =>
  stretch.parts.reduce((sum, part) => sum + part.durationMs, 0) / 1000;
