// The clock of the court's machine is set while it runs, or begins in 1970: events keep their order, and log and picture the province's time.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AgentProcess,
  type ClerkPage,
  clerkOfTests,
  clerkPage,
  dataFolder,
  FEED,
  openAtConsole,
  startAgentProcess,
} from '../agent/court.ts';
import { type Province, startProvince } from '../agent/province.ts';
import { clockIn, clockOf, hasFaketime } from '../rig/faketime.ts';
import { until } from '../rig/processes.ts';

/** Not what a busy machine takes, but what a clock is wrong by. */
const NEAR_MS = 60_000;
const HOUR_MS = 3_600_000;

let province: Province;
let data: ReturnType<typeof dataFolder>;
let agent: AgentProcess | undefined;
let clockFile: string;
beforeAll(async () => {
  province = await startProvince({ feeds: [FEED], clerks: [clerkOfTests()] });
  data = dataFolder();
  clockFile = path.join(data.folder, 'clock');
  writeFileSync(clockFile, '+0');
});
afterAll(async () => {
  await agent?.kill('SIGKILL');
  await province?.close();
  data?.remove();
});

const signIn = (): Promise<ClerkPage> => until('a clerk can sign in', () => clerkPage(agent?.console ?? ''));
const accepted = (ref: string) =>
  until('the province has it', () => province.events.find((event) => `${event.source}#${event.id}` === ref));
const isNear = (time: string, to = Date.now()): boolean => Math.abs(Date.parse(time) - to) < NEAR_MS;
/** One after the other in the order of their numbers, none missing, and none dated before the one before. */
const inOrder = (): void => {
  const numbers = province.events.map(({ sequence }) => Number(sequence));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
};
const newestEpoch = (): string | undefined => province.kept().at(-1)?.epoch;

test.runIf(hasFaketime)(
  'set forwards and backwards by hours while it runs, it goes on as before',
  async () => {
    agent = await startAgentProcess(province.url(), data.folder, undefined, clockIn(clockFile));
    const page = await signIn();
    const hearing = await openAtConsole(page);
    await until('it is on air', () => province.kept().length >= 1 || undefined);
    const epoch = newestEpoch();
    for (const [step, type] of [
      ['+7200', 'hearing.questioning.started'],
      ['-7200', 'hearing.debate.started'],
    ] as const) {
      writeFileSync(clockFile, step);
      const { time } = await accepted(await page.enter(hearing, type));
      expect(isNear(time)).toBe(true);
    }
    const kept = province.kept().length;
    await until('another segment', () => province.kept().length > kept || undefined);
    const newest = province.kept().at(-1);
    // Its own time is none that anybody can set.
    expect(newest?.epoch).toBe(epoch);
    expect(isNear(newest?.start ?? '')).toBe(true);
    inOrder();

    // Started anew while its clock is wrong: it hears the province first.
    writeFileSync(clockFile, '-36000');
    await agent.kill('SIGKILL');
    agent = await startAgentProcess(province.url(), data.folder, undefined, clockIn(clockFile));
    const again = await signIn();
    const { time, clockoffsetms } = await accepted(await again.enter(hearing, 'hearing.last_words.started'));
    expect(isNear(time)).toBe(true);
    expect(Math.abs(Number(clockoffsetms) - 10 * HOUR_MS)).toBeLessThan(NEAR_MS);
    inOrder();

    // 1970, and no line: it goes on from the last that it wrote, and is set right with the line.
    await agent.kill('SIGKILL');
    await province.lineDown();
    const before = Date.parse(province.events.at(-1)?.time ?? '');
    agent = await startAgentProcess(province.url(), data.folder, undefined, clockOf('@1970-01-01 00:00:10'));
    const alone = await signIn();
    const withoutLine = await alone.enter(hearing, 'hearing.note.recorded', { text: 'không có đường truyền' });
    await province.lineUp();
    const early = await accepted(withoutLine);
    expect(Date.parse(early.time)).toBeGreaterThanOrEqual(before);
    expect(isNear(early.time)).toBe(true);
    await until('the clock is right', async () => {
      const state = await alone.get<{ now: string; line: { machineClock?: string } }>('/state');
      return state.line.machineClock?.startsWith('1970') && isNear(state.now) ? true : undefined;
    });
    const late = await accepted(await alone.enter(hearing, 'hearing.note.recorded', { text: 'có lại đường truyền' }));
    expect(isNear(late.time)).toBe(true);
    inOrder();
    await until('its picture is dated right', () => {
      const one = province.kept().at(-1);
      return one && one.epoch !== epoch && isNear(one.start) ? true : undefined;
    });
  },
  240_000,
);
