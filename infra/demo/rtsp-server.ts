/** A small RTSP server (RTSP 1.0 over TCP, interleaved, digest): the side of a camera that waits to be asked. */
import { createServer } from 'node:net';
import { createDigestGate } from './rtsp/digest.ts';
import { createFlvReader } from './rtsp/flv.ts';
import { createSession, type Session, type StreamDescription } from './rtsp/session.ts';

export interface RtspServerOptions {
  /** `rtsp://user:password@host:port/path`; port 0 takes a free one. */
  url: string;
  fps: number;
  sampleRate: number;
}

export interface RtspServer {
  readonly port: number;
  /** A new run of the encoder begins: its FLV starts anew. */
  restart(): void;
  /** FLV bytes of the encoder. */
  feed(chunk: Buffer): void;
  close(): Promise<void>;
}

/** Listens and resolves once it does; throws when the port is taken. */
export async function createRtspServer(options: RtspServerOptions): Promise<RtspServer> {
  const address = new URL(options.url);
  const gate =
    address.username === ''
      ? undefined
      : createDigestGate(decodeURIComponent(address.username), decodeURIComponent(address.password));
  const sessions = new Set<Session>();
  let read = createFlvReader();
  let description: Partial<StreamDescription> = { sampleRate: options.sampleRate };
  /** Seconds since the server began, at which the present run of the encoder began: timestamps never go back. */
  let runAt = 0;
  let audioFrames: number | undefined;
  const began = performance.now();
  const beganAt = Date.now();

  const complete = (): StreamDescription | undefined =>
    description.sps !== undefined && description.pps !== undefined && description.audioConfig !== undefined
      ? (description as StreamDescription)
      : undefined;

  const server = createServer((socket) => {
    const session = createSession({
      socket,
      gate,
      path: address.pathname,
      beganAt,
      describe: complete,
      onClose: () => sessions.delete(session),
    });
    sessions.add(session);
    server.once('closing', () => socket.destroy());
  });
  server.setMaxListeners(0);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(address.port || 554), address.hostname, resolve);
  });
  const listening = server.address();

  return {
    port: typeof listening === 'object' && listening !== null ? listening.port : 0,
    restart() {
      read = createFlvReader();
      audioFrames = undefined;
      runAt = (performance.now() - began) / 1000;
    },
    feed(chunk) {
      for (const packet of read(chunk)) {
        if (packet.kind === 'video-config') description = { ...description, sps: packet.sps, pps: packet.pps };
        else if (packet.kind === 'audio-config') description = { ...description, audioConfig: packet.config };
        else if (packet.kind === 'video') {
          // FLV counts milliseconds; the camera counts pictures.
          const seconds = Math.round((packet.timeMs / 1000) * options.fps) / options.fps;
          for (const session of sessions) session.video(runAt + seconds, packet.key, packet.nals);
        } else {
          audioFrames =
            audioFrames === undefined
              ? Math.round(((packet.timeMs / 1000) * options.sampleRate) / 1024)
              : audioFrames + 1;
          for (const session of sessions)
            session.audio(runAt + (audioFrames * 1024) / options.sampleRate, packet.frame);
        }
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.emit('closing');
      }),
  };
}
