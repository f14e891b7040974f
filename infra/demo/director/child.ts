/** One child process of the demo: it writes into a log, it is started again when it dies, and it never outlives us. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { openLogFile } from './log-file.ts';

export interface ChildOptions {
  name: string;
  /** Absent: our Node. */
  command?: string;
  args: readonly string[];
  /** As whom it runs; absent: as ourselves. */
  user?: { uid: number; gid: number } | undefined;
  /** Read at each start. */
  env?: Record<string, string>;
  cwd: string;
  /** Folder in which Node keeps what it compiled. */
  compileCache: string;
  logFile: string;
  /** `ipc`: the child stops when the channel closes. `stdin`: when its standard input ends, which is also a way to talk to it. `signal`: a program of others, which stops by SIGTERM. */
  lifeline: 'ipc' | 'stdin' | 'signal';
  /** How long it may take to stop before it is killed. */
  graceMs: number;
  /** A calm line for the operator. */
  report: (line: string) => void;
  /** Asked at each end. False: it is final and is told to `onGivenUp`; true: it is started again, with longer pauses each time. */
  restart: () => boolean;
  /** Called after each start. */
  onStart?: (child: ChildProcess) => void;
  onGivenUp?: (why: string) => void;
  /** Settles when this run is ready to work; never, when it does not get there. */
  ready: (child: ChildProcess) => Promise<unknown>;
  /** Why its end loses nothing, the end of a sentence: `what it recorded is on its disk` */
  kept: string;
}

export interface Child {
  write(line: string): void;
  /** Ends it without warning; it is started again after so long, or by `wake`. Of one that waits already: from now on. */
  kill(forMs: number): void;
  /** Starts it now, if it waits to be started. */
  wake(): void;
  /** Asks it to stop, waits, and after the grace kills it. */
  stop(): Promise<void>;
  /** The running process; undefined between two starts. */
  readonly pid: number | undefined;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
/** Whoever ran this long was well; the next pause is short again. */
const wellAfterMs = 60_000;

export function startChild(options: ChildOptions): Child {
  const log = openLogFile(options.logFile);
  let child: ChildProcess | undefined;
  let stopping = false;
  let pauseMs = firstPauseMs;
  let retry: NodeJS.Timeout | undefined;
  let failure = '';
  /** Since when it has not been there. */
  let endedAt: number | undefined;
  /** Killed on purpose, to stay away until then. */
  let heldUntil: number | undefined;

  const out = log.handle;
  const stdio: StdioOptions =
    options.lifeline === 'ipc'
      ? ['ignore', out, out, 'ipc']
      : [options.lifeline === 'stdin' ? 'pipe' : 'ignore', out, out];

  function open(): void {
    const began = Date.now();
    retry = undefined;
    heldUntil = undefined;
    const env = {
      ...process.env,
      // Types are stripped once: twelve processes start faster, each with 25 MB less.
      NODE_COMPILE_CACHE: options.compileCache,
      ...options.env,
      GIAMSAT_PARENT_IPC: options.lifeline === 'ipc' ? '1' : '0',
    };
    const started = spawn(options.command ?? process.execPath, options.args, {
      ...options.user,
      cwd: options.cwd,
      env,
      stdio,
    });
    child = started;
    started.stdin?.on('error', () => undefined);
    started.once('error', (error) => {
      failure = error.message;
    });
    started.once('close', (code, signal) => {
      child = undefined;
      if (stopping) return;
      const said = failure || log.reason();
      failure = '';
      const how = signal === null ? `exit code ${code}` : signal === 'SIGKILL' ? 'it was killed' : signal;
      const why = `${options.name} ended (${how})${said === '' || signal === 'SIGKILL' ? '' : `: ${said}`}`;
      if (!options.restart()) {
        options.onGivenUp?.(why);
        return;
      }
      if (Date.now() - began > wellAfterMs) pauseMs = firstPauseMs;
      const waitMs = heldUntil === undefined ? pauseMs : Math.max(0, heldUntil - Date.now());
      options.report(`${why}; it is started again in ${Math.round(waitMs / 1000)} s. Nothing is lost: ${options.kept}`);
      endedAt ??= Date.now();
      retry = setTimeout(open, waitMs);
      if (heldUntil === undefined) pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    });
    void options.ready(started).then(() => {
      if (endedAt === undefined || stopping || child !== started) return;
      options.report(`${options.name} runs again, after ${Math.max(1, Math.round((Date.now() - endedAt) / 1000))} s`);
      endedAt = undefined;
    });
    options.onStart?.(started);
  }

  open();
  return {
    write(line) {
      if (child?.stdin?.writable) child.stdin.write(`${line}\n`);
    },
    kill(forMs) {
      heldUntil = Date.now() + forMs;
      child?.kill('SIGKILL');
      if (retry === undefined) return;
      clearTimeout(retry);
      retry = setTimeout(open, forMs);
    },
    wake() {
      if (heldUntil !== undefined) heldUntil = 0;
      if (retry === undefined || stopping) return;
      clearTimeout(retry);
      open();
    },
    async stop() {
      stopping = true;
      clearTimeout(retry);
      const running = child;
      if (running !== undefined) {
        const gone = new Promise<void>((resolve) => running.once('close', () => resolve()));
        if (options.lifeline === 'stdin') running.stdin?.end();
        else running.kill('SIGTERM');
        const force = setTimeout(() => {
          options.report(`${options.name} did not stop in time and is ended`);
          running.kill('SIGKILL');
        }, options.graceMs);
        await gone;
        clearTimeout(force);
      }
      log.close();
    },
    get pid() {
      return child?.pid;
    },
  };
}
