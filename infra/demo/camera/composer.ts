/** Puts together the picture of a moment: base, what moves, and the clock. */
import { hasVoice, type Moment, nameOf, type Speaker } from '../courtroom/moment.ts';
import { createClockFace } from './clock-face.ts';
import { applyPatch, type Pictures } from './pictures.ts';

export interface Composer {
  /**
   * The picture at `at` (ms since 1970); the same buffer again while nothing changed. It is not written to until as many
   * `release` calls as `picture` calls have named it: a pool instead of 3 MB of garbage each second.
   */
  picture(speaker: Speaker, mouth: Moment['mouth'], at: number): Buffer;
  release(frame: Buffer): void;
}

export function createComposer(pictures: Pictures, random: () => number): Composer {
  const clock = createClockFace(pictures.glyphs);
  let pose: Moment['pose'] = 0;
  let poseUntil = 0;
  let shown = '';
  let frame: Buffer = Buffer.alloc(0);
  const free: Buffer[] = [];
  const inUse = new Map<Buffer, number>();

  function lend(next: Buffer): Buffer {
    inUse.set(next, (inUse.get(next) ?? 0) + 1);
    return next;
  }

  function move(speaker: Speaker, at: number): void {
    if (at < poseUntil) return;
    // A pose and then rest: hands are not always in the air.
    pose = pose === 0 && random() < 0.75 ? (random() < 0.6 ? 1 : 2) : 0;
    if (speaker === 'empty') pose = 0;
    poseUntil = at + (hasVoice(speaker) ? 700 : 2500) + random() * (pose === 2 ? 300 : 1900);
  }

  return {
    picture(speaker, mouth, at) {
      move(speaker, at);
      const name = nameOf({ speaker, pose: speaker === 'empty' ? 0 : pose, mouth: hasVoice(speaker) ? mouth : 0 });
      const key = `${name}@${Math.floor(at / 1000)}`;
      if (key === shown) return lend(frame);
      if (frame.length > 0 && !inUse.has(frame)) free.push(frame);
      frame = free.pop() ?? Buffer.alloc(pictures.base.length);
      frame.set(pictures.base);
      const patch = pictures.patches.get(name);
      if (patch !== undefined) applyPatch(frame, patch);
      clock.stamp(frame, pictures.width, pictures.height, at);
      shown = key;
      return lend(frame);
    },
    release(done) {
      const left = (inUse.get(done) ?? 0) - 1;
      if (left > 0) inUse.set(done, left);
      else {
        inUse.delete(done);
        if (done !== frame && free.length < 8) free.push(done);
      }
    },
  };
}
