/** What a meeting room's screen is to show, as the push tells it; undefined for everybody else, and before the first answer. */
import type { ScreenShows } from '@giamsat/contract/wire/screens';
import { useSyncExternalStore } from 'react';
import { useServices } from './services.ts';

export const useSteering = (): ScreenShows | undefined => {
  const { live } = useServices();
  return useSyncExternalStore(live.subscribe, live.steering);
};
