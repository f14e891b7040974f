/** How ffmpeg is asked to make a camera's H.264 and AAC out of raw pictures (fd 3) and raw sound (fd 4). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { sampleRate } from './voices.ts';

export type Mode = 'rtmp-push' | 'rtsp-push' | 'rtsp-serve';

const output: Record<Mode, (url: string) => string[]> = {
  'rtmp-push': (url) => ['-f', 'flv', '-flvflags', 'no_duration_filesize', url],
  'rtsp-push': (url) => ['-f', 'rtsp', '-rtsp_transport', 'tcp', url],
  'rtsp-serve': () => ['-f', 'flv', '-flvflags', 'no_duration_filesize', 'pipe:1'],
};

/**
 * Constant frame rate, a key frame every 2 s exactly, no B-frames, baseline: what a plain camera sends.
 * `ultrafast` because the picture stands still for most of the time (measured: 3–4 % of a core at 10 frames/s).
 */
export function encoderArguments(mode: Mode, url: string, fps: number, width: number, height: number): string[] {
  const gop = `${fps * 2}`;
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-filter_threads', '1'],
    ...[
      '-thread_queue_size',
      '16',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      '-video_size',
      `${width}x${height}`,
      '-framerate',
      `${fps}`,
      '-i',
      'pipe:3',
    ],
    ...['-thread_queue_size', '16', '-f', 's16le', '-ar', `${sampleRate}`, '-ac', '1', '-i', 'pipe:4'],
    ...[
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-tune',
      'zerolatency',
      '-profile:v',
      'baseline',
      '-threads',
      '1',
    ],
    ...[
      '-g',
      gop,
      '-keyint_min',
      gop,
      '-sc_threshold',
      '0',
      '-bf',
      '0',
      '-crf',
      '25',
      '-maxrate',
      '900k',
      '-bufsize',
      '1800k',
    ],
    ...['-c:a', 'aac', '-b:a', '40k', '-flush_packets', '1'],
    ...output[mode](url),
  ];
}

/** util-linux' setpriv lets the kernel end ffmpeg when this process dies, however it dies; elsewhere its empty inputs end it. */
const setpriv = process.platform === 'linux' && existsSync('/usr/bin/setpriv');

export function startEncoder(args: readonly string[]): ChildProcess {
  const command = setpriv ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', 'ffmpeg', ...args] : ['ffmpeg', ...args];
  return spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
}
