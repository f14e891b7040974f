/** A body that is being made while it is sent: pieces wait for the line, few enough that what is late is let go. */

export type Pieces = {
  push(bytes: Uint8Array): void;
  /** No more comes. */
  end(): void;
  /** The pieces as they come, each asked about first. @throws where one may not leave, or too many wait */
  through(mayLeave: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): AsyncGenerator<Uint8Array>;
};

/** Of 200 ms each. */
const MOST_WAITING = 25;

export function createPieces(first: Uint8Array): Pieces {
  const waiting: Uint8Array[] = [first];
  let over = false;
  let tooMany = false;
  let wake: () => void = () => {};
  return {
    push(bytes) {
      if (over) return;
      waiting.push(bytes);
      tooMany ||= waiting.length > MOST_WAITING;
      wake();
    },
    end() {
      over = true;
      wake();
    },
    async *through(mayLeave, signal) {
      for (;;) {
        if (tooMany) throw new Error('the line is too thin');
        const next = waiting.shift();
        if (next) {
          if (!(await mayLeave(signal))) throw new Error('not allowed to leave yet');
          yield next;
          continue;
        }
        if (over || signal.aborted) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
