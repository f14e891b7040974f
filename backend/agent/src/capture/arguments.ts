/** Builds the ffmpeg command of one camera: copied picture in 200 ms fragments, thumbnails, a small grey picture and the sound level. */
import type { CameraSource } from '../config.ts';

export type CaptureOptions = {
  source: CameraSource;
  /** False: the sound is not even read out of the camera's stream (`picture_only`). */
  withSound: boolean;
  /** Sound that cannot be copied into MP4 is turned into AAC. */
  transcodeSound: boolean;
  /** The picture cannot be copied: encode anew, at this constant frame rate. */
  transcodePicture: { fps: number } | undefined;
  /** Look longer at what the camera sends: it does not tell beforehand. */
  patient: boolean;
  /** Decode every frame: where frames come out of order, ffmpeg waits for those that it skips. */
  everyFrame: boolean;
};

export type CaptureCommand = {
  args: string[];
  /** Written to ffmpeg's standard input, so that a camera's password is not in the list of processes. */
  stdin: string | undefined;
};

/** The pipes beside standard output, by file descriptor. */
export const THUMBNAIL_FD = 3;
export const GREY_FD = 4;
export const LEVEL_FD = 5;
export const GREY = { width: 64, height: 36 } as const;
const THUMBNAIL_WIDTH = 320;
const THUMBNAIL_EVERY_S = 1.9;

/**
 * A fragment ends with the first frame at or beyond this. Slightly below 200 ms, so that it falls on whole frames at 10, 15, 24, 25,
 * 29.97, 30, 50 and 60 frames a second although RTMP rounds times to milliseconds; and above 192 ms, since nine AAC frames at 48 kHz
 * would otherwise end a fragment before its last picture.
 */
const FRAGMENT_US = 195_000;

/** A stream that is behind must not hold back the other for longer. */
const MOST_INTERLEAVED_US = 500_000;

/** What every stream is written as that leaves ffmpeg for us. */
export const FRAGMENTED = [
  ...['-map_metadata', '-1', '-f', 'mp4'],
  ...['-movflags', '+cmaf+empty_moov+default_base_moof+frag_keyframe+skip_trailer'],
  ...['-max_interleave_delta', String(MOST_INTERLEAVED_US)],
  ...['-frag_duration', String(FRAGMENT_US), '-flush_packets', '1'],
] as const;

const TRANSCODE_GOP_S = 2;

/** Up to the last @ before the path: a password may hold one. A query may hold a password, too. */
const hasCredentials = (url: string): boolean => /^[a-z]+:\/\/[^/\s]*@/i.test(url) || url.includes('?');

/** What a camera's address may lead ffmpeg to open; RTSPS is RTSP over TLS. */
const PROTOCOLS = 'pipe,tcp,udp,rtp,rtsp,rtmp,http,tls,crypto';
const inputOptions = ({ kind, url }: CameraSource): [string, string][] => {
  switch (kind) {
    case 'rtsp':
      return [
        ['rtsp_transport', 'tcp'],
        ['timeout', '5000000'],
      ];
    case 'rtsp-listen':
      return [
        ['rtsp_flags', 'listen'],
        ['rtsp_transport', 'tcp'],
      ];
    case 'rtmp-listen':
      return [['listen', '1']];
    case 'file':
      return /^[a-z]+:\/\//i.test(url) ? [] : [['stream_loop', '-1']];
  }
};

/**
 * How long the streams are looked at, microseconds. Where key frames alone are decoded the look always lasts as long as it may, so it is
 * short: a camera tells what it sends before it sends it. One that does not must show a key frame first.
 */
const LOOK_US = { short: 400_000, patient: 6_000_000 } as const;
const probe = (patient: boolean): string[] => [
  ...['-analyzeduration', String(patient ? LOOK_US.patient : LOOK_US.short)],
  ...['-probesize', '5000000', '-fpsprobesize', '0'],
];

const input = (
  source: CameraSource,
  patient: boolean,
  everyFrame: boolean,
): { args: string[]; stdin: string | undefined } => {
  const options = inputOptions(source);
  // `low_delay` promises that frames come in their order: with B-frames ffmpeg would then guess wrong times for those of RTSP.
  const decode = ['-threads', '1', ...(everyFrame ? [] : ['-flags', 'low_delay', '-skip_frame', 'nokey'])];
  if (source.kind === 'file') {
    return {
      args: ['-re', ...options.flatMap(([k, v]) => [`-${k}`, v]), ...decode, '-i', source.url],
      stdin: undefined,
    };
  }
  if (!hasCredentials(source.url)) {
    return {
      args: [...probe(patient), ...options.flatMap(([k, v]) => [`-${k}`, v]), ...decode, '-i', source.url],
      stdin: undefined,
    };
  }
  const quoted = `'${source.url.replaceAll("'", "'\\''")}'`;
  const script = ['ffconcat version 1.0', `file ${quoted}`, ...options.map(([k, v]) => `option ${k} ${v}`), ''].join(
    '\n',
  );
  const concat = ['-f', 'concat', '-safe', '0', '-protocol_whitelist', PROTOCOLS];
  return { args: [...probe(patient), ...concat, ...decode, '-i', 'pipe:0'], stdin: script };
};

const picture = (anew: { fps: number } | undefined): string[] =>
  anew
    ? [
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'main'],
        ...['-pix_fmt', 'yuv420p', '-threads', '1', '-fps_mode', 'cfr', '-r', String(anew.fps)],
        ...['-crf', '26', '-maxrate', '1500k', '-bufsize', '1500k'],
        ...['-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${TRANSCODE_GOP_S})`],
      ]
    : ['-c:v', 'copy'];

/** `async` fills what was lost on the way, so that the sound stays with the picture. */
const sound = (transcode: boolean): string[] =>
  transcode
    ? ['-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-ar', '48000', '-af', 'aresample=async=1000']
    : ['-c:a', 'copy'];

/** Where every picture is a key frame (MJPEG), a few a second are enough. */
const INTRA = "select='eq(pict_type,I)*(isnan(prev_selected_t)+gte(t-prev_selected_t,0.35))'";

const LEVEL_FILTER = [
  'aresample=16000',
  'asetnsamples=n=8000',
  'astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level',
  `ametadata=mode=print:key=lavfi.astats.Overall.RMS_level:file=pipe\\\\:${LEVEL_FD}:direct=1`,
].join(',');

/**
 * Everything comes from one process that decodes key frames alone: copying, thumbnails and health cost 1.4 % of a core at 720p25.
 * A thumbnail is chosen by `select`, which lets a frame through at once; `fps` would hold it back until after a cut.
 */
export function captureCommand(options: CaptureOptions): CaptureCommand {
  const { source, withSound, transcodeSound, transcodePicture, patient, everyFrame } = options;
  const heard = withSound && source.audio !== 'none';
  const from = input(source, patient, everyFrame || transcodePicture !== undefined);
  const everySoMuch = `select='eq(pict_type,I)*(isnan(prev_selected_t)+gte(t-prev_selected_t,${THUMBNAIL_EVERY_S}))'`;
  return {
    stdin: from.stdin,
    args: [
      ...['-hide_banner', '-nostats', '-loglevel', 'level+info', '-filter_threads', '1', ...from.args],
      // The stream itself.
      ...['-map', '0:v:0', ...picture(transcodePicture)],
      ...(heard ? ['-map', '0:a:0?', ...sound(transcodeSound || source.audio === 'transcode')] : ['-an']),
      ...FRAGMENTED,
      'pipe:1',
      // Thumbnails.
      ...[
        '-map',
        '0:v:0',
        '-an',
        '-vf',
        `${everySoMuch},scale=${THUMBNAIL_WIDTH}:-2:flags=fast_bilinear,format=yuvj420p`,
      ],
      ...['-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '6', '-f', 'image2pipe', '-flush_packets', '1'],
      `pipe:${THUMBNAIL_FD}`,
      // Key frames, small and grey, for black and frozen.
      ...['-map', '0:v:0', '-an', '-vf', `${INTRA},scale=${GREY.width}:${GREY.height}:flags=area,format=gray`],
      ...['-fps_mode', 'passthrough', '-c:v', 'rawvideo', '-f', 'rawvideo', '-flush_packets', '1', `pipe:${GREY_FD}`],
      // Sound level. The copied picture keeps this output valid when a camera has no sound.
      ...(heard ? ['-map', '0:v:0', '-c:v', 'copy', '-map', '0:a:0?', '-c:a', 'pcm_s16le', '-af', LEVEL_FILTER] : []),
      ...(heard ? ['-f', 'null', '-'] : []),
    ],
  };
}
