/** The sound of a courtroom, asked for a stretch at a time: whoever has the word speaks, else the room murmurs. */
import { hasVoice, type Moment, type Speaker } from '../courtroom/moment.ts';
import { createRandom } from './random.ts';
import type { Voiced } from './sentences.ts';
import { sampleRate, type Voices } from './voices.ts';

export interface Sound {
  /** The next `count` samples (16 bit, mono, `sampleRate`) and how wide the speaker's mouth is meanwhile. */
  next(speaker: Speaker, count: number): { samples: Int16Array; mouth: Moment['mouth'] };
}

/** Six seconds of a quiet room, in a loop without a seam that one hears. */
function roomTone(random: () => number): Int16Array {
  const tone = new Int16Array(sampleRate * 6);
  let low = 0;
  for (let i = 0; i < tone.length; i++) {
    low = low * 0.985 + (random() - 0.5) * 0.3;
    tone[i] = low * 170;
  }
  return tone;
}

/** Several people far away, quietly and at once. */
function murmur(voices: Voices, random: () => number): Int16Array {
  const loop = new Int16Array(sampleRate * 9);
  for (const who of ['other', 'defendant', 'assessor', 'clerk'] as const)
    for (const spoken of voices[who]) {
      const from = Math.floor(random() * loop.length);
      for (let i = 0; i < spoken.length; i++) {
        const at = (from + i) % loop.length;
        loop[at] = (loop[at] as number) + (spoken[i] as number) * 0.045;
      }
    }
  return loop;
}

export function createSound(voices: Voices, seed: number): Sound {
  const random = createRandom(seed * 977 + 5);
  const tone = roomTone(random);
  const crowd = murmur(voices, random);
  let position = 0;
  let who: Speaker = 'empty';
  let spoken: Int16Array | undefined;
  let at = 0;
  let pause = 0;
  let turn = Math.floor(random() * 100);

  function begin(): void {
    const list = voices[who as Voiced];
    spoken = list[turn++ % list.length];
    at = 0;
  }

  return {
    next(speaker, count) {
      if (speaker !== who) {
        who = speaker;
        spoken = undefined;
        pause = Math.floor(sampleRate * 0.4);
      }
      const samples = new Int16Array(count);
      const crowded = speaker === 'nobody' || speaker === 'waiting';
      let energy = 0;
      for (let i = 0; i < count; i++) {
        let value = tone[(position + i) % tone.length] as number;
        if (crowded) value += crowd[(position + i) % crowd.length] as number;
        else if (hasVoice(speaker)) {
          if (spoken === undefined && pause-- <= 0) begin();
          if (spoken !== undefined) {
            const voice = spoken[at++] as number;
            energy += voice * voice;
            value += voice;
            if (at >= spoken.length) {
              spoken = undefined;
              pause = Math.floor(sampleRate * (0.35 + random() * 0.9));
            }
          }
        }
        samples[i] = value;
      }
      position += count;
      const loudness = Math.sqrt(energy / Math.max(1, count));
      return { samples, mouth: loudness < 500 ? 0 : loudness < 2900 ? 1 : 2 };
    },
  };
}
