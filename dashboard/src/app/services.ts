/** Puts the parts without React together, once per page. */
import { io } from 'socket.io-client';
import { afterFrame } from '../core/after-frame.ts';
import { createAlertStore } from '../core/alert-store.ts';
import { createApi } from '../core/api.ts';
import { createHearingStore } from '../core/hearing-store.ts';
import { createLiveClient, type EndedReason, type LiveSocket } from '../core/live-client.ts';
import { createPlaybackReporter } from '../core/player/playback-report.ts';
import { createSoundDesk } from '../core/player/sound-desk.ts';
import { createSparing } from '../core/player/sparing.ts';
import { createProofDesk } from '../core/proof-desk.ts';
import { createScopeDesk } from '../core/scope-desk.ts';
import { createServerClock } from '../core/server-clock.ts';
import type { Services } from '../hooks/services.ts';

export const createServices = (onEnded: (reason: EndedReason) => void): Services => {
  const clock = createServerClock(async () => {
    const answer = await fetch('/ingest/time', { cache: 'no-store' });
    if (!answer.ok) throw new Error('no time');
    return Date.parse(((await answer.json()) as { now: string }).now);
  });
  const store = createHearingStore({ afterFrame });
  const alerts = createAlertStore();
  const proofs = createProofDesk();
  const api = createApi({
    fetch: (...args) => fetch(...args),
    onSignedOut: () => onEnded('expired'),
    prove: proofs.ask,
  });
  const live = createLiveClient({
    store,
    alerts,
    // Polling would need sticky nodes and brings nothing; retries are quick, because a wall must come back by itself.
    connect: () =>
      io({
        transports: ['websocket'],
        autoConnect: false,
        withCredentials: true,
        reconnectionDelay: 400,
        reconnectionDelayMax: 2000,
        timeout: 5000,
      }) as unknown as LiveSocket,
    onEnded,
    onConnected: () => void clock.sync(),
  });
  const sparing = createSparing(protocolOfPage());
  return {
    api,
    store,
    alerts,
    live,
    scopes: createScopeDesk(live),
    clock,
    sparing,
    sound: createSoundDesk(),
    proofs,
    playback: createPlaybackReporter(live.tellPlayback),
  };
};

/** Undefined where a browser does not tell. */
function protocolOfPage(): string | undefined {
  const [page] = performance.getEntriesByType?.('navigation') ?? [];
  return page && 'nextHopProtocol' in page ? String(page.nextHopProtocol) : undefined;
}
