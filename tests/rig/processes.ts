/** Processes that a test or bench starts: ended by their own id, in bounded time, and never left behind. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A child with the last of its output kept for the message of whatever goes wrong. */
export type Started = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

const KEPT_CHARACTERS = 20_000;

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Started {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let kept = '';
  const keep = (chunk: Buffer) => {
    kept = (kept + chunk.toString()).slice(-KEPT_CHARACTERS);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  running.add(child);
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, output: () => kept, ended };
}

/** SIGTERM, then SIGKILL after `graceMs`. */
export async function stop({ child, ended }: Started, graceMs = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

/** Thrown by a question to which no answer will come any more. */
export class Hopeless extends Error {}

/** Asks again until `question` answers; @throws `Hopeless` at once, else a timeout that tells what was waited for, with the last error. */
export async function until<T>(
  what: string,
  question: () => Promise<T | undefined> | T | undefined,
  ms = 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${ms} ms for ${what}`, { cause: last });
}
