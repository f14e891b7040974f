/** Plays the day: lets the clerks enter what is due, gives people the word before the cameras, begins a new day after the last. */
import { createRandom } from '../camera/random.ts';
import { type LaidOver, layOver } from '../day/lay-over.ts';
import { dayEnds, minutesOf } from '../day/plan.ts';
import { clerkLogin, demoPassword, demoRooms } from '../registry.ts';
import { createClerk } from './clerk.ts';
import { createCourtroomDay } from './courtroom-day.ts';
import type { CourtPlan } from './courts.ts';
import type { StartedCameras } from './machines.ts';
import type { Progress } from './progress.ts';
import { createTurns, talkAt } from './speech.ts';

export interface PlayDeps {
  progress: Progress;
  pace: number;
  courts: readonly CourtPlan[];
  cameras: StartedCameras;
  now: () => number;
  report: (line: string) => void;
}

export interface Play {
  /** Where the plan stands, in minutes since its midnight. */
  planMinutes(): number;
  stop(): Promise<void>;
}

const clerksWorkEveryMs = 500;
const speechEveryMs = 400;
const rememberEveryMs = 5_000;
/** A pause of the demo that is longer moves what is still to come. */
const worthMovingMs = 90_000;
const sayAgainAfterMs = 30_000;

export function startPlay(deps: PlayDeps): Play {
  const { progress, now } = deps;
  let laid: LaidOver = layOver({ at: now(), planMinutes: progress.planMinutes }, deps.pace);
  let stopped = false;

  const days = demoRooms.map(({ code, court }) => {
    const port = deps.courts.find((plan) => plan.court === court)?.port;
    const clerk = createClerk({ console: `http://127.0.0.1:${port}`, login: clerkLogin(code), password: demoPassword });
    return { code, day: createCourtroomDay({ room: code, clerk, progress, now, report: deps.report }) };
  });
  if (progress.leftAt !== undefined && now() - progress.leftAt > worthMovingMs) {
    for (const { day } of days) day.moveList(laid);
  }

  const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

  async function clerkAtWork({ code, day }: (typeof days)[number]): Promise<void> {
    let failingSince: number | undefined;
    let saidAt = 0;
    while (!stopped) {
      try {
        await day.work(laid);
        if (failingSince !== undefined && saidAt > 0) deps.report(`the clerk of ${code} reaches the console again`);
        failingSince = undefined;
        saidAt = 0;
        await pause(clerksWorkEveryMs);
      } catch (error) {
        failingSince ??= now();
        if (now() - failingSince > sayAgainAfterMs && now() - saidAt > sayAgainAfterMs * 10) {
          deps.report(`the clerk of ${code} does not reach the console: ${(error as Error).message}`);
          saidAt = now();
        }
        await pause(1_500);
      }
    }
  }

  const feeds = deps.courts.flatMap((plan) => plan.cameras);
  const turns = new Map(demoRooms.map(({ code }, n) => [code, createTurns(createRandom(n + now()))]));
  const speech = setInterval(() => {
    const plan = laid.planAt(now());
    for (const { code } of demoRooms) {
      const who = turns.get(code)?.speaker(talkAt(code, plan), now()) ?? 'empty';
      for (const { room, feed } of feeds) if (room === code) deps.cameras.speak(feed, who);
    }
  }, speechEveryMs);

  const memory = setInterval(() => {
    const plan = laid.planAt(now());
    progress.reached(Math.min(plan, minutesOf(dayEnds)));
    if (plan < minutesOf(dayEnds) || !days.every(({ day }) => day.finished)) return;
    progress.nextDay();
    laid = layOver({ at: now(), planMinutes: progress.planMinutes }, deps.pace);
    deps.report(`the day is over; day ${progress.day + 1} of the demo begins`);
  }, rememberEveryMs);

  const working = Promise.all(days.map(clerkAtWork));
  return {
    planMinutes: () => laid.planAt(now()),
    async stop() {
      stopped = true;
      clearInterval(speech);
      clearInterval(memory);
      await Promise.race([working, pause(3_000)]);
      progress.reached(Math.min(laid.planAt(now()), minutesOf(dayEnds)));
    },
  };
}
