/** The agent is killed without warning, and begins again. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  type AgentProcess,
  type ClerkPage,
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

/** A court of its own for each test, so that they can be played side by side. */
type Scene = {
  province: Province;
  folder: string;
  agent: () => AgentProcess;
  /** On the same data, after it was killed. */
  startAgain: () => Promise<void>;
  signIn: () => Promise<ClerkPage>;
  spoolFiles: () => string[];
};

const onScene = (play: (scene: Scene) => Promise<void>) => async (): Promise<void> => {
  const province = await startProvince({ feeds: [FEED], clerks: [clerkOfTests()] });
  const { folder, remove } = dataFolder();
  let agent = await startAgentProcess(province.url(), folder);
  try {
    await play({
      province,
      folder,
      agent: () => agent,
      startAgain: async () => {
        agent = await startAgentProcess(province.url(), folder);
      },
      signIn: () => until('a clerk can sign in', () => clerkPage(agent.console).catch(() => undefined)),
      spoolFiles: () =>
        readdirSync(path.join(folder, 'spool', FEED), { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.endsWith('.m4s'),
        ),
    });
  } finally {
    await agent.kill('SIGKILL');
    await province.close();
    remove();
  }
};

it.concurrent(
  'kill -9 in the middle of a segment loses nothing that was final, and keeps the parts that were whole',
  onScene(async ({ province, agent, startAgain, signIn, spoolFiles }) => {
    const page = await signIn();
    const hearing = await openAtConsole(page);
    await until('two segments', () => province.kept().length >= 2, 30_000);
    await sleep(1500);
    const before = province.kept();
    const running = province.arrivals.at(-1)?.number ?? 0;
    expect(running).toBeGreaterThanOrEqual(before.length);
    await agent().kill('SIGKILL');
    const onDisk = spoolFiles().length;

    await startAgain();
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
    expect(init && (await probe(init, rescued)).complaints).toBe('');

    // The same clerk is still signed in, the same hearing goes on, and live begins again.
    const course = await page
      .get<{ hearing: { state: { stage: string } } }>(`/hearings/${hearing}`)
      .catch(() => undefined);
    expect(course).toBeUndefined();
    const again = await signIn();
    expect(
      (await again.get<{ hearing: { state: { stage: string } } }>(`/hearings/${hearing}`)).hearing.state.stage,
    ).toBe('opening');
    await until('a new epoch', () => province.kept().some((one) => one.epoch !== before[0]?.epoch), 30_000);
    await again.enter(hearing, 'hearing.closed');
    const gaps = await until('its own gap is declared', () => {
      const found = province.events.flatMap((event) =>
        event.type === 'recording.committed' ? (event.data.gaps as { cause: string }[]) : [],
      );
      return found.some((gap) => gap.cause === 'agent') && found;
    });
    expect(gaps.filter((gap) => gap.cause === 'agent')).toHaveLength(1);
  }),
);

it.concurrent(
  'stays cut when it is restarted during deliberation, with and without a line',
  onScene(async ({ province, agent, startAgain, signIn, spoolFiles }) => {
    const page = await signIn();
    const hearing = await openAtConsole(page);
    await until('it is on air', () => province.kept().length >= 1, 30_000);
    await page.enter(hearing, 'hearing.deliberation.started', { purpose: 'judgment' });
    await sleep(500);
    await agent().kill('SIGKILL');
    const files = spoolFiles().length;
    const bytes = province.arrivals.length;
    await province.lineDown();

    await startAgain();
    await sleep(7000);
    expect(spoolFiles().length).toBe(files);
    await province.lineUp();
    await sleep(4000);
    expect(province.arrivals.length).toBe(bytes);
    expect(spoolFiles().length).toBe(files);
    const again = await signIn();
    const state = await again.get<{ rooms: { feeds: { sending: string }[] }[] }>('/state');
    expect(state.rooms[0]?.feeds[0]?.sending).toBe('cut');
  }),
);

/** Of a committed gap that is long enough to be more than the way from the camera to the disk. */
const gapsOf = (province: Province) =>
  province.events.flatMap((event) =>
    event.type === 'recording.committed' ? (event.data.gaps as { from: string; to: string; cause: string }[]) : [],
  );
const lasting = ({ from, to }: { from: string; to: string }) => Date.parse(to) - Date.parse(from);

it.concurrent.each([
  ['a cut', 'feed.cut', { order: 'theo lệnh Chủ tọa' }],
  ['a recess', 'hearing.recess.started', {}],
])('killed during %s it calls what the court withheld a cut, and not its own failing', (_name, type, data) =>
  onScene(async ({ province, agent, startAgain, signIn }) => {
    const page = await signIn();
    const hearing = await openAtConsole(page);
    await until('it is on air', () => province.kept().length >= 1, 30_000);
    const cut = await page.enter(hearing, type, data);
    await sleep(1_000);
    await agent().kill('SIGKILL');
    await sleep(6_000);
    await startAgain();
    const again = await signIn();
    await sleep(2_000);
    const kept = province.kept().length;
    if (type === 'feed.cut') await again.enter(hearing, 'feed.reopened', { lifts: cut });
    else await again.enter(hearing, 'hearing.recess.ended');
    await until('it is on air again', () => province.kept().length > kept, 60_000);
    await again.enter(hearing, 'hearing.closed');
    const gaps = await until('its gaps are declared', () => {
      const found = gapsOf(province);
      return found.some((gap) => gap.cause === 'cut' && lasting(gap) > 8_000) && found;
    });
    expect(gaps.filter((gap) => gap.cause === 'agent')).toEqual([]);
  })(),
);

it.concurrent(
  'sends nothing when its courses are damaged, until the province has sent them anew',
  onScene(async ({ province, folder, agent, startAgain, signIn, spoolFiles }) => {
    const page = await signIn();
    const hearing = await openAtConsole(page);
    await until('it is on air', () => province.kept().length >= 1, 30_000);
    await agent().kill('SIGKILL');
    const file = path.join(folder, 'desk', 'courses.jsonl');
    const text = readFileSync(file, 'utf8');
    // Sealed lines: one letter of the last one.
    const at = text.trimEnd().length - 20;
    writeFileSync(file, `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`);
    await province.lineDown();
    const bytes = spoolFiles().length;
    await startAgain();
    await sleep(6000);
    expect(spoolFiles().length).toBe(bytes);
    await province.lineUp();
    await until('it is on air again', () => spoolFiles().length > bytes, 30_000);
    expect(hearing).toBeTruthy();
  }),
);

it.concurrent(
  'ends with its parent',
  onScene(async ({ agent }) => {
    const { child } = agent();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await expect(Promise.race([ended, sleep(8000, 'still there')])).resolves.toBe(0);
  }),
);
