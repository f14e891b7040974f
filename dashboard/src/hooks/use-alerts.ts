/** What is not in order, as the push tells it, and how much of it waits for somebody at this moment. */
import type { Alert } from '@giamsat/contract/wire/alerts';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type AlertPile, pileOf } from '../core/alert-store.ts';
import { useServices } from './services.ts';

/** Undefined before the first answer. */
const useAlerts = (): readonly Alert[] | undefined => {
  const { alerts } = useServices();
  const { digest, alerts: list } = useSyncExternalStore(alerts.subscribe, alerts.snapshot);
  return digest === undefined ? undefined : list;
};

/** By where they lie now; a mute that ends moves one without a word from the service. */
export const useAlertPiles = (): Record<AlertPile, readonly Alert[]> | undefined => {
  const { clock } = useServices();
  const list = useAlerts();
  const [, wake] = useState(0);
  const now = clock.now();
  const ends = (list ?? []).flatMap(({ work }) => (work.mutedUntil ? [Date.parse(work.mutedUntil)] : []));
  const next = Math.min(...ends.filter((end) => end > now));
  useEffect(() => {
    if (!Number.isFinite(next)) return;
    // A timer that is too long fires at once; a mute lasts a week at most.
    const timer = setTimeout(() => wake((turn) => turn + 1), Math.max(0, next - clock.now()) + 50);
    return () => clearTimeout(timer);
  }, [next, clock]);
  if (!list) return undefined;
  const piles: Record<AlertPile, Alert[]> = { todo: [], taken: [], done: [] };
  for (const alert of list) piles[pileOf(alert, now)].push(alert);
  return piles;
};
