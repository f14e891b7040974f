/** What this page knows of alerts: the whole list with its digest, carried on by differences; whoever has another digest asks again. */
import type { Alert, AlertChanges, AlertList } from '@giamsat/contract/wire/alerts';

type AlertSnapshot = {
  /** Undefined before the first answer. */
  digest: string | undefined;
  /** In the order in which they were raised. */
  alerts: readonly Alert[];
};

/** Until then nobody wants to hear of it. */
const isMuted = ({ work: { mutedUntil } }: Alert, now: number): boolean =>
  mutedUntil !== undefined && Date.parse(mutedUntil) > now;
export type AlertPile = 'todo' | 'taken' | 'done';
/** Where an alert lies: `done` also when it ended by itself, or is muted. `now` in ms since the epoch. */
export const pileOf = (alert: Alert, now: number): AlertPile =>
  alert.until !== undefined || isMuted(alert, now) ? 'done' : alert.work.state;

const EMPTY: AlertSnapshot = { digest: undefined, alerts: [] };

export const createAlertStore = () => {
  let snapshot = EMPTY;
  const listeners = new Set<() => void>();
  const set = (next: AlertSnapshot): void => {
    if (next === snapshot) return;
    snapshot = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    snapshot: (): AlertSnapshot => snapshot,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answer: (list: AlertList): void => set(list.digest === snapshot.digest ? snapshot : list),
    /** `foreign`: it goes on from a list that is not this one. */
    changes: ({ from, digest, upserts, removals }: AlertChanges): 'current' | 'foreign' => {
      if (digest === snapshot.digest) return 'current';
      if (from !== snapshot.digest) return 'foreign';
      const gone = new Set(removals);
      const newer = new Map(upserts.map((alert) => [alert.id, alert]));
      const kept = snapshot.alerts.filter(({ id }) => !gone.has(id)).map((alert) => newer.get(alert.id) ?? alert);
      const known = new Set(kept.map(({ id }) => id));
      set({ digest, alerts: [...kept, ...upserts.filter(({ id }) => !known.has(id))] });
      return 'current';
    },
    head: (digest: string | undefined): 'current' | 'foreign' =>
      digest === undefined || snapshot.digest === undefined || digest === snapshot.digest ? 'current' : 'foreign',
    /** Rights changed, or signed out: nothing stays in memory. */
    forget: (): void => set(EMPTY),
  };
};
export type AlertStore = ReturnType<typeof createAlertStore>;
