// A clerk's day over restarts and refusals: everything is entered once, in order, late things with their times.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hearings } from '../day/day.ts';
import { layOver } from '../day/lay-over.ts';
import { dayBegins, firstLook, minutesOf } from '../day/plan.ts';
import { type Clerk, Refused } from './clerk.ts';
import { createCourtroomDay } from './courtroom-day.ts';
import { openProgress } from './progress.ts';

let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'giamsat-progress-'));
  now = Date.parse('2026-04-15T02:12:00.000Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Entered {
  hearing: string;
  id: string;
  type: string;
  data: Record<string, unknown>;
  time?: string;
  at: number;
}

/** A console in memory that keeps the rules of the real one: the same id changes nothing, another content is refused. */
function createConsole() {
  const listed: { id: string; caseNumbers: string[]; start: unknown }[] = [];
  const entered: Entered[] = [];
  let down = false;
  const refuse = new Set<string>();
  const clerk: Clerk = {
    async hearings() {
      if (down) throw new Error('connection refused');
      return listed;
    },
    async list(data) {
      if (down) throw new Error('connection refused');
      const id = `hearing-${listed.length + 1}`;
      listed.push({ id, caseNumbers: data.caseNumbers as string[], start: data.start });
      return id;
    },
    async enter(hearing, entry) {
      if (down) throw new Error('connection refused');
      if (refuse.has(entry.type)) throw new Refused(422, 'not this');
      const before = entered.find((e) => e.id === entry.id);
      if (before === undefined) entered.push({ hearing, ...entry, at: now });
      else if (before.time !== entry.time) throw new Refused(409, 'the same id with another content');
    },
  };
  return { clerk, listed, entered, refuse, fall: (is: boolean) => (down = is) };
}

const reports: string[] = [];
function open(console: ReturnType<typeof createConsole>, pace = 6, room = 'lb-1') {
  const progress = openProgress(
    join(folder, 'progress.json'),
    () => now,
    (line) => reports.push(line),
  );
  const laid = layOver({ at: now, planMinutes: progress.planMinutes }, pace);
  const day = createCourtroomDay({
    room,
    clerk: console.clerk,
    progress,
    now: () => now,
    report: (line) => reports.push(line),
  });
  return { progress, laid, day };
}

const steps = hearings.find((h) => h.n === 11)?.steps ?? [];
const before = steps.filter((s) => minutesOf(s.at) <= minutesOf(firstLook));

test('at the first start the morning is entered with its times, and the rest at its moment', async () => {
  const console = createConsole();
  const { laid, day } = open(console);
  await day.work(laid);
  expect(console.listed.map((h) => h.caseNumbers[0])).toEqual(['9011/2026/TLST-HS', '9012/2026/TLST-HS']);
  expect(console.listed[0]?.start).toBe('2026-04-15T02:00:00.000Z');
  expect(console.entered.map((e) => e.type)).toEqual(before.map((s) => s.type));
  const opened = console.entered.find((e) => e.type === 'hearing.opened');
  expect(opened?.time).toBe('2026-04-15T02:00:00.000Z');
  now = laid.realOf('09:16') + 400;
  await day.work(laid);
  const last = console.entered.at(-1);
  expect(last?.type).toBe('hearing.evidence.examined');
  expect(last?.time).toBeUndefined();
});

test('the whole day comes in the order of the plan, once, whatever breaks in between', async () => {
  const console = createConsole();
  let { laid, day, progress } = open(console);
  const end = laid.realOf('17:30');
  for (let round = 0; now < end; round += 1, now += 7_000) {
    console.fall(round % 5 === 2);
    await day.work(laid).catch((error: Error) => expect(error.message).toBe('connection refused'));
    // The director is killed after a press and before it could remember.
    if (round % 40 === 39) {
      progress.reached(laid.planAt(now));
      ({ laid, day, progress } = open(console));
    }
  }
  console.fall(false);
  now = laid.realOf('17:31');
  await day.work(laid);
  expect(day.finished).toBe(true);
  const plan = hearings.filter((h) => h.room === 'lb-1').flatMap((h) => h.steps.map((s) => ({ n: h.n, ...s })));
  expect(console.entered.map((e) => e.type)).toEqual(
    plan.sort((a, b) => minutesOf(a.at) - minutesOf(b.at)).map((s) => s.type),
  );
  expect(console.listed.length).toBe(2);
});

test('a restart goes on where the plan stood, and what has not begun is moved', async () => {
  const console = createConsole();
  const first = open(console);
  await first.day.work(first.laid);
  first.progress.reached(first.laid.planAt(now));
  now += 3_600_000;
  const second = open(console);
  expect(second.progress.leftAt).toBe(now - 3_600_000);
  expect(second.laid.planAt(now)).toBeCloseTo(minutesOf(firstLook), 3);
  second.day.moveList(second.laid);
  await second.day.work(second.laid);
  await second.day.work(second.laid);
  const moved = console.entered.filter((e) => e.type === 'hearing.rescheduled');
  expect(moved.map((e) => e.hearing)).toEqual(['hearing-2']);
  expect(Date.parse(String(moved[0]?.data.start))).toBeGreaterThan(now);
  expect(console.entered.length).toBe(before.length + 1);
});

test('what the console refuses is reported and does not hold up the day', async () => {
  const console = createConsole();
  reports.length = 0;
  console.refuse.add('hearing.rights.explained');
  const { laid, day } = open(console);
  await day.work(laid);
  expect(reports).toEqual(['lb-1: hearing.rights.explained was refused (422 not this)']);
  expect(console.entered.length).toBe(before.length - 1);
});

test('a new day has new numbers and new ids; progress that cannot be read is put aside', async () => {
  const console = createConsole();
  const { progress, laid, day } = open(console);
  await day.work(laid);
  progress.nextDay();
  expect(progress.planMinutes).toBe(minutesOf(dayBegins));
  const morning = layOver({ at: now, planMinutes: progress.planMinutes }, 6);
  now = morning.realOf('07:46');
  await day.work(morning);
  expect(console.listed.map((h) => h.caseNumbers[0]).slice(2)).toEqual(['9023/2026/TLST-HS', '9024/2026/TLST-HS']);
  expect(new Set(console.entered.map((e) => e.id)).size).toBe(console.entered.length);
  writeFileSync(join(folder, 'progress.json'), '{ half a');
  reports.length = 0;
  expect(open(console).progress.day).toBe(0);
  expect(reports[0]).toMatch(/could not be read/);
});

test('a week of days leaves one postponed hearing’s continuation on the list, not one a day', async () => {
  const console = createConsole();
  const { progress, day } = open(console, 6, 'cl-1');
  let laid = layOver({ at: now, planMinutes: progress.planMinutes }, 6);
  const continued = () => console.entered.filter((e) => e.type === 'hearing.postponed').map((e) => e.data.successorId);
  const struckOff = () => console.entered.filter((e) => e.type === 'hearing.cancelled').map((e) => e.hearing);
  for (let n = 1; n <= 7; n += 1) {
    now = laid.realOf('17:30');
    await day.work(laid);
    // After a restart nothing is struck off twice.
    await open(console, 6, 'cl-1').day.work(laid);
    expect(day.finished).toBe(true);
    expect(new Set(continued()).size).toBe(n);
    expect(struckOff()).toEqual(continued().slice(0, -1));
    progress.nextDay();
    laid = layOver({ at: now, planMinutes: progress.planMinutes }, 6);
  }
});

test('a director killed in the middle of a later day goes on with that day: same numbers, nothing twice, nothing left out', async () => {
  const console = createConsole();
  const first = open(console);
  now = first.laid.realOf('17:30');
  await first.day.work(first.laid);
  first.progress.nextDay();
  const morning = layOver({ at: now, planMinutes: first.progress.planMinutes }, 6);
  now = morning.realOf('09:20') + 400;
  await first.day.work(morning);
  first.progress.reached(morning.planAt(now));
  // It is killed after a press that it could not remember any more …
  const file = join(folder, 'progress.json');
  const remembered = readFileSync(file);
  now = morning.realOf('09:35') + 400;
  await first.day.work(morning);
  const entered = console.entered.length;
  writeFileSync(file, remembered);
  // … and started again ten minutes later.
  now += 600_000;
  const second = open(console);
  expect(second.progress.day).toBe(1);
  expect(second.laid.planAt(now)).toBeCloseTo(minutesOf('09:20'), 0);
  second.day.moveList(second.laid);
  await second.day.work(second.laid);
  expect(console.listed.map((h) => h.caseNumbers[0]?.split('/')[0])).toEqual(['9011', '9012', '9023', '9024']);
  for (const end = second.laid.realOf('17:31'); now < end; now += 60_000) await second.day.work(second.laid);
  expect(second.day.finished).toBe(true);
  const types = console.entered.filter((e) => ['hearing-3', 'hearing-4'].includes(e.hearing)).map((e) => e.type);
  const plan = hearings.filter((h) => h.room === 'lb-1').flatMap((h) => h.steps);
  const inOrder = [...plan].sort((a, b) => minutesOf(a.at) - minutesOf(b.at)).map((s) => s.type);
  expect(types.filter((type) => type !== 'hearing.rescheduled')).toEqual(inOrder);
  expect(console.listed.length).toBe(4);
  expect(console.entered.length).toBeGreaterThan(entered);
});
