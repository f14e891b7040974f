/** Adds up what the parts of a page want to watch, so that one question goes to the service. */
import type { LiveClient } from './live-client.ts';

export const createScopeDesk = (live: Pick<LiveClient, 'watch'>) => {
  const wanted = new Map<string, number>();
  let due: ReturnType<typeof setTimeout> | undefined;
  /** A page that goes and one that comes change the sum once, not twice. */
  const tell = (): void => {
    clearTimeout(due);
    due = setTimeout(() => live.watch([...wanted.keys()]), 0);
  };
  return {
    /** Answers how to give it back. */
    want: (scope: string): (() => void) => {
      wanted.set(scope, (wanted.get(scope) ?? 0) + 1);
      tell();
      return () => {
        const left = (wanted.get(scope) ?? 1) - 1;
        if (left > 0) wanted.set(scope, left);
        else wanted.delete(scope);
        tell();
      };
    },
  };
};
export type ScopeDesk = ReturnType<typeof createScopeDesk>;
