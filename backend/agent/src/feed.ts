/** One feed, whole: its camera, its recorder and its live sender, wired to each other. */
import { createCamera } from './capture/camera.ts';
import type { Camera } from './capture/camera-model.ts';
import type { CameraSource } from './config.ts';
import type { FeedGate } from './gate/verdict.ts';
import type { AgentClock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Recorder, RecorderOptions } from './recorder/model.ts';
import { createRecorder } from './recorder/recorder.ts';
import type { Spool } from './spool/spool.ts';
import { createLiveSender, type LiveSender, type LiveSenderOptions } from './uplink/live.ts';
import { createSmallSender, type SmallSender } from './uplink/small.ts';

export type FeedUnit = { feed: string; camera: Camera; recorder: Recorder; sender: LiveSender; small?: SmallSender };

export type FeedUnitOptions = {
  feed: string;
  source: CameraSource;
  gate: FeedGate;
  clock: AgentClock;
  spool: Spool;
  logger: Logger;
  newId: () => string;
  /** Something that vitals tell of the camera has changed. */
  onHealth: () => void;
} & Pick<RecorderOptions, 'onSittingEnd' | 'onPicture'> &
  Pick<LiveSenderOptions, 'client' | 'register' | 'line' | 'mayLeave' | 'onSent' | 'onArrived'>;

export function createFeedUnit(options: FeedUnitOptions): FeedUnit {
  const { feed, source, gate, clock, spool, logger, newId } = options;
  const { client, register, line, mayLeave, onSent, onArrived } = options;
  const sender = createLiveSender({ feed, spool, client, register, line, logger, mayLeave, onSent, onArrived });
  const small = source.small
    ? createSmallSender({ feed, spool, client, register, logger, mayLeave, mainWaits: () => sender.waiting() > 1 })
    : undefined;
  const recorder: Recorder = createRecorder({
    feed,
    gate,
    clock,
    spool,
    camera: () => camera,
    logger,
    newId,
    onSegment(segment) {
      sender.offer(segment);
      small?.offer(segment);
    },
    onSittingEnd: options.onSittingEnd,
    onPicture: options.onPicture,
  });
  const camera = createCamera({ feed, source, clock, logger, listener: recorder, onHealth: options.onHealth });
  return { feed, camera, recorder, sender, ...(small ? { small } : {}) };
}
