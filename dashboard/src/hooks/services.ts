/** The parts without React, as pages reach them. */
import { createContext, useContext } from 'react';
import type { AlertStore } from '../core/alert-store.ts';
import type { Api } from '../core/api.ts';
import type { HearingStore } from '../core/hearing-store.ts';
import type { LiveClient } from '../core/live-client.ts';
import type { PlaybackReporter } from '../core/player/playback-report.ts';
import type { SoundDesk } from '../core/player/sound-desk.ts';
import type { Sparing } from '../core/player/sparing.ts';
import type { ProofDesk } from '../core/proof-desk.ts';
import type { ScopeDesk } from '../core/scope-desk.ts';
import type { ServerClock } from '../core/server-clock.ts';

export type Services = {
  api: Api;
  store: HearingStore;
  alerts: AlertStore;
  live: LiveClient;
  scopes: ScopeDesk;
  clock: ServerClock;
  sparing: Sparing;
  sound: SoundDesk;
  playback: PlaybackReporter;
  proofs: ProofDesk;
};

const Context = createContext<Services | undefined>(undefined);
export const ServicesProvider = Context.Provider;

export const useServices = (): Services => {
  const services = useContext(Context);
  if (!services) throw new Error('useServices outside of its provider');
  return services;
};
