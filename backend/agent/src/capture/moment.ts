/** How a camera fares at this moment: black, frozen, silent, slow or damaged, judged anew for each run of capture. */
import type { Finding } from '@giamsat/contract/camera/finding';
import { createDamage, createPace, createPictureHealth, createSoundHealth } from './picture-health.ts';
import type { PictureSamples } from './sample-table.ts';

export type Moment = {
  black: boolean;
  frozen: boolean;
  slow: boolean;
  garbage: boolean;
  /** Unknown without sound. */
  silent?: boolean;
  /** RMS, dBFS. */
  levelDb?: number;
};

/** The first pictures of a run hang on a key frame that came before it. */
const BELIEVED_AFTER_MS = 1_500;

export function createMoment() {
  const picture = createPictureHealth();
  const judgeSound = createSoundHealth();
  const pace = createPace();
  const damage = createDamage();
  let firstAt: number | undefined;
  let sound: { silent: boolean; levelDb: number } | undefined;
  return {
    size: picture.size,
    part(endMs: number, key: boolean, samples: PictureSamples, now: number) {
      firstAt ??= now;
      pace.observe(endMs, now);
      picture.between(key ? samples.bytes.slice(1) : samples.bytes, now);
    },
    grey: picture.key,
    level(levelDb: number, now: number) {
      sound = { levelDb: Math.round(levelDb * 10) / 10, ...judgeSound(levelDb, now) };
    },
    damaged(now: number) {
      if (firstAt !== undefined && now - firstAt > BELIEVED_AFTER_MS) damage.observe(now);
    },
    read: (now: number): Moment => ({
      ...picture.read(now),
      slow: pace.slow(now),
      garbage: damage.damaged(now),
      ...sound,
    }),
  };
}

export const momentFindings = (moment: Moment): Finding[] =>
  (['black', 'frozen', 'silent', 'slow', 'garbage'] as const).filter((one) => moment[one] === true);
