/** One camera of the agent, watched: what it handed on, run by run, what it said of its health and in its log. */

import { createCamera } from '@giamsat/agent/capture/camera';
import type { Camera } from '@giamsat/agent/capture/camera-model';
import type { CaptureInit, Part } from '@giamsat/agent/capture/part';
import type { CameraSource } from '@giamsat/agent/config';
import { createLogger } from '@giamsat/agent/platform/logger';
import { createFile } from 'mp4box';
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

/** What ffprobe says of a stretch from its first key frame on; what mp4box complains of is among the complaints. */
export async function probed(stretch: Stretch) {
  const first = stretch.parts.findIndex(({ key }) => key);
  const parts = stretch.parts.slice(first);
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  const kept = { feed: '', epoch: '', number: 0, start: '', sha256: '', bytes };
  const seen = await probe(stretch.init.bytes, [kept]);
  return { ...seen, complaints: seen.complaints + boxComplaint(stretch.init.bytes, bytes, parts.length) };
}

function boxComplaint(init: Uint8Array, bytes: Uint8Array, parts: number): string {
  const file = createFile();
  let fault = '';
  file.onError = (module: string, message: string) => {
    fault = `mp4box: ${module} ${message}`;
  };
  const whole = new Uint8Array(init.byteLength + bytes.byteLength);
  whole.set(init);
  whole.set(bytes, init.byteLength);
  file.appendBuffer(Object.assign(whole.buffer, { fileStart: 0 }));
  file.flush();
  if (fault !== '') return fault;
  if (file.moofs.length < parts) return `mp4box: ${file.moofs.length} fragments in ${parts} parts`;
  const dated = file.moofs.every(({ trafs }) => trafs.length > 0 && trafs.every(({ tfdt }) => tfdt !== undefined));
  return dated ? '' : 'mp4box: a fragment without its time';
}

/** Seconds of media in a stretch. */
export const secondsOf = (stretch: Stretch): number =>
  stretch.parts.reduce((sum, part) => sum + part.durationMs, 0) / 1000;
