/** What the store knows, for pages: all of it, one hearing, the state of the line, and what is to be watched. */
import type { FeedVitals } from '@giamsat/contract/wire/ingest';
import type { HearingRow, LogLine } from '@giamsat/contract/wire/live';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { StoreSnapshot } from '../core/hearing-store.ts';
import type { LiveStatus } from '../core/live-client.ts';
import { useServices } from './services.ts';

const NO_LINES: readonly LogLine[] = [];

export const useStoreSnapshot = (): StoreSnapshot => {
  const { store } = useServices();
  return useSyncExternalStore(store.subscribe, store.snapshot);
};

export const useHearing = (id: string): HearingRow | undefined => {
  const { store } = useServices();
  return useSyncExternalStore(store.subscribe, () => store.snapshot().hearings.get(id));
};

export const useLines = (hearing: string): readonly LogLine[] => {
  const { store } = useServices();
  return useSyncExternalStore(store.subscribe, () => store.snapshot().lines.get(hearing) ?? NO_LINES);
};

export const useTimelineVersion = (hearing: string): number | undefined => {
  const { store } = useServices();
  return useSyncExternalStore(store.subscribe, () => store.snapshot().timelines.get(hearing));
};

export const useLiveStatus = (): LiveStatus => {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribe, live.status);
};

export const useVitals = (feed: string | undefined): FeedVitals | undefined => {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribe, () => (feed === undefined ? undefined : live.vitals().get(feed)));
};

export const useWatching = (hearing: string): number | undefined => {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribe, () => live.watching()[hearing]);
};

/** Watches a scope as long as the component stands; undefined watches nothing. */
export const useScope = (scope: string | undefined): void => {
  const { scopes } = useServices();
  useEffect(() => (scope === undefined ? undefined : scopes.want(scope)), [scopes, scope]);
};

const OF_ONE_HEARING = ['hearing', 'timeline', 'thumbnails', 'looks', 'notes', 'sheet'];

/** What was fetched of a hearing goes when the push masks or removes it: no page falls back on what it once knew. */
export const useForgetting = (): void => {
  const { store } = useServices();
  const queries = useQueryClient();
  useEffect(
    () =>
      store.onForgotten((hearing) => {
        const concerns = ({ queryKey: [kind, of] }: { queryKey: readonly unknown[] }): boolean =>
          kind === 'hearings' || (OF_ONE_HEARING.includes(String(kind)) && (hearing === undefined || of === hearing));
        void queries.resetQueries({ predicate: concerns });
      }),
    [store, queries],
  );
};
