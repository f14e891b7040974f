/** Keeps the desk up to date: on each wake-up of the control socket, and by asking now and then. */
import type { Logger } from '../platform/logger.ts';
import { backoffMs, createBell, sleep } from '../platform/retry.ts';
import type { Line } from '../uplink/line.ts';
import { LineError, RefusedError, type ServiceClient } from '../uplink/service-client.ts';
import type { Desk } from './desk.ts';

export type DeskSync = {
  /** True once everything that the province had to say was taken in since this run began or the line came back. */
  fresh(): boolean;
  /** There is more at the desk. */
  wake(): void;
  /** The province was set back: its next answer is to hold everything. */
  whole(): void;
  /** With a control socket there is little need to ask. */
  socketUp(up: boolean): void;
  start(): void;
  stop(): Promise<void>;
};

const ASK_WITH_SOCKET_MS = 20_000;
const ASK_WITHOUT_MS = 2_000;
/** Between two questions while nobody answers. */
const MOST_BETWEEN_MS = 500;

export function createDeskSync(options: {
  desk: Desk;
  client: Pick<ServiceClient, 'desk'>;
  line: Line;
  logger: Logger;
  /** The province knows less than it did: resolves when what is ours of it waits to be sent again, so that it stays on the desk. */
  beforeLess?(): Promise<void>;
}): DeskSync {
  const { desk, client, line, logger } = options;
  const bell = createBell();
  const aborting = new AbortController();
  let working: Promise<void> | undefined;
  let fresh = false;
  let withSocket = false;
  let failures = 0;
  let wholly = false;

  line.onChange((up) => {
    if (!up) fresh = false;
    // Away, it is asked for until it is back: who waited for the socket's own tries waited for seconds.
    bell.ring();
  });

  const round = async (): Promise<void> => {
    for (;;) {
      const before = desk.intact() && !wholly ? desk.cursor() : undefined;
      wholly = false;
      const answer = await client.desk(before);
      if (before !== undefined && answer.through < before) await options.beforeLess?.();
      desk.take(answer);
      if (answer.upserts.length === 0 && answer.removals.length === 0) break;
      if (answer.through === before) break;
    }
    fresh = true;
    failures = 0;
    line.note(true);
  };

  const work = async (): Promise<void> => {
    while (!aborting.signal.aborted) {
      try {
        await round();
        await bell.wait(withSocket ? ASK_WITH_SOCKET_MS : ASK_WITHOUT_MS, aborting.signal);
      } catch (error) {
        if (error instanceof LineError) line.note(false);
        else if (error instanceof RefusedError) line.note(true);
        if (failures === 0)
          logger.warn({ reason: (error as Error).message }, 'desk: cannot be brought up to date; it goes on trying');
        // It is also how the line's return is found out: live waits for it.
        await sleep(backoffMs(failures++, 250, MOST_BETWEEN_MS), aborting.signal);
      }
    }
  };

  return {
    fresh: () => fresh,
    wake: () => bell.ring(),
    whole() {
      wholly = true;
      bell.ring();
    },
    socketUp(up) {
      withSocket = up;
      // What happened while it was down came to nobody.
      if (up) bell.ring();
    },
    start() {
      working ??= work();
    },
    async stop() {
      aborting.abort();
      await working;
    },
  };
}
