/** What a feed's recorder is, and what it needs. */
import type { Camera, CameraListener } from '../capture/camera-model.ts';
import type { FeedGate, Verdict } from '../gate/verdict.ts';
import type { AgentClock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { RunningSegment } from '../spool/running-segment.ts';
import type { Spool } from '../spool/spool.ts';

export type Recorder = CameraListener & {
  /** The fold changed, or time passed: what must end ends now, not with the next part. */
  review(): void;
  /** The clock was set: a new epoch begins. */
  clockStepped(): void;
  /** The next key frame begins a segment, however short the running one is then: for live, which can begin with none but a whole one. */
  beginAnew(): void;
  stop(): Promise<void>;
  /** What the feed does now, for vitals and the console. */
  verdict(): Verdict;
  keeping(): boolean;
  /** The newest picture of the camera and when it came. */
  latestThumbnail(): { jpeg: Uint8Array; at: number } | undefined;
};

export type RecorderOptions = {
  feed: string;
  gate: FeedGate;
  clock: AgentClock;
  spool: Spool;
  camera: () => Pick<Camera, 'wantSound' | 'unfit' | 'health'>;
  logger: Logger;
  newId: () => string;
  /** A segment begins: whoever sends live takes it from here. */
  onSegment: (segment: RunningSegment) => void;
  /** A sitting that was kept has ended: time to commit. */
  onSittingEnd: () => void;
  /** The camera failed, or came back after `downMs`, while it was being kept. */
  onPicture: (change: { lost: true } | { lost: false; downMs: number }) => void;
};
