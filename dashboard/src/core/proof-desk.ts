/** Where a call that needs a fresh proof of who asks waits until the page has asked for it; many calls wait for one answer. */
export type ProofDesk = {
  /** Resolves to false when the person would rather not. */
  ask(): Promise<boolean>;
  isAsking(): boolean;
  settle(proved: boolean): void;
  subscribe(fn: () => void): () => void;
};

export const createProofDesk = (): ProofDesk => {
  let waiting: { promise: Promise<boolean>; resolve: (proved: boolean) => void } | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  return {
    ask() {
      if (!waiting) {
        waiting = Promise.withResolvers<boolean>();
        tell();
      }
      return waiting.promise;
    },
    isAsking: () => waiting !== undefined,
    settle(proved) {
      waiting?.resolve(proved);
      waiting = undefined;
      tell();
    },
    subscribe(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
  };
};
