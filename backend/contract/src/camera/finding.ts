/** What can be wrong with a camera, by code: the agent finds it, vitals carry it, the technician's check explains it. */

/** Why no picture comes at all. */
export const CONNECTION_FINDINGS = [
  'unreachable',
  'unauthorised',
  'not-found',
  'udp-only',
  'tls-failed',
  'unreadable',
  'no-picture',
] as const;

/** What cannot be copied into Low-Latency HLS: encoded anew where that is configured, else refused. */
export const REFUSED_FINDINGS = [
  'hevc',
  'mjpeg',
  'other-codec',
  'key-frames-rare',
  'frame-rate-varies',
  'frames-out-of-order',
] as const;

/** How a picture or its sound fares at this moment. */
export const MOMENT_FINDINGS = ['black', 'frozen', 'silent', 'slow', 'garbage'] as const;

/** Works, and could be better. */
export const ADVICE_FINDINGS = [
  'key-frames-seldom',
  'picture-large',
  'bitrate-high',
  'interlaced',
  'frame-rate-low',
  'reordered',
  'sound-encoded-anew',
  'sound-absent',
  'no-sound',
] as const;

export type ConnectionFinding = (typeof CONNECTION_FINDINGS)[number];
export type RefusedFinding = (typeof REFUSED_FINDINGS)[number];
export type MomentFinding = (typeof MOMENT_FINDINGS)[number];
export type AdviceFinding = (typeof ADVICE_FINDINGS)[number];
export type Finding = ConnectionFinding | RefusedFinding | MomentFinding | AdviceFinding;

const FAILING: ReadonlySet<string> = new Set<Finding>([
  ...CONNECTION_FINDINGS,
  ...REFUSED_FINDINGS,
  'black',
  'frozen',
  'slow',
  'garbage',
]);

/** True: with this the camera does not pass the technician's check (Chưa đạt). */
export const isFailing = (finding: Finding): boolean => FAILING.has(finding);

/** A picture is refused whose key frames are further apart than this; TARGETDURATION is 6 (`media-rules.md` 3). */
export const KEY_FRAMES_RARE_MS = 5_000;
/** Beyond this the first picture comes late and thumbnails are few. */
export const KEY_FRAMES_SELDOM_MS = 2_100;
