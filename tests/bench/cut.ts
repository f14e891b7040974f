/**
 * A cut, from the press: when the court sends nothing more of that picture, when the origin refuses it, and when it is gone from a wall of nine
 * tiles. With one viewer and with five hundred, from the court administrator's page, for doors that close, and while the line is broken.
 * Baseline: a note of the clerk until it stands on the same wall, before there are pictures.
 * `npm run bench -- cut [presses] [one|fiveHundred|office|line|closing …]`
 */
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Clerk } from '../rig/court.ts';
import { PEOPLE } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { figureOf, type Judged, most, refusedMost } from './cut/figures.ts';
import { framesKept, initOf } from './cut/kept.ts';
import { pressWithoutLine } from './cut/line-down.ts';
import { byClerk, byClosing, byOffice, type Way } from './cut/presses.ts';
import { pressOnce, type Run, strayIn } from './cut/run.ts';
import { openStage, type Place, ROOMS, type Stage } from './cut/stage.ts';
import { ascending, bench, type Figures, idleSince, percentile } from './harness.ts';
import { viewersOf } from './push/crowd.ts';

const PRESSES = Number(process.argv[2] ?? 30);
const ASKED = process.argv.slice(3);
/** So many presses follow each other before all nine tiles show a picture again. */
const IN_A_TURN = 3;
const OF_OFFICE = Math.ceil(PRESSES / 3);
const CROWD = 499;
/** A session serves 30 sockets at most. */
const SESSIONS = 20;
const NOTES = 15;
const LINE_BREAKS = Math.ceil(PRESSES / 6);
const GOAL = { screenMaxMs: 500 };

type Closed = { from: number; to: number };
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Presses in one room after the other. @param closed filled with the stretches that the last room's court closed */
async function press(
  stage: Stage,
  way: Way,
  count: number,
  { holders = [], closed }: { holders?: string[]; closed?: Closed[] } = {},
): Promise<Judged> {
  const runs: Run[] = [];
  const stray: number[] = [];
  const idle = idleSince();
  while (runs.length < count) {
    const turn: { place: Place; run: Run; lift: (() => Promise<void>) | undefined }[] = [];
    for (let n = 0; n < IN_A_TURN && runs.length < count; n++) {
      const place = stage.places[runs.length % ROOMS] as Place;
      const made = way(stage, place);
      const run = await pressOnce(stage, place, made, holders);
      runs.push(run);
      turn.push({ place, run, lift: made.lift });
    }
    const liftedAt = Date.now();
    for (const { lift } of turn) await lift?.();
    for (const { place, run, lift } of turn) {
      if (lift) await stage.shows(place);
      stray.push(...(await strayIn(stage, place, run.closedFrom, liftedAt)));
      if (place === stage.places.at(-1)) closed?.push({ from: run.closedFrom, to: liftedAt });
    }
  }
  return { runs, stray, idle: idle() };
}

async function pressBeforeACrowd(stage: Stage, closed: Closed[]): Promise<Judged> {
  const { http, password } = stage.province;
  const cookies: string[] = [];
  for (let n = 0; n < SESSIONS; n++) cookies.push(await signIn(http, PEOPLE.supervisor, password));
  const crowd = await viewersOf({ kind: 'service', http, cookies, viewers: CROWD, measuring: 0 });
  try {
    return await press(stage, byClerk, PRESSES, { holders: cookies, closed });
  } finally {
    await crowd.close();
  }
}

/** The bare way of an event: from the press at the console to a page that draws no picture. */
async function notes(page: Page, clerk: Clerk, hearing: string) {
  const took: number[] = [];
  await page.locator(`article:has(a[href="/hearings/${hearing}"])`).waitFor({ timeout: 60_000 });
  for (let n = 0; n < NOTES; n++) {
    const text = `Ghi chú thử nghiệm ${n}.`;
    const stands = page.waitForFunction(
      (wanted) => document.body.textContent?.includes(wanted) === true && Date.now(),
      text,
      { polling: 'raf', timeout: 30_000 },
    );
    await sleep(200 + Math.random() * 300);
    const pressedAt = Date.now();
    await clerk.enter(hearing, 'hearing.note.recorded', { text });
    took.push(Number(await (await stands).jsonValue()) - pressedAt);
  }
  return { noteP50Ms: percentile(ascending(took), 0.5), noteMaxMs: Math.max(...took), notes: took.length };
}

await bench('cut', async (dir) => {
  let baseline: Figures = {};
  const stage = await openStage(dir, async (...quiet) => {
    baseline = await notes(...quiet);
    console.log('baseline', JSON.stringify(baseline));
  });
  const last = stage.places.at(-1) as Place;
  const closed: Closed[] = [];
  const judged: Record<string, Judged> = {};
  const parts = {
    one: () => press(stage, byClerk, PRESSES, { closed }),
    fiveHundred: () => pressBeforeACrowd(stage, closed),
    office: () => press(stage, byOffice, OF_OFFICE),
    closing: () => press(stage, byClosing, ROOMS),
  };
  const figures: Figures = {};
  let init: Buffer;
  try {
    for (const place of stage.places) await stage.shows(place);
    init = await initOf(stage, last);
    if (ASKED.length === 0 || ASKED.includes('line')) {
      const seen: number[] = [];
      const away: number[] = [];
      for (let n = 0; n < LINE_BREAKS; n++) {
        const { closedFrom, liftedAt, afterReturnMs, stray } = await pressWithoutLine(stage, last);
        closed.push({ from: closedFrom, to: liftedAt });
        away.push(afterReturnMs);
        seen.push(...stray);
      }
      figures.line = { runs: away.length, goneAfterReturnMaxMs: most(away), framesAfterPress: seen.length };
      console.log('line', JSON.stringify(figures.line));
    }
    for (const [name, run] of Object.entries(parts)) {
      if (ASKED.length > 0 && !ASKED.includes(name)) continue;
      const found = await run();
      judged[name] = found;
      figures[name] = figureOf(found);
      console.log(name, JSON.stringify(figures[name]));
      console.log(
        'refused, most',
        JSON.stringify(refusedMost(found.runs)),
        found.runs.flatMap(({ leaks }) => leaks).join(),
      );
    }
  } finally {
    await stage.stopAll();
  }
  const frames = await framesKept(path.join(dir, 'service', 'recordings'), last.feed, init);
  const inside = frames.filter((time) => closed.some(({ from, to }) => from < time && time < to));
  const runs = [...(judged.one?.runs ?? []), ...(judged.fiveHundred?.runs ?? [])];
  const screenMaxMs = most(runs.map((run) => run.screenMs));
  const refused = Object.values(judged).every((one) => one.runs.every(({ originMs }) => originMs !== null));
  const leaks = Object.values(judged).flatMap((one) => [...one.stray, ...one.runs.flatMap((run) => run.leaks)]);
  return {
    figures: {
      screenMaxMs,
      originMaxMs: most(runs.map((run) => run.originMs)),
      agentMaxMs: most(runs.map((run) => run.agentMs)),
      runs: runs.length,
      ...figures,
      kept: { frames: frames.length, closed: closed.length, afterPress: inside.length },
    },
    baseline,
    goal: GOAL,
    met:
      screenMaxMs !== null && screenMaxMs <= GOAL.screenMaxMs && refused && leaks.length === 0 && inside.length === 0,
  };
});
