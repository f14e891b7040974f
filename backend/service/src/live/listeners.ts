/** How many sockets each session (or account) has open at this node: doors limit them, and the origin learns whom a cut reaches by itself. */

export type Listeners = {
  count(session: string): number;
  /** The answer leaves again. */
  enter(session: string): () => void;
};

export function createListeners(): Listeners {
  const open = new Map<string, number>();
  return {
    count: (session) => open.get(session) ?? 0,
    enter(session) {
      open.set(session, (open.get(session) ?? 0) + 1);
      return () => {
        const left = (open.get(session) ?? 1) - 1;
        if (left > 0) open.set(session, left);
        else open.delete(session);
      };
    },
  };
}
