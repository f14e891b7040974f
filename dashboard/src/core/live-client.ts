/** Keeps the store equal to what the service shows: watches, notices silence, and asks again with the cursor. */
import type { FeedVitals } from '@giamsat/contract/wire/ingest';
import type { LiveDownMessages, LiveUpMessages, PlaybackReport, WatchRequest } from '@giamsat/contract/wire/live';
import type { ScreenShows } from '@giamsat/contract/wire/screens';
import type { Socket } from 'socket.io-client';
import type { AlertStore } from './alert-store.ts';
import type { HearingStore } from './hearing-store.ts';

export type LiveSocket = Pick<
  Socket<LiveDownMessages, LiveUpMessages>,
  'on' | 'emit' | 'connect' | 'disconnect' | 'timeout' | 'connected'
> & { io: Pick<Socket['io'], 'on'> };
export type LiveStatus = {
  /** `starting`: never connected yet. `lost`: what is shown is as old as `since`. */
  state: 'starting' | 'live' | 'lost';
  /** Local milliseconds since the epoch at which this state began. */
  since: number;
};
export type EndedReason = Parameters<LiveDownMessages['ended']>[0]['reason'];
export type LiveDeps = {
  store: HearingStore;
  alerts: AlertStore;
  connect: () => LiveSocket;
  onEnded: (reason: EndedReason) => void;
  /** Called at each connection, so that the clock is measured anew. */
  onConnected?: () => void;
  now?: () => number;
};

/** The head comes each second; this much silence means that the line is gone, whatever TCP believes. */
const SILENCE_MS = 4000;
const ANSWER_MS = 5000;
const RETRY_MS = 1000;

export const createLiveClient = ({ store, alerts, connect, onEnded, onConnected, now = Date.now }: LiveDeps) => {
  let socket: LiveSocket | undefined;
  let scopes: string[] = [];
  /** Scopes that the store's content was answered for; a cursor holds for them alone. */
  let answeredFor = '';
  let status: LiveStatus = { state: 'starting', since: now() };
  let lastHeard = 0;
  /** Turn of the newest question; an answer to an older one is of no concern. */
  let asking = 0;
  /** What is being asked at this moment. */
  let asked: string | undefined;
  let watchdog: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let vitals: ReadonlyMap<string, FeedVitals> = new Map();
  let watching: Readonly<Record<string, number>> = {};
  let steering: ScreenShows | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const setState = (state: LiveStatus['state']): void => {
    if (status.state === state) return;
    // What is shown is as old as the last message, not as the moment at which the silence was noticed.
    status = { state, since: state === 'lost' && lastHeard ? lastHeard : now() };
    tell();
  };
  const heard = (): void => {
    lastHeard = now();
  };

  const ask = (): void => {
    if (!socket?.connected || scopes.length === 0) return;
    const wanted = scopes.join(' ');
    if (asked === wanted) return;
    clearTimeout(retry);
    const turn = ++asking;
    asked = wanted;
    const { scopeEpoch, through } = store.snapshot();
    const request: WatchRequest =
      answeredFor === wanted && scopeEpoch !== undefined ? { scopes, scopeEpoch, cursor: through } : { scopes };
    socket.timeout(ANSWER_MS).emit('watch', request, (error, answer) => {
      if (turn !== asking) return;
      asked = undefined;
      if (error || !answer.ok) {
        retry = setTimeout(ask, RETRY_MS);
        return;
      }
      heard();
      answeredFor = wanted;
      store.answer(answer);
      if (answer.alerts) alerts.answer(answer.alerts);
      setState('live');
    });
  };

  const open = (): void => {
    const own = connect();
    socket = own;
    own.on('connect', () => {
      heard();
      onConnected?.();
      asked = undefined;
      if (scopes.length === 0) setState('live');
      ask();
    });
    own.on('disconnect', (reason) => {
      setState('lost');
      // A disconnection by the service is final for the library, but not for a wall that hangs in a meeting room.
      if (reason === 'io server disconnect') retry = setTimeout(() => own.connect(), RETRY_MS);
    });
    own.on('changes', (message) => {
      heard();
      if (store.changes(message) === 'foreign') ask();
    });
    own.on('head', (message) => {
      heard();
      const behind = store.head(message) !== 'current' || alerts.head(message.alerts) !== 'current';
      if (behind) ask();
    });
    own.on('alerts', (message) => {
      heard();
      if (alerts.changes(message) === 'foreign') ask();
    });
    own.on('scope', (message) => {
      heard();
      answeredFor = '';
      alerts.forget();
      if (store.scope(message) === 'foreign') {
        asked = undefined;
        ask();
      }
    });
    own.on('cut', (message) => {
      heard();
      store.cut(message);
    });
    own.on('opened', heard);
    own.on('vitals', (message) => {
      heard();
      vitals = new Map([...vitals, ...message.feeds.map((one) => [one.feed, one] as const)]);
      tell();
    });
    own.on('presence', (message) => {
      heard();
      watching = message.watching;
      tell();
    });
    own.on('steering', (message) => {
      heard();
      steering = message;
      tell();
    });
    own.on('ended', ({ reason }) => {
      close();
      steering = undefined;
      store.forget();
      alerts.forget();
      onEnded(reason);
    });
    watchdog = setInterval(() => {
      if (own.connected && scopes.length > 0 && status.state === 'live' && now() - lastHeard > SILENCE_MS) {
        setState('lost');
        own.disconnect();
        own.connect();
      }
    }, 1000);
    own.connect();
  };

  const close = (): void => {
    clearInterval(watchdog);
    clearTimeout(retry);
    asking++;
    asked = undefined;
    const own = socket;
    socket = undefined;
    answeredFor = '';
    own?.disconnect();
  };

  return {
    open: (): void => {
      if (!socket) open();
    },
    close,
    /** What the page needs now; asks only when it differs. */
    watch: (next: readonly string[]): void => {
      const wanted = [...new Set(next)].sort();
      if (wanted.join(' ') === scopes.join(' ')) return;
      scopes = wanted;
      ask();
    },
    /** Without guarantee. */
    tellPlayback: (report: PlaybackReport): void => {
      if (socket?.connected) socket.emit('playback', report);
    },
    status: (): LiveStatus => status,
    vitals: (): ReadonlyMap<string, FeedVitals> => vitals,
    /** How many watch each hearing; never who. */
    watching: (): Readonly<Record<string, number>> => watching,
    /** What a screen of a meeting room is to show; undefined for everybody else. */
    steering: (): ScreenShows | undefined => steering,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
export type LiveClient = ReturnType<typeof createLiveClient>;
