/** Wake-ups become runs that keep a distance: however many come, the next run waits until it is due. */
export type Pace = {
  wake(): void;
  /** The distance became shorter: a run that waits is due by the new one. */
  hurry(): void;
  close(): void;
};

/** `distanceMs` is asked at each wake-up; between the beginnings of two runs. */
export function createPace({ run, distanceMs }: { run(): void; distanceMs(): number }): Pace {
  let waiting: NodeJS.Timeout | undefined;
  let ranAt = 0;
  const wake = () => {
    if (waiting) return;
    waiting = setTimeout(
      () => {
        waiting = undefined;
        ranAt = performance.now();
        run();
      },
      Math.max(0, ranAt + distanceMs() - performance.now()),
    );
  };
  const close = () => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  return {
    wake,
    hurry() {
      close();
      wake();
    },
    close,
  };
}
