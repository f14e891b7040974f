/** GStreamer's RTSP server as a camera, in a process of its own: pipelines by path, a user with a password, a certificate. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export type GstSettings = {
  /** Path → pipeline with payloaders `pay0` (picture) and `pay1` (sound). */
  streams: Record<string, string>;
  auth?: { method: 'basic' | 'digest'; user: string; password: string };
  /** PEM file with certificate and key: then it speaks RTSPS. */
  certificate?: string;
  port?: number;
};

export type GstServer = {
  port: number;
  /** Sets a property of a named element in every stream that runs. */
  order(element: string, property: string, value: string): void;
  /** As a cable that is pulled out of a camera that goes on living. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
};

const SCRIPT = path.join(import.meta.dirname, 'gst-server.py');

export async function startGst(settings: GstSettings): Promise<GstServer> {
  // Debian's own Python has the bindings; another one on the PATH has not.
  const child = spawn('/usr/bin/python3', [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve((JSON.parse(line) as { port: number }).port));
    void gone.then(() => reject(new Error('GStreamer’s RTSP server ended')));
  });
  return {
    port,
    order: (element, property, value) => void child.stdin.write(`${JSON.stringify({ element, property, value })}\n`),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export type Picture = {
  width?: number;
  height?: number;
  fps?: string;
  /** Frames between key frames. */
  gop?: number;
  pattern?: string;
  /** More properties of x264enc. */
  encoder?: string;
  profile?: string;
};

/** H.264 of a test card, in whose corner noise stands for a camera's sensor. */
export const h264 = (picture: Picture = {}): string => {
  const { width = 320, height = 180, fps = '25/1', gop = 25, pattern = 'smpte', encoder = '' } = picture;
  return [
    `videotestsrc name=src is-live=true pattern=${pattern}`,
    `video/x-raw,width=${width},height=${height},framerate=${fps}`,
    `x264enc tune=zerolatency speed-preset=ultrafast bitrate=500 key-int-max=${gop} threads=1 ${encoder}`,
    `video/x-h264${picture.profile ? `,profile=${picture.profile}` : ''}`,
    'rtph264pay name=pay0 pt=96 config-interval=-1',
  ].join(' ! ');
};

const tone = (rate: number): string =>
  `audiotestsrc name=mic is-live=true wave=sine volume=0.3 ! audio/x-raw,rate=${rate},channels=1`;
/** What cameras send as sound, by the name that ffmpeg gives it. */
export const SOUNDS = {
  aac: `${tone(48_000)} ! audioconvert ! avenc_aac bitrate=64000 ! aacparse ! rtpmp4gpay name=pay1 pt=97`,
  pcm_alaw: `${tone(8000)} ! alawenc ! rtppcmapay name=pay1 pt=8`,
  pcm_mulaw: `${tone(8000)} ! mulawenc ! rtppcmupay name=pay1 pt=0`,
  pcm_s16be: `${tone(44_100)} ! audioconvert ! rtpL16pay name=pay1 pt=11`,
  adpcm_g722: `${tone(16_000)} ! avenc_g722 ! rtpg722pay name=pay1 pt=9`,
  opus: `${tone(48_000)} ! opusenc ! rtpopuspay name=pay1 pt=98`,
} as const;
