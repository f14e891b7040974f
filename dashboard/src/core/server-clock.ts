/** The service's clock as this page knows it: the offset of the quickest of several round trips. */
export type ServerClock = {
  /** Milliseconds since the epoch, at the service. */
  now: () => number;
  offsetMs: () => number;
  /** Measures again; keeps the old offset when the service does not answer. */
  sync: () => Promise<void>;
};

const ROUND_TRIPS = 4;

/** `ask` answers the service's time in milliseconds since the epoch. */
export const createServerClock = (ask: () => Promise<number>, local: () => number = Date.now): ServerClock => {
  let offsetMs = 0;
  return {
    now: () => local() + offsetMs,
    offsetMs: () => offsetMs,
    sync: async () => {
      let best = Number.POSITIVE_INFINITY;
      for (let trip = 0; trip < ROUND_TRIPS; trip++) {
        const sent = local();
        const there = await ask().catch(() => undefined);
        if (there === undefined) return;
        const tripMs = local() - sent;
        if (tripMs >= best) continue;
        best = tripMs;
        offsetMs = there - (sent + tripMs / 2);
      }
    },
  };
};
