// Watches over one long-running child: it is asked to stop once, however often we are, and nothing of it outlives us.
//
// What the child can rely on:
// - SIGTERM, once: stop in order and exit. It has its own process group, so a Ctrl-C in the terminal reaches us alone.
// - An IPC channel whose `disconnect` means that we are gone without a word (kill -9): stop as for SIGTERM.
// - `GRACE_MS` after that, and a moment after it has exited, what is left of its process group is killed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnv, repository } from './env.mjs';
import { signalGroup } from './process.mjs';
import { say } from './say.mjs';

const GRACE_MS = 25_000;
/** What is left when the child has stopped in order was to go with it; when it was killed, the others stop by themselves first. */
const EXITED_GRACE_MS = 2_000;
const KILLED_GRACE_MS = 12_000;

/**
 * Runs `command` with `env` added to ours, until it ends or we are told to; resolves to the exit code to end with. `name` and `kept` are
 * for what is said when it was killed: what ended, and what of it is not lost. `onStarted` and `onStopping` are told its process.
 */
export function supervise(command, args, env, { name = 'it', kept = '', onStarted, onStopping } = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: repository,
      env: childEnv(env),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    if (child.pid) onStarted?.(child.pid);
    let stopping = false;
    const stop = () => {
      // npm passes on a signal that the terminal has already given us: the second one is no second wish.
      if (stopping) return;
      stopping = true;
      say('\n  stopping …');
      child.kill('SIGTERM');
      if (child.pid) onStopping?.(child.pid);
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
    child.on('exit', async (code, signal) => {
      clearInterval(orphaned);
      const killed = signal !== null && !stopping;
      stopping = true;
      if (killed) say(`\n  ✗ ${name} was ended from outside (${signal}); what it had started is stopping …`);
      if (child.pid) await endGroup(child.pid, killed ? KILLED_GRACE_MS : EXITED_GRACE_MS);
      if (killed) say(`  Everything has stopped. ${kept}`.trimEnd());
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

/** Waits for the members of a group to go, then ends them. */
async function endGroup(pid, graceMs) {
  for (const until = Date.now() + graceMs; Date.now() < until; ) {
    if (!signalGroup(pid, 0)) return;
    await sleep(100);
  }
  signalGroup(pid, 'SIGKILL');
}
