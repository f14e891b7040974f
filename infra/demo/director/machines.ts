/** Starts the agents and the cameras of all courts and keeps them running. */
import { once } from 'node:events';
import { join } from 'node:path';
import { AGENT_PROGRAM } from '../../programs.ts';
import type { Order } from '../camera/orders.ts';
import type { CameraList } from '../cameras.ts';
import type { Speaker } from '../courtroom/moment.ts';
import { type Child, startChild } from './child.ts';
import type { CameraPlan, CourtPlan } from './courts.ts';
import { writeWhole } from './durable-file.ts';
import type { Folders } from './folders.ts';

export interface MachineDeps {
  repository: string;
  folders: Folders;
  report: (line: string) => void;
  /** While the demo stops nothing is started again: a Ctrl-C may have reached everybody at once. */
  stopping: () => boolean;
}

const agentStopsWithinMs = 12_000;
const camerasStopWithinMs = 4_000;
/** A part of 200 ms then holds whole pictures. */
const framesPerSecond = 10;
const readyWithinMs = 30_000;

const never = (): Promise<never> => new Promise(() => undefined);

export interface StartedAgent {
  child: Child;
  /** Settles when the agent said that it is ready; false when it did not within half a minute. */
  ready: Promise<boolean>;
}

export function startAgent(deps: MachineDeps, plan: CourtPlan): StartedAgent {
  let told: (ready: boolean) => void = () => undefined;
  const ready = new Promise<boolean>((resolve) => {
    told = resolve;
  });
  setTimeout(() => told(false), readyWithinMs).unref();
  const child = startChild({
    name: `agent ${plan.agent}`,
    args: [AGENT_PROGRAM, '--config', plan.configFile],
    cwd: deps.repository,
    compileCache: deps.folders.compiled,
    logFile: join(deps.folders.logs, `agent-${plan.agent}.log`),
    lifeline: 'ipc',
    graceMs: agentStopsWithinMs,
    restart: () => !deps.stopping(),
    report: deps.report,
    kept: 'what its clerks entered and its cameras recorded is on its disk, and the time without it becomes a declared gap',
    ready: (started) => once(started, 'message').then(() => told(true), never),
  });
  return { child, ready };
}

export interface StartedCameras {
  child: Child;
  /** Gives somebody the word before one camera. */
  speak(feed: string, speaker: Speaker): void;
  /** One camera shows the same picture from now on, or moves again. */
  freeze(feed: string, frozen: boolean): void;
}

/** All cameras stand in one process. */
export function startCameras(deps: MachineDeps, plans: readonly CameraPlan[]): StartedCameras {
  const now = new Map<string, Speaker>();
  const frozen = new Set<string>();
  const order = (camera: string, told: Omit<Order, 'camera'>): string => JSON.stringify({ camera, ...told });
  const list: CameraList = plans.map(({ feed, drawing, view, mode, url }) => ({
    name: feed,
    room: drawing,
    view,
    mode,
    url,
    fps: framesPerSecond,
    cache: deps.folders.cache,
  }));
  writeWhole(deps.folders.cameras, JSON.stringify(list), 0o600);
  const child: Child = startChild({
    name: 'cameras',
    args: [join(deps.repository, 'infra/demo/cameras.ts'), deps.folders.cameras],
    cwd: deps.repository,
    compileCache: deps.folders.compiled,
    logFile: join(deps.folders.logs, 'cameras.log'),
    lifeline: 'stdin',
    graceMs: camerasStopWithinMs,
    restart: () => !deps.stopping(),
    report: deps.report,
    ready: (started) => once(started, 'spawn').catch(never),
    kept: 'the agents declare the time without a picture as a gap',
    onStart: (started) => {
      for (const [feed, speaker] of now) started.stdin?.write(`${order(feed, { speaker })}\n`);
      for (const feed of frozen) started.stdin?.write(`${order(feed, { frozen: true })}\n`);
    },
  });
  return {
    child,
    speak(feed, speaker) {
      if (now.get(feed) === speaker) return;
      now.set(feed, speaker);
      child.write(order(feed, { speaker }));
    },
    freeze(feed, stands) {
      if (stands) frozen.add(feed);
      else frozen.delete(feed);
      child.write(order(feed, { frozen: stands }));
    },
  };
}
