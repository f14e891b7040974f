/** Starts the agents and the cameras of all courts and keeps them running. */
import { join } from 'node:path';
import type { Speaker } from '../courtroom/moment.ts';
import { type Child, startChild } from './child.ts';
import type { CameraPlan, CourtPlan } from './courts.ts';
import type { Folders } from './folders.ts';

export interface MachineDeps {
  repository: string;
  folders: Folders;
  report: (line: string) => void;
  /** While the demo stops nothing is started again: a Ctrl-C may have reached everybody at once. */
  stopping: () => boolean;
}

const agentStopsWithinMs = 12_000;
const cameraStopsWithinMs = 4_000;
const readyWithinMs = 30_000;

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
    args: [join(deps.repository, 'backend/agent/src/main.ts'), '--config', plan.configFile],
    cwd: deps.repository,
    compileCache: deps.folders.compiled,
    logFile: join(deps.folders.logs, `agent-${plan.agent}.log`),
    lifeline: 'ipc',
    graceMs: agentStopsWithinMs,
    restart: () => !deps.stopping(),
    report: deps.report,
    onStart: (started) => started.on('message', () => told(true)),
  });
  return { child, ready };
}

export interface StartedCamera {
  plan: CameraPlan;
  child: Child;
  speak(speaker: Speaker): void;
}

export function startCamera(deps: MachineDeps, plan: CameraPlan, speaker: Speaker): StartedCamera {
  let now = speaker;
  const order = (): string => JSON.stringify({ speaker: now });
  const child: Child = startChild({
    name: `camera ${plan.feed}`,
    args: [
      // A camera needs little memory, and there are eight of them.
      ...['--max-semi-space-size=1', join(deps.repository, 'infra/demo/camera.ts')],
      ...['--room', plan.drawing, '--view', plan.view, '--mode', plan.mode, '--url', plan.url],
      ...['--cache', deps.folders.cache, '--speaker', speaker],
    ],
    cwd: deps.repository,
    compileCache: deps.folders.compiled,
    logFile: join(deps.folders.logs, `${plan.feed}.log`),
    lifeline: 'stdin',
    graceMs: cameraStopsWithinMs,
    restart: () => !deps.stopping(),
    report: deps.report,
    onStart: (started) => started.stdin?.write(`${order()}\n`),
  });
  return {
    plan,
    child,
    speak(next) {
      if (next === now) return;
      now = next;
      child.write(order());
    },
  };
}
