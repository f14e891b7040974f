/** One simulated camera put together: drawings, voice, encoder and, where it is asked for its picture, a server. */
import { join } from 'node:path';
import type { Speaker } from '../courtroom/moment.ts';
import { type RoomCode, rooms, type View } from '../courtroom/rooms.ts';
import { createRtspServer } from '../rtsp-server.ts';
import { createBroadcast } from './broadcast.ts';
import { createComposer } from './composer.ts';
import type { Mode } from './encoder.ts';
import type { Order } from './orders.ts';
import { loadPictures } from './pictures.ts';
import { createRandom } from './random.ts';
import { createSound } from './sound.ts';
import { loadVoices, sampleRate } from './voices.ts';

export interface StationOptions {
  room: RoomCode;
  view: View;
  mode: Mode;
  /** Where it pushes to; for `rtsp-serve` where it listens, with the user and password that it asks for. */
  url: string;
  fps: number;
  /** Folder for drawn pictures and spoken sentences. */
  cache: string;
  speaker: Speaker;
  report: (line: string) => void;
}

export interface Station {
  obey(order: Omit<Order, 'camera'>): void;
  stop(): Promise<void>;
}

/** Throws when the port to serve on is taken or ffmpeg cannot draw; a receiver that is away is waited for. */
export async function startStation(options: StationOptions): Promise<Station> {
  const { room, view, mode, url, fps, cache, report } = options;
  const { seed } = rooms[room];
  const pictures = await loadPictures(room, view, join(cache, 'pictures'));
  const voices = await loadVoices(seed, join(cache, 'voices'));
  const server = mode === 'rtsp-serve' ? await createRtspServer({ url, fps, sampleRate }) : undefined;
  if (server !== undefined) report(`serving on port ${server.port}`);
  const broadcast = createBroadcast({
    composer: createComposer(pictures, createRandom(seed + (view === 'floor' ? 500 : 0))),
    sound: createSound(voices, seed),
    mode,
    url,
    fps,
    width: pictures.width,
    height: pictures.height,
    speaker: options.speaker,
    ...(server === undefined ? {} : { onStart: server.restart, onOutput: server.feed }),
    report,
  });
  return {
    obey({ speaker, frozen }) {
      if (speaker !== undefined) broadcast.speak(speaker);
      if (frozen !== undefined) broadcast.freeze(frozen);
    },
    async stop() {
      await server?.close();
      await broadcast.stop();
    },
  };
}
