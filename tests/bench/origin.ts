/**
 * How many blocked LL-HLS viewers one process on one core serves with ≥ 99 % of parts within one PART-TARGET: `npm run bench -- origin`.
 *
 * The real service, with its sessions, rights and audit, is bound to one core; four feeds of 1 Mbit/s in parts of 200 ms come from here.
 * Viewers (see `origin/viewers.ts`) are bound to the other cores, each with a connection of its own. Their number is doubled until more than
 * 1 % of parts are late, then halved in between. Where the viewers' own processor is full before the service's (`load`), the figure is a
 * lower bound. Baseline: a playlist and a part of the same size as static files from one worker of nginx on the same core, asked for once in
 * a part's time: no waiting, no rights, no audit.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { courtThatSpeaks } from '../live/support/court.ts';
import { stop, until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { ascending, bench, type Figures, percentile } from './harness.ts';
import { partBytes, startFeed } from './origin/feed.ts';
import { startNginx } from './origin/nginx.ts';
import type { Order, Told } from './origin/viewers.ts';
import { cpuSeconds } from './push/cpu.ts';

const COURT = 'og';
const FEEDS = 4;
const SESSIONS = 8;
const FIRST = 40;
const FEWEST = 5;
const MOST = 5120;
const SETTLE_MS = 2500;
const MEASURE_MS = 6000;
/** Of one search; four of them, and the start, stay within four minutes. */
const SEARCH_MS = 50_000;
const LATE_GOAL = 1;
const LAST_CORE = availableParallelism() - 1;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** All threads of a process onto some cores. */
const bind = (pid: number, cores: string): void => {
  execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)], { stdio: 'ignore' });
};
const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

type Run = {
  viewers: number;
  cpuPer100: number;
  latePercent: number;
  load: number;
  p50Ms: number | null;
  p99Ms: number | null;
};
type Start = (viewers: number) => Order;

async function measure(order: Start, viewers: number, server: number): Promise<Run> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'origin/viewers.ts'), { execArgv: [] });
  const ask = async (message: Order): Promise<Told> => {
    const answered = once(child, 'message');
    child.send(message);
    return (await answered)[0] as Told;
  };
  try {
    if (LAST_CORE > 0) bind(child.pid ?? 0, `1-${LAST_CORE}`);
    await ask(order(viewers));
    await pause(SETTLE_MS);
    await ask({ kind: 'count' });
    const spent = async (pid: number) => (await cpuSeconds(pid)).own;
    const [begun, before, loadBefore] = [performance.now(), await spent(server), await spent(child.pid ?? 0)];
    await pause(MEASURE_MS);
    const [used, load] = [(await spent(server)) - before, (await spent(child.pid ?? 0)) - loadBefore];
    const counted = await ask({ kind: 'count' });
    if (counted.kind !== 'counted') throw new Error('the viewers told something else');
    const seconds = (performance.now() - begun) / 1000;
    // Whoever got nothing, or fewer parts than were made, was late with the rest.
    const expected = Math.max(counted.parts, viewers * Math.floor((seconds * 1000) / 200 - 1));
    const delays = ascending(counted.delays.map(Math.round));
    const late = counted.late + (expected - counted.parts);
    return {
      viewers,
      cpuPer100: round(((used / seconds) * 100 * 100) / viewers),
      latePercent: round((late / expected) * 100),
      load: round(load / seconds),
      p50Ms: percentile(delays, 0.5),
      p99Ms: percentile(delays, 0.99),
    };
  } finally {
    const exited = once(child, 'exit');
    if (child.connected) child.send({ kind: 'stop' } satisfies Order);
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(timer);
  }
}

/** The greatest number that keeps to the goal; none → what the smallest did. */
async function search(name: string, order: Start, server: number): Promise<Run> {
  const end = Date.now() + SEARCH_MS;
  const step = async (viewers: number): Promise<Run> => {
    const run = await measure(order, viewers, server);
    console.log(name, JSON.stringify(run));
    return run;
  };
  let best: Run | undefined;
  let worst: Run | undefined;
  for (let viewers = FIRST; viewers >= FEWEST && viewers <= MOST && Date.now() < end; ) {
    const run = await step(viewers);
    if (run.latePercent > LATE_GOAL) worst = run;
    else best = run;
    if (!worst) viewers *= 2;
    else if (!best) viewers = Math.floor(viewers / 2);
    else if (worst.viewers - best.viewers > best.viewers / 8) viewers = Math.round((best.viewers + worst.viewers) / 2);
    else break;
  }
  return best ?? { ...(worst as Run), viewers: 0 };
}

async function openFeeds(province: Province, cookie: string) {
  const court = courtThatSpeaks({
    http: () => province.http,
    court: COURT,
    agent: `${COURT}-agent`,
    token: () => province.token(COURT),
  });
  const windows: string[] = [];
  const feeds: Awaited<ReturnType<typeof startFeed>>[] = [];
  for (let n = 1; n <= FEEDS; n++) {
    const hearing = court.hearing();
    await court.tell(
      hearing.scheduled(`${COURT}-${n}`, `Vụ án giả lập ${n}`),
      hearing.say('hearing.preparation.started', { room: `${COURT}-${n}` }),
      hearing.say('hearing.transmission.permitted', { scope: 'whole' }),
      hearing.say('hearing.opened', {}),
    );
    feeds.push(await startFeed(province, () => province.token(COURT), `${COURT}-${n}-1`, Date.now() + 500));
    windows.push(
      await until('a window', async () => {
        const answer = await fetch(`${province.http}/api/v1/hearings/${hearing.id}`, { headers: { cookie } });
        const { row } = (await answer.json()) as { row?: { windows: { window: string }[] } };
        return row?.windows[0]?.window;
      }),
    );
  }
  // Windows open for viewers five seconds after the press; then a delta has something to leave out after a minute, as it mostly has.
  await pause(8000);
  return { windows, feeds };
}

await bench('origin', async (dir) => {
  const province = await startProvince({ dir, rooms: { [COURT]: FEEDS } });
  const cookies: string[] = [];
  for (let n = 0; n < SESSIONS; n++) cookies.push(await signIn(province.http, PEOPLE.supervisor, province.password));
  const figures: Figures = {};
  const baseline: Figures = {};
  const pid = province.process().child.pid ?? 0;
  let files: Record<string, Uint8Array> = {};
  try {
    const { windows, feeds } = await openFeeds(province, cookies[0] ?? '');
    bind(pid, '0');
    for (const [name, origin] of [
      ['h2', province.https ?? ''],
      ['h1', province.http],
    ] as const) {
      figures[name] = await search(name, (viewers) => ({ kind: 'watch', origin, windows, cookies, viewers }), pid);
    }
    const playlist = await fetch(`${province.http}/media/live/${windows[0]}/live.m3u8?_HLS_skip=YES`, {
      headers: { cookie: cookies[0] ?? '', 'accept-encoding': 'identity' },
    });
    files = { 'live.m3u8': new Uint8Array(await playlist.arrayBuffer()), 'part.m4s': partBytes(1) };
    for (const feed of feeds) await feed.stop();
  } finally {
    await province.stop();
  }
  const nginx = await startNginx(path.join(dir, 'nginx'), files);
  try {
    bind(nginx.pid, '0');
    for (const [name, origin] of [
      ['h2', nginx.https],
      ['h1', nginx.http],
    ] as const) {
      baseline[name] = await search(`nginx ${name}`, (viewers) => ({ kind: 'paced', origin, viewers }), nginx.pid);
    }
  } finally {
    await stop(nginx.started);
  }
  const viewersOf = (name: string): number => (figures[name] as Run).viewers;
  return { figures, baseline, goal: { latePercent: LATE_GOAL }, met: viewersOf('h2') > 0 && viewersOf('h1') > 0 };
});
