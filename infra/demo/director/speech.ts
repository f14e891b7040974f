/** Who speaks in a room, moment by moment: the last thing that happened there says who takes turns. */
import type { Speaker } from '../courtroom/moment.ts';
import { hearings } from '../day/day.ts';
import { minutesOf } from '../day/plan.ts';

/** The people who take turns in a room when the plan stands at `planMinutes`. */
export function talkAt(room: string, planMinutes: number): readonly Speaker[] {
  let latest = -1;
  let talk: readonly Speaker[] = ['empty'];
  for (const script of hearings) {
    if (script.room !== room) continue;
    for (const step of script.steps) {
      const at = minutesOf(step.at);
      if (at > planMinutes || at < latest) continue;
      latest = at;
      talk = step.talk;
    }
  }
  return talk;
}

export interface Turns {
  /** Who has the word now (ms since 1970); changes every few seconds. */
  speaker(talk: readonly Speaker[], now: number): Speaker;
}

/** Turns last 5 to 12 seconds; between two of the same person there is a short silence. */
export function createTurns(random: () => number): Turns {
  let talk: readonly Speaker[] = [];
  let turn = 0;
  let until = 0;
  let pause = false;
  return {
    speaker(next, now) {
      if (next !== talk) {
        talk = next;
        turn = 0;
        pause = false;
        until = now + 5_000 + random() * 7_000;
      } else if (now >= until) {
        pause = !pause && talk.length === 1;
        if (!pause) turn += 1;
        until = now + (pause ? 1_500 + random() * 1_500 : 5_000 + random() * 7_000);
      }
      const who = talk[turn % Math.max(1, talk.length)] ?? 'empty';
      return pause && who !== 'empty' && who !== 'waiting' ? 'nobody' : who;
    },
  };
}
