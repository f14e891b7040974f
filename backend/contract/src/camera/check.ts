/** The technician's check of a camera (`giamsat-agent doctor`, and the console's page): what it sends, and whether that will do. */
import { type Static, Type } from 'typebox';

export const CameraCheck = Type.Object({
  /** Đạt: a living picture that the wall can show. */
  pass: Type.Boolean(),
  /** As ffmpeg names them: `h264`, `High`, `aac`, `pcm_alaw` … */
  picture: Type.Optional(
    Type.Object({
      codec: Type.String(),
      profile: Type.Optional(Type.String()),
      width: Type.Optional(Type.Integer()),
      height: Type.Optional(Type.Integer()),
    }),
  ),
  sound: Type.Optional(
    Type.Object({
      codec: Type.String(),
      sampleRate: Type.Optional(Type.Integer()),
      /** RMS, dBFS. */
      levelDb: Type.Optional(Type.Number()),
    }),
  ),
  fps: Type.Optional(Type.Number()),
  kbps: Type.Optional(Type.Number()),
  keyIntervalMs: Type.Optional(Type.Number()),
  /** From the last byte at the agent to the wall, milliseconds; the camera's own comes on top. */
  latencyMs: Type.Optional(Type.Number()),
  transcoded: Type.Boolean(),
  /** Of one core, as measured. */
  corePercent: Type.Optional(Type.Number()),
  /** Codes of `finding.ts`, the failing ones first. */
  findings: Type.Array(Type.String({ maxLength: 40 })),
  capacity: Type.Object({
    cores: Type.Integer(),
    diskFreeBytes: Type.Integer(),
    /** How many cameras like this one the processors hold; absent where their cost could not be measured. */
    cameras: Type.Optional(Type.Integer()),
    /** How many hours of this one the disk holds while the line is out. */
    hours: Type.Optional(Type.Number()),
  }),
});
export type CameraCheck = Static<typeof CameraCheck>;

/** `POST /clerk/api/camera-check` → `{ check, preview? }`: a camera that is not configured yet, watched for a quarter of a minute. */
export const CameraCheckRequest = Type.Object(
  { url: Type.String({ pattern: '^rtsps?://[^\\s]+$', maxLength: 2000 }) },
  { additionalProperties: false },
);
