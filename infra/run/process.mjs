// Runs a command to its end: bounded in time, its output in a log, its whole process group ended with it.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from './env.mjs';

export const logs = join(repository, 'node_modules', '.cache', 'logs');
const running = new Set();

/** Sends a signal to a child's process group; false when the group is gone. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends every command that still runs. */
export function endAll() {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}

/** From now on an interrupted script takes its commands along; returns the way to give that up. */
export function endWithMe() {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const end = (signal) => {
    endAll();
    process.exit(codes[signal]);
  };
  for (const signal of Object.keys(codes)) process.on(signal, end);
  return () => {
    for (const signal of Object.keys(codes)) process.off(signal, end);
  };
}

/**
 * Runs `command`; resolves to `{ code, timedOut, output }`, where `output` is the last 64 kB and `code` is null after a signal.
 * Never rejects: a command that cannot be started has code 127. With `show` the output is also printed as it comes.
 */
export function run(command, args, { cwd = repository, env = process.env, timeoutMs, log, show = false }) {
  return new Promise((settle) => {
    mkdirSync(log ? dirname(join(logs, log)) : logs, { recursive: true });
    const file = log ? createWriteStream(join(logs, log)) : undefined;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid) running.add(child.pid);
    let output = '';
    let timedOut = false;
    const take = (target) => (chunk) => {
      output = (output + chunk).slice(-65_536);
      file?.write(chunk);
      if (show) target.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid) signalGroup(child.pid, 'SIGKILL');
    }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      if (child.pid) {
        running.delete(child.pid);
        signalGroup(child.pid, 'SIGKILL');
      }
      file?.end();
      settle({ code, timedOut, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    // `exit`, not `close`: a daemon that a command leaves behind would hold the pipes open for ever.
    child.on('exit', (code) => setTimeout(end, 50, code));
  });
}
