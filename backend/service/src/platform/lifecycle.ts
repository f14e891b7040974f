/** How the process begins and ends: what was started is stopped in reverse, once, whatever the reason. */
import { PlainError } from './errors.ts';
import type { Logger } from './logger.ts';

export type Lifecycle = {
  /** To be done when the service stops, however far its start came; last in, first out. */
  atEnd(step: () => Promise<void> | void): void;
  /** Stops in order and ends the process. */
  stop(): Promise<void>;
  /** Stops in order and ends the process with a failure. Something in the way is told plainly, a fault of ours with its stack. */
  fail(error: unknown): Promise<void>;
  /** Where a fault that nobody caught is told while the service runs. */
  logTo(logger: Logger): void;
};

/** A step that hangs does not keep the process. */
const STOP_MS = 20_000;

/** Listens to signals; with `GIAMSAT_PARENT_IPC=1` the process ends when its parent does. */
export function createLifecycle(env: Record<string, string | undefined> = process.env): Lifecycle {
  const steps: (() => Promise<void> | void)[] = [];
  let logger: Logger | undefined;
  let stopping: Promise<void> | undefined;

  function stop(): Promise<void> {
    stopping ??= (async () => {
      setTimeout(() => process.exit(1), STOP_MS).unref();
      for (const step of steps.reverse()) {
        try {
          await step();
        } catch (error) {
          console.error(error);
          process.exitCode = 1;
        }
      }
    })();
    return stopping;
  }
  const stopAndExit = () => stop().then(() => process.exit());
  const end = () => void stopAndExit();

  async function fail(error: unknown): Promise<void> {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = error instanceof PlainError ? error.exitCode : 1;
    await stop();
    process.exit();
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (env.GIAMSAT_PARENT_IPC === '1') process.once('disconnect', end);
  process.on('uncaughtException', (error) => void fail(error));
  // One request or timer went wrong, not the state of the whole: supervision of the other courts goes on.
  process.on('unhandledRejection', (error) => {
    if (logger) logger.error({ err: error }, 'nobody took care of a failure');
    else void fail(error);
  });

  return {
    atEnd: (step) => void steps.push(step),
    stop: stopAndExit,
    fail,
    logTo(given) {
      logger = given;
    },
  };
}
