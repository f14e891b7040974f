/** A camera that burns the time into its picture as a row of black and white blocks, and pushes one encoding to many listeners. */
import { type Started, start } from '../../rig/processes.ts';

/** The strip: a white block, 24 bits of the time in milliseconds (greatest first), a black block. */
export const STRIP = { bits: 24, x: 8, y: 8, block: 24, height: 16 };
const WIDTH_IN_BLOCKS = STRIP.bits + 2;

/** `clock`: what is burned in, in milliseconds, as an expression of ffmpeg's `geq`. */
export const stripFilter = (clock: string): string => {
  const ms = `mod(floor(${clock}),${2 ** STRIP.bits})`;
  const bit = `mod(floor(${ms}/pow(2,${STRIP.bits}-X)),2)`;
  return [
    '[0:v]split[picture][seed]',
    `[seed]crop=${WIDTH_IN_BLOCKS}:2:0:0,format=gray,geq=lum='if(eq(X,0),255,if(eq(X,${WIDTH_IN_BLOCKS - 1}),0,255*${bit}))'` +
      `,scale=${WIDTH_IN_BLOCKS * STRIP.block}:${STRIP.height}:flags=neighbor,format=yuv420p[strip]`,
    `[picture][strip]overlay=${STRIP.x}:${STRIP.y},format=yuv420p[out]`,
  ].join(';');
};

export type Size = { width: number; height: number; fps: number };

/** Input, time strip, H.264 (a key frame each second, no B-frames) and AAC, as ffmpeg's arguments without an output. */
export const timecodeArguments = ({ width, height, fps }: Size): string[] => [
  '-hide_banner',
  '-loglevel',
  'warning',
  '-nostdin',
  '-re',
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${width}x${height}:rate=${fps}`,
  '-re',
  '-f',
  'lavfi',
  '-i',
  'sine=frequency=330:sample_rate=48000',
  '-filter_complex',
  stripFilter('time(0)*1000'),
  '-map',
  '[out]',
  '-map',
  '1:a',
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-tune',
  'zerolatency',
  '-profile:v',
  'main',
  '-g',
  String(fps),
  '-keyint_min',
  String(fps),
  '-sc_threshold',
  '0',
  '-b:v',
  '900k',
  '-maxrate',
  '900k',
  '-bufsize',
  '450k',
  '-threads',
  '1',
  '-c:a',
  'aac',
  '-b:a',
  '64k',
  '-ac',
  '1',
  '-flags',
  '+global_header',
];

/** Pushes to every RTMP address; one that is not there does not hold back the others. */
export const startTimecodeCamera = (size: Size, urls: readonly string[]): Started =>
  start('ffmpeg', [
    ...timecodeArguments(size),
    '-f',
    'tee',
    urls.map((url) => `[f=flv:onfail=ignore:flvflags=no_duration_filesize]${url}`).join('|'),
  ]);
