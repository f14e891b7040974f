/** Answers that have begun and go on only as long as their viewer may have them. */
export type Guards = {
  /** Windows that are being answered for. */
  ids(): Iterable<string>;
  /** Calls `cut` once `mayStay` says no; the answer ends the watch. */
  add(id: string, mayStay: () => boolean, cut: () => void): () => void;
  /** Asks for all of them anew. */
  check(): void;
};

export function createGuards(): Guards {
  const guards = new Map<string, Set<() => void>>();
  return {
    ids: () => guards.keys(),
    add(id, mayStay, cut) {
      const checks = guards.get(id) ?? new Set();
      guards.set(id, checks);
      const check = (): void => {
        if (mayStay()) return;
        stop();
        cut();
      };
      const stop = (): void => {
        checks.delete(check);
        if (checks.size === 0 && guards.get(id) === checks) guards.delete(id);
      };
      checks.add(check);
      return stop;
    },
    check() {
      for (const checks of [...guards.values()]) for (const check of [...checks]) check();
    },
  };
}
