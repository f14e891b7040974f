/** The agent is killed without warning, and begins again. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type AgentProcess,
  clerkOfTests,
  clerkPage,
  dataFolder,
  FEED,
  openAtConsole,
  startAgentProcess,
} from './court.ts';
import { probe } from './media.ts';
import { type Province, startProvince } from './province.ts';
import { sleep, until } from './wait.ts';

let province: Province;
let agent: AgentProcess;
let data: ReturnType<typeof dataFolder>;

beforeEach(async () => {
  province = await startProvince({ feeds: [FEED], clerks: [clerkOfTests()] });
  data = dataFolder();
  agent = await startAgentProcess(province.url(), data.folder);
});
afterEach(async () => {
  await agent.kill('SIGKILL');
  await province.close();
  data.remove();
});

const signIn = () => until('a clerk can sign in', () => clerkPage(agent.console).catch(() => undefined));
const spoolFiles = () => {
  const feed = path.join(data.folder, 'spool', FEED);
  return readdirSync(feed, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.m4s'));
};

it('kill -9 in the middle of a segment loses nothing that was final, and keeps the parts that were whole', async () => {
  const page = await signIn();
  const hearing = await openAtConsole(page);
  await until('two segments', () => province.kept().length >= 2, 30_000);
  await sleep(1500);
  const before = province.kept();
  const running = province.arrivals.at(-1)?.number ?? 0;
  expect(running).toBeGreaterThanOrEqual(before.length);
  await agent.kill('SIGKILL');
  const onDisk = spoolFiles().length;

  agent = await startAgentProcess(province.url(), data.folder);
  await until(
    'the unfinished segment followed',
    () => province.kept().some((one) => one.number === running && one.epoch === before[0]?.epoch),
    30_000,
  );
  const rescued = province.kept().filter((one) => one.epoch === before[0]?.epoch);
  expect(rescued.length).toBe(onDisk);
  for (const one of before)
    expect(rescued.some((other) => other.number === one.number && other.sha256 === one.sha256)).toBe(true);
  const init = province.inits.get(before[0]?.epoch ?? '');
  expect(init && probe(init, rescued).complaints).toBe('');

  // The same clerk is still signed in, the same hearing goes on, and live begins again.
  const course = await page
    .get<{ hearing: { state: { stage: string } } }>(`/hearings/${hearing}`)
    .catch(() => undefined);
  expect(course).toBeUndefined();
  const again = await signIn();
  expect((await again.get<{ hearing: { state: { stage: string } } }>(`/hearings/${hearing}`)).hearing.state.stage).toBe(
    'opening',
  );
  await until('a new epoch', () => province.kept().some((one) => one.epoch !== before[0]?.epoch), 30_000);
  await again.enter(hearing, 'hearing.closed');
  const gaps = await until('its own gap is declared', () => {
    const found = province.events.flatMap((event) =>
      event.type === 'recording.committed' ? (event.data.gaps as { cause: string }[]) : [],
    );
    return found.some((gap) => gap.cause === 'agent') && found;
  });
  expect(gaps.filter((gap) => gap.cause === 'agent')).toHaveLength(1);
});

it('stays cut when it is restarted during deliberation, with and without a line', async () => {
  const page = await signIn();
  const hearing = await openAtConsole(page);
  await until('it is on air', () => province.kept().length >= 1, 30_000);
  await page.enter(hearing, 'hearing.deliberation.started', { purpose: 'judgment' });
  await sleep(500);
  await agent.kill('SIGKILL');
  const files = spoolFiles().length;
  const bytes = province.arrivals.length;
  await province.lineDown();

  agent = await startAgentProcess(province.url(), data.folder);
  await sleep(7000);
  expect(spoolFiles().length).toBe(files);
  await province.lineUp();
  await sleep(4000);
  expect(province.arrivals.length).toBe(bytes);
  expect(spoolFiles().length).toBe(files);
  const again = await signIn();
  const state = await again.get<{ rooms: { feeds: { sending: string }[] }[] }>('/state');
  expect(state.rooms[0]?.feeds[0]?.sending).toBe('cut');
});

it('sends nothing when its courses are damaged, until the province has sent them anew', async () => {
  const page = await signIn();
  const hearing = await openAtConsole(page);
  await until('it is on air', () => province.kept().length >= 1, 30_000);
  await agent.kill('SIGKILL');
  const file = path.join(data.folder, 'desk', 'courses.jsonl');
  const text = readFileSync(file, 'utf8');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, text.replace('hearing.opened', 'hearing.Opened'));
  await province.lineDown();
  const bytes = spoolFiles().length;
  agent = await startAgentProcess(province.url(), data.folder);
  await sleep(6000);
  expect(spoolFiles().length).toBe(bytes);
  await province.lineUp();
  await until('it is on air again', () => spoolFiles().length > bytes, 30_000);
  expect(hearing).toBeTruthy();
});

it('ends with its parent', async () => {
  const { child } = agent;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await expect(Promise.race([ended, sleep(8000, 'still there')])).resolves.toBe(0);
});
