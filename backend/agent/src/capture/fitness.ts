/** Decides what is done with a camera's picture: copied, encoded anew where that is configured, or refused in words. */
import type { RefusedFinding } from '@giamsat/contract/camera/finding';
import { FINDING_WORDS } from '@giamsat/contract/camera/finding-words';
import { type CameraSource, transcodingOf } from '../config.ts';
import type { Logger } from '../platform/logger.ts';
import type { Part } from './part.ts';
import type { StreamFacts } from './stream-facts.ts';
import { createSuitability } from './suitability.ts';

/** `again`: the run must end, and the next encodes the picture anew. */
export type Decision = 'hand on' | 'hand on as another epoch' | 'withhold' | 'again';

export type Fitness = {
  beginRun(): void;
  /** What the camera sends is known, before any of it is read. */
  codec(facts: StreamFacts): Decision;
  observe(part: Part, facts: StreamFacts): Decision;
  /** Found by others. True: the run must end. */
  unfit(why: RefusedFinding): boolean;
  refusedFor(): RefusedFinding[];
  /** Its kind alone is refused: whatever else is said of it helps nobody. */
  refusesCodec(): boolean;
  /** Encoded anew, at this frame rate. */
  anew(): { fps: number } | undefined;
};

const OF_CODEC: ReadonlySet<RefusedFinding> = new Set(['hevc', 'mjpeg', 'other-codec']);
const USUAL_FPS = 25;

export function createFitness(source: CameraSource, log: Logger): Fitness {
  const policy = transcodingOf(source);
  const suitability = createSuitability();
  let refused: RefusedFinding[] = [];
  let anew: { fps: number } | undefined = policy === 'always' ? { fps: USUAL_FPS } : undefined;

  const refuse = (why: RefusedFinding[]): void => {
    if (refused.join() === why.join()) return;
    refused = why;
    const words = why.map((one) => FINDING_WORDS[one]);
    const vi = words.map(({ what, change }) => `${what.vi}. ${change.vi}`);
    const en = words.map(({ what, change }) => `${what.en}. ${change.en}`);
    log.error({ unfit: why, vi, en }, 'capture: the picture is refused; set the camera, or "transcode": "when-needed"');
  };

  /** One that was refused is believed again when it has proved itself; a codec proves itself at once. */
  const believe = (): void => {
    if (refused.length === 0) return;
    if (!refused.every((why) => OF_CODEC.has(why)) && !suitability.proven()) return;
    refused = [];
    log.warn('capture: the picture can be copied now');
  };

  const decide = (facts: StreamFacts, changed: boolean): Decision => {
    const unfit = suitability.unfit();
    if (unfit.length === 0) believe();
    else if (policy === 'never') refuse(unfit);
    else {
      const announced = Math.round(facts.picture?.fps ?? 0);
      anew = { fps: announced >= 10 && announced <= 30 ? announced : USUAL_FPS };
      log.warn({ unfit, fps: anew.fps }, 'capture: the picture cannot be copied and is encoded anew');
      return 'again';
    }
    if (refused.length > 0) return 'withhold';
    return changed ? 'hand on as another epoch' : 'hand on';
  };

  return {
    beginRun: () => suitability.begin(),
    codec(facts) {
      suitability.codec(facts.picture?.codec);
      return anew ? 'hand on' : decide(facts, false);
    },
    observe(part, facts) {
      return anew ? 'hand on' : decide(facts, suitability.observe(part));
    },
    unfit(why) {
      if (anew || refused.includes(why)) return false;
      if (policy === 'never') refuse([...refused, why]);
      else anew = { fps: USUAL_FPS };
      return true;
    },
    refusedFor: () => refused,
    refusesCodec: () => refused.some((why) => OF_CODEC.has(why)),
    anew: () => anew,
  };
}
