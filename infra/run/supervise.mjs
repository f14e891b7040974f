// Watches over one long-running child: it is asked to stop once, however often we are, and nothing of it outlives us.
//
// What the child can rely on:
// - SIGTERM, once: stop in order and exit. It has its own process group, so a Ctrl-C in the terminal reaches us alone.
// - An IPC channel whose `disconnect` means that we are gone without a word (kill -9): stop as for SIGTERM.
// - `GRACE_MS` after that, and when it has exited, what is left of its process group is killed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv, repository } from './env.mjs';
import { signalGroup } from './process.mjs';
import { say } from './say.mjs';

const GRACE_MS = 25_000;

/** Runs `command` with `env` added to ours, until it ends or we are told to; resolves to the exit code to end with. */
export function supervise(command, args, env, onStarted = () => {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: repository,
      env: childEnv(env),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    if (child.pid) onStarted(child.pid);
    let stopping = false;
    const stop = () => {
      // npm passes on a signal that the terminal has already given us: the second one is no second wish.
      if (stopping) return;
      stopping = true;
      say('\n  stopping …');
      child.kill('SIGTERM');
      setTimeout(() => {
        say('  it did not stop in time and is ended');
        if (child.pid) signalGroup(child.pid, 'SIGKILL');
      }, GRACE_MS).unref();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
    // npm itself was killed: nobody would tell us any more. Between it and us stands a shell.
    const above = () => `${process.ppid} ${parentOf(process.ppid)}`;
    const atFirst = above();
    const orphaned = setInterval(() => {
      if (process.env.npm_lifecycle_event && above() !== atFirst) stop();
    }, 1_000);
    child.on('error', (error) => say(`  ✗ ${error.message}`));
    child.on('exit', async (code) => {
      clearInterval(orphaned);
      if (child.pid) await endGroup(child.pid);
      settle(code ?? 1);
      if (child.connected) child.disconnect();
    });
  });
}

/** The parent of a process; undefined when it is gone or the system does not tell. */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Waits a moment for the members of a group to go, then ends them. */
async function endGroup(pid) {
  for (let round = 0; round < 20; round += 1) {
    if (!signalGroup(pid, 0)) return;
    await sleep(100);
  }
  signalGroup(pid, 'SIGKILL');
}
