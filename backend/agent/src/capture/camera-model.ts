/** What a camera is to the rest of the agent: what it needs, whom it tells, what it knows of itself. */
import type { Finding, RefusedFinding } from '@giamsat/contract/camera/finding';
import type { CameraSource } from '../config.ts';
import type { AgentClock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Moment } from './moment.ts';
import type { CaptureInit, Part } from './part.ts';
import type { StreamFacts } from './stream-facts.ts';

export type CameraHealth = Partial<Moment> & {
  state: 'starting' | 'running' | 'stalled' | 'stopped';
  fps?: number;
  kbps?: number;
  keyIntervalMs?: number;
  findings: Finding[];
  /** Nothing is handed on; `findings` say why. */
  refused?: boolean;
  transcoded?: boolean;
  /** Percent of one core that this capture costs. */
  corePercent?: number;
  restarts: number;
};

export type CameraListener = {
  /** What follows belongs to another epoch than what was captured before. */
  init(init: CaptureInit): void;
  part(part: Part): void;
  /** The picture stopped; parts come again after another `init`. */
  lost(): void;
  thumbnail(jpeg: Uint8Array): void;
};

export type CameraStream = {
  facts: StreamFacts;
  /** RFC 6381, of what is handed on. */
  codecs?: string;
  size?: { width: number; height: number };
  /** How much later than decoded a frame is shown at most: B-frames. */
  reorderMs: number;
};

export type Camera = {
  start(): void;
  stop(): Promise<void>;
  /** False: begins again without sound; so does a change back. */
  wantSound(wanted: boolean): void;
  /** The picture cannot be copied, as whoever cuts it into segments found. */
  unfit(why: RefusedFinding): void;
  health(): CameraHealth;
  /** What the camera sends, for the technician's check. */
  stream(): CameraStream;
};

export type CameraOptions = {
  feed: string;
  source: CameraSource;
  clock: Pick<AgentClock, 'now'>;
  logger: Logger;
  listener: CameraListener;
  /** Something that vitals tell has changed. */
  onHealth?: () => void;
  /** Path of ffmpeg; default: on the PATH. */
  ffmpeg?: string;
};
