/** Sorts what ffmpeg complains of: why a camera cannot be reached, damaged data, times that go back, sound that cannot be copied. */
import type { ConnectionFinding } from '@giamsat/contract/camera/finding';

const CONNECTION: [RegExp, ConnectionFinding][] = [
  [/\b401\b|unauthori[sz]ed|\b403\b|forbidden/i, 'unauthorised'],
  [/\b461\b|unsupported transport|nonmatching transport/i, 'udp-only'],
  [/\b404\b|\b454\b|not found|no route for/i, 'not-found'],
  [/tls|certificate|handshake|gnutls/i, 'tls-failed'],
  [
    /connection (refused|timed out|reset)|no route to host|network is unreachable|name or service not known|failed to resolve|timed out|operation timed out/i,
    'unreachable',
  ],
  [/matches no streams|does not contain any stream|output file #0 does not contain/i, 'no-picture'],
  [/invalid data found|server returned|protocol not found|end of file|input\/output error/i, 'unreadable'],
];

/** Why a run of ffmpeg that gave no picture ended; undefined where its words do not tell. */
export const connectionFindingOf = (complaint: string): ConnectionFinding | undefined =>
  CONNECTION.find(([words]) => words.test(complaint))?.[1];

const DAMAGE =
  /error while decoding|concealing|corrupt|invalid nal|non-existing [ps]ps|decode_slice_header|invalid data found|no frame!|cabac|out of range|missing picture|left block unavailable|top block unavailable|mb_type|negative mv|data partitioning|overread|truncat|illegal|reference picture/i;
export const tellsOfDamage = (line: string): boolean => DAMAGE.test(line);

/** The muxer mends times that go back; the picture would stand still for as long. */
const TIME_GOES_BACK = /non-monoton|timestamps are unset|out of order/i;
export const tellsOfTimeGoingBack = (line: string): boolean => TIME_GOES_BACK.test(line);

/** Frames without a time of decoding: B-frames of a camera that tells only when each is shown. */
const MISSING_ORDER = /pts has no value|packet duration: .* is out of range/i;
export const tellsOfMissingOrder = (line: string): boolean => MISSING_ORDER.test(line);

/** The look at the streams was over before they had shown what they are. */
const HASTE =
  /could not find codec parameters|unspecified size|not enough frames|dimensions not set|consider increasing/i;
export const tellsOfHaste = (complaint: string): boolean => HASTE.test(complaint);

/** While the picture is encoded anew: the encoder keeps the size it began with. */
const PICTURE_CHANGED = /changing video frame properties on the fly/i;
export const tellsOfChangedPicture = (line: string): boolean => PICTURE_CHANGED.test(line);

const SOUND_NOT_COPIED = /could not find tag for codec|not currently supported in container|malformed aac/i;
export const tellsOfSoundThatCannotBeCopied = (complaint: string): boolean => SOUND_NOT_COPIED.test(complaint);

/** ffmpeg marks each line with its level; only what is at least a warning is a complaint. */
export function parseLine(line: string): { text: string; complaint: boolean } {
  const level = /\[(quiet|panic|fatal|error|warning|info|verbose|debug)\] /.exec(line);
  const text = level ? line.replace(level[0], '') : line;
  return { text, complaint: level !== null && /panic|fatal|error|warning/.test(level[1] ?? '') };
}
