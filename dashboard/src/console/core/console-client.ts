/** The console's one connection to the agent: state by server-sent events, entries by POST; every press carries its own id. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Problem } from '@giamsat/contract/problem';
import type { ClerkCourse, ClerkEntry, ClerkState } from '@giamsat/contract/wire/clerk';
import { ConsoleProblem } from './console-problem.ts';

export type ConsoleSnapshot =
  | { status: 'starting' }
  | { status: 'signed-out' }
  /** `agentUp` is false while the agent does not answer; `state` is then the last known. */
  | { status: 'ready'; state: ClerkState; agentUp: boolean; clockOffsetMs: number };

const API = '/clerk/api';

const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  let response: Response;
  try {
    response = await fetch(`${API}${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', 'giamsat-request': '1', ...init.headers },
      credentials: 'same-origin',
    });
  } catch {
    throw new ConsoleProblem({ type: 'urn:giamsat:problem:unreachable', title: 'unreachable', status: 0 });
  }
  if (!response.ok) throw new ConsoleProblem(await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
};

const problemOf = async (response: Response): Promise<Problem> => {
  const body = (await response.json().catch(() => undefined)) as Problem | undefined;
  return body ?? { type: 'urn:giamsat:problem:unknown', title: response.statusText, status: response.status };
};

export const createConsoleClient = () => {
  let snapshot: ConsoleSnapshot = { status: 'starting' };
  let source: EventSource | undefined;
  const listeners = new Set<() => void>();
  const set = (next: ConsoleSnapshot) => {
    snapshot = next;
    for (const listener of listeners) listener();
  };
  const ready = (state: ClerkState) =>
    set({ status: 'ready', state, agentUp: true, clockOffsetMs: Date.parse(state.now) - Date.now() });

  const listen = () => {
    source?.close();
    source = new EventSource(`${API}/stream`);
    source.addEventListener('message', (message) => ready(JSON.parse(message.data) as ClerkState));
    source.addEventListener('error', () => {
      if (snapshot.status === 'ready') set({ ...snapshot, agentUp: false });
      // A refused stream closes for good: the session may have ended while the agent was away.
      if (source?.readyState === EventSource.CLOSED) setTimeout(start, 2000);
    });
  };
  const start = async () => {
    try {
      const { clerk } = await call<{ clerk?: unknown }>('/session');
      if (!clerk) return set({ status: 'signed-out' });
      ready(await call<ClerkState>('/state'));
      listen();
    } catch (error) {
      if (error instanceof ConsoleProblem && error.problem.status === 401) return set({ status: 'signed-out' });
      if (snapshot.status === 'ready') set({ ...snapshot, agentUp: false });
      setTimeout(start, 2000);
    }
  };

  return {
    start,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    signIn: async (login: string, password: string) => {
      await call('/session', { method: 'POST', body: JSON.stringify({ login, password }) });
      await start();
    },
    signOut: async () => {
      await call('/session', { method: 'DELETE' });
      source?.close();
      set({ status: 'signed-out' });
    },
    course: (hearing: string) => call<ClerkCourse>(`/hearings/${hearing}`),
    /** The newest picture of a camera; undefined while there is none or it is cut. */
    picture: async (feed: string): Promise<Blob | undefined> => {
      const response = await fetch(`${API}/feeds/${feed}/picture`, { credentials: 'same-origin' });
      return response.status === 200 ? response.blob() : undefined;
    },
    /** Enters one event. `id` is made at the press, so that a repeated call enters nothing twice. */
    enter: <T extends EventType>(hearing: string, entry: Omit<ClerkEntry, 'data'> & { type: T; data: EventData<T> }) =>
      call<{ event: EventEnvelope }>(`/hearings/${hearing}/events`, { method: 'POST', body: JSON.stringify(entry) }),
    /** The province did not take it, and nobody will follow it up; the reason stays on record. */
    putAside: (ref: string, reason: string) =>
      call<void>('/rejected/aside', { method: 'POST', body: JSON.stringify({ ref, reason }) }),
    /** Whoever is signed in becomes the clerk of a hearing, by that decision. */
    takeOver: (hearing: string, decisionNo: string) =>
      call<{ event: EventEnvelope }>(`/hearings/${hearing}/clerk`, {
        method: 'POST',
        body: JSON.stringify({ decisionNo, id: crypto.randomUUID() }),
      }),
    /** The hearing goes on although nothing was entered for long. */
    present: (hearing: string) => call<void>(`/hearings/${hearing}/present`, { method: 'POST' }),
    /** What is known of a camera that runs here. */
    checkFeed: (feed: string) => call<CameraCheck>(`/feeds/${feed}/check`),
    /** Address of its newest picture; refused while its room is cut. The time keeps a browser from showing an older one. */
    pictureOf: (feed: string) => `${API}/feeds/${feed}/picture?at=${Date.now()}`,
    /** Watches another camera for a quarter of a minute. */
    checkCamera: (url: string) =>
      call<{ check: CameraCheck; preview?: string }>('/camera-check', {
        method: 'POST',
        body: JSON.stringify({ url }),
      }),
    adhoc: (data: EventData<'hearing.scheduled'>) =>
      call<{ id: string }>('/hearings', { method: 'POST', body: JSON.stringify({ data }) }),
  };
};
export type ConsoleClient = ReturnType<typeof createConsoleClient>;
