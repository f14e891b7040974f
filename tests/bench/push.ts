/**
 * From an event's acknowledgement to the store of a page, while 1,000 viewers watch the wall and 100 events a second come in.
 * A few of the viewers are the dashboard's own client and store; the rest receive every byte and do not look at it, because the viewers'
 * processor is not what is measured. Baseline: bare `ws`, the same lines in the same 50 ms batches to as many connections.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LogLine } from '@giamsat/contract/wire/live';
import { courtThatSpeaks } from '../live/support/court.ts';
import { watch } from '../live/support/viewer.ts';
import { PEOPLE, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { ascending, bench, idleSince, percentile } from './harness.ts';
import type { Listening } from './push/bare.ts';
import { cpuSeconds } from './push/cpu.ts';
import { viewersOf } from './push/crowd.ts';

const VIEWERS = Number(process.env.BENCH_VIEWERS ?? 1000);
/** All of them share one processor with the rest of this bench, which pages of people do not: few, and enough for 10,000 arrivals. */
const MEASURING = 5;
/** A session serves 30 sockets at most. */
const SESSIONS = 40;
const PER_SECOND = 100;
const HEARINGS = 20;
const WARM_S = 3;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20);
const GOAL = { p99Ms: 150, p99ShareOfBaseline: 1.5 };

const now = () => performance.timeOrigin + performance.now();
const file = (name: string) => path.join(import.meta.dirname, 'push', name);
type Times = Map<string, number>;
type Run = { p50Ms: number | null; p99Ms: number | null; samples: number };

/** Every 10 ms one, for `seconds`; `send` answers when the event is acknowledged. */
async function steadily(
  seconds: number,
  name: string,
  send: (text: string, n: number) => Promise<void>,
): Promise<Times> {
  const times: Times = new Map();
  const sending: Promise<void>[] = [];
  const begun = now();
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    const wait = begun + (n * 1000) / PER_SECOND - now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const text = `${name} ${n}`;
    sending.push(send(text, n).then(() => void times.set(text, now())));
  }
  await Promise.all(sending);
  return times;
}

/** An event that was in a store before its sender knew that it was accepted counts as 0. */
function judge(times: Times, seen: readonly [string, number][]): Run {
  const waits = seen.flatMap(([text, at]) => {
    const accepted = times.get(text);
    return accepted === undefined ? [] : [Math.max(0, at - accepted)];
  });
  const expected = times.size * MEASURING;
  if (waits.length !== expected) throw new Error(`${waits.length} of ${expected} arrivals`);
  const sorted = ascending(waits);
  const round = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);
  return { p50Ms: round(percentile(sorted, 0.5)), p99Ms: round(percentile(sorted, 0.99)), samples: waits.length };
}
/** So many notes reach every measuring viewer once. */
const arrivals = (seconds: number) => seconds * PER_SECOND * MEASURING;

async function measureService(dir: string): Promise<{ run: Run; lines: LogLine[]; idle: number }> {
  const province = await startProvince({ dir, rooms: { lb: HEARINGS } });
  try {
    const cookies: string[] = [];
    for (let n = 0; n < SESSIONS; n++) cookies.push(await signIn(province.http, PEOPLE.supervisor, province.password));
    const court = courtThatSpeaks({
      http: () => province.http,
      court: 'lb',
      agent: 'lb-agent',
      token: () => province.token('lb'),
    });
    const hearings = Array.from({ length: HEARINGS }, () => court.hearing());
    for (const [n, hearing] of hearings.entries()) {
      await court.tell(hearing.scheduled(`lb-${n + 1}`, `Vụ thứ ${n}`), ...hearing.opened(`lb-${n + 1}`));
    }
    const own = watch({ http: province.http, cookie: cookies[0] ?? '', scopes: ['wall'] });
    await own.live();
    const viewers = await viewersOf({
      kind: 'service',
      http: province.http,
      cookies,
      viewers: VIEWERS,
      measuring: MEASURING,
    });
    // As an agent does: what concerns one hearing goes out in order, one after the other.
    const turns = hearings.map(() => Promise.resolve(0));
    const send = async (text: string, n: number) => {
      const at = n % HEARINGS;
      turns[at] = (turns[at] ?? Promise.resolve(0)).then(() =>
        court.tell((hearings[at] ?? court.hearing()).note(text)),
      );
      await turns[at];
    };
    await steadily(WARM_S, 'warm', send);
    await viewers.report(arrivals(WARM_S));
    const idle = idleSince();
    const pid = province.process().child.pid ?? 0;
    const [begun, before] = [now(), await cpuSeconds(pid)];
    const times = await steadily(SECONDS, 'ghi chú', send);
    const share = idle();
    const [took, after] = [(now() - begun) / 1000, await cpuSeconds(pid)];
    const ofACore = (spent: number) => `${Math.round((spent / took) * 100)} %`;
    console.log(
      `of one core: service ${ofACore(after.own - before.own)}, its database ${ofACore(after.descendants - before.descendants)}`,
    );
    const { seen, bytes } = await viewers.report(arrivals(SECONDS));
    const lines = [...own.store.snapshot().lines.values()]
      .flat()
      .filter((line) => line.type === 'hearing.note.recorded');
    own.close();
    await viewers.close();
    console.log(`received by those who only receive: ${Math.round(bytes / 2 ** 20)} MiB`);
    return { run: judge(times, seen), lines, idle: share };
  } finally {
    await province.stop();
  }
}

async function measureBare(lines: readonly LogLine[]): Promise<Run> {
  const server: ChildProcess = fork(file('bare.ts'), { execArgv: [] });
  const [{ url }] = (await once(server, 'message')) as [Listening];
  const viewers = await viewersOf({ kind: 'bare', url, viewers: VIEWERS, measuring: MEASURING });
  const send = async (text: string, n: number) => void server.send({ ...lines[n % lines.length], data: { text } });
  await steadily(WARM_S, 'warm', send);
  await viewers.report(arrivals(WARM_S));
  const times = await steadily(SECONDS, 'ghi chú', send);
  const { seen } = await viewers.report(arrivals(SECONDS));
  await viewers.close();
  server.disconnect();
  return judge(times, seen);
}

await bench('push', async (dir) => {
  const { run, lines, idle } = await measureService(path.join(dir, 'province'));
  console.log(`idle CPU while measuring: ${(idle * 100).toFixed(0)} %`);
  const baseline = await measureBare(lines);
  const share = Math.round(((run.p99Ms ?? Infinity) / (baseline.p99Ms ?? Infinity)) * 100) / 100;
  console.log(`p99: ${share} × the baseline`);
  return {
    figures: run,
    baseline,
    goal: GOAL,
    met: (run.p99Ms ?? Infinity) <= GOAL.p99Ms && share <= GOAL.p99ShareOfBaseline,
  };
});
