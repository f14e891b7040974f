/** For tests: any page of the dashboard with real parts, before a service that answers from memory. */

import type { HearingRow, LogLine, Upsert } from '@giamsat/contract/wire/live';
import type { ScreenShows } from '@giamsat/contract/wire/screens';
import type { SessionAnswer, ViewerView } from '@giamsat/contract/wire/session';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { vi } from 'vitest';
import { createAlertStore } from '../core/alert-store.ts';
import { createApi } from '../core/api.ts';
import { createHearingStore } from '../core/hearing-store.ts';
import { createLiveClient, type LiveSocket } from '../core/live-client.ts';
import { createSoundDesk } from '../core/player/sound-desk.ts';
import { createSparing } from '../core/player/sparing.ts';
import { createProofDesk } from '../core/proof-desk.ts';
import { createScopeDesk } from '../core/scope-desk.ts';
import { createServerClock } from '../core/server-clock.ts';
import { LookProvider } from '../hooks/look.ts';
import { ServicesProvider } from '../hooks/services.ts';
import { SessionProvider } from '../hooks/session.ts';
import { startLanguage } from '../i18n/language.ts';
import { firstWords, wordsOf } from '../i18n/words.ts';
import { cssVariablesResolver, themeIn } from '../ui/theme.ts';
import { AppRoutes } from './routes.tsx';

// A page is fetched and compiled when it is first opened, on whatever machine this runs.
configure({ asyncUtilTimeout: 15_000 });
vi.setConfig({ testTimeout: 30_000 });

export const NOW = Date.parse('2021-04-15T02:41:07.000Z');

/** What the simulated document lacks and components ask for. */
const furnish = (): void => {
  window.matchMedia ??= (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
      dispatchEvent: () => false,
      onchange: null,
    }) as MediaQueryList;
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  if (!('fonts' in document))
    Object.defineProperty(document, 'fonts', {
      value: { addEventListener: () => undefined, removeEventListener: () => undefined },
    });
  HTMLMediaElement.prototype.load = () => undefined;
  HTMLMediaElement.prototype.play = async () => undefined;
  HTMLMediaElement.prototype.pause = () => undefined;
  Element.prototype.scrollTo ??= () => undefined;
  Element.prototype.scrollIntoView ??= () => undefined;
};

export const supervisor: ViewerView = {
  login: 'hdnd',
  displayName: 'Lý Thị K',
  role: 'supervisor',
  organisation: { code: 'hdnd', name: 'Thường trực HĐND tỉnh', kind: 'oversight' },
  screen: false,
  secondFactor: false,
  mustEnrol: false,
  permissions: {
    hearings: true,
    logs: false,
    notes: false,
    machines: false,
    addsCourts: false,
    cuts: false,
    accounts: false,
    authorisations: false,
    drafts: false,
    approves: false,
    appoints: false,
    audit: false,
    screens: false,
    endsScreens: false,
    seals: false,
    removals: false,
    statistics: false,
    caseBook: false,
    schedule: false,
    alerts: false,
    system: false,
    storage: false,
    reports: false,
  },
};

const Where = ({ onMove }: { onMove: (to: string) => void }) => {
  const { pathname, search, hash } = useLocation();
  onMove(pathname + search + hash);
  return null;
};

type Answers = Record<string, unknown | ((body: unknown) => unknown)>;
type Options = {
  path: string;
  viewer?: ViewerView | undefined;
  demo?: boolean;
  unclaimed?: boolean;
  answers?: Answers;
  /** The service's clock; it stands still unless a test lets it go. */
  now?: () => number;
};

/** `answers`: by `METHOD /path` below `/api/v1`; what is missing is 404. */
export const openPage = async (options: Options) => {
  const { path, viewer, demo = false, unclaimed = false, answers = {}, now = () => NOW } = options;
  furnish();
  await startLanguage(firstWords, wordsOf);
  const asked: { call: string; query: string; body: unknown; headers: Headers }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const address = String(input).replace('/api/v1', '');
    const [way = '', query = ''] = address.split('?');
    const call = `${init?.method ?? 'GET'} ${way}`;
    const body: unknown =
      init?.body instanceof Blob ? init.body : init?.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ call, query, body, headers: new Headers(init?.headers) });
    const answer = answers[call];
    const content = typeof answer === 'function' ? (answer as (body: unknown) => unknown)(body) : answer;
    if (content instanceof Response) return content;
    return content === undefined
      ? Response.json({ type: 'urn:giamsat:problem:not-found', title: 'x', status: 404 }, { status: 404 })
      : Response.json(content);
  };
  const store = createHearingStore();
  const alerts = createAlertStore();
  let steered: ((shows: ScreenShows) => void) | undefined;
  const socket = {
    on: (event: string, fn: (shows: ScreenShows) => void) => {
      if (event === 'steering') steered = fn;
      return socket;
    },
    connect: () => socket,
    disconnect: () => socket,
    connected: false,
  };
  const live = createLiveClient({
    store,
    alerts,
    connect: () => socket as unknown as LiveSocket,
    onEnded: () => undefined,
  });
  const clock = createServerClock(async () => now(), now);
  const proofs = createProofDesk();
  let watched: readonly string[] = [];
  const services = {
    api: createApi({ fetch, onSignedOut: () => undefined, prove: proofs.ask }),
    store,
    alerts,
    live,
    scopes: createScopeDesk({
      watch: (next) => {
        watched = next;
        live.watch(next);
      },
    }),
    clock,
    sparing: createSparing(undefined),
    sound: createSoundDesk(),
    playback: { follow: () => () => undefined },
    proofs,
  };
  const session: SessionAnswer = {
    now: new Date(NOW).toISOString(),
    demo,
    unclaimed,
    ...(viewer ? { viewer } : {}),
  };
  const entered: SessionAnswer[] = [];
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let location = '';
  render(
    <MemoryRouter initialEntries={[path]}>
      <LookProvider value={{ look: 'page', setLook: () => undefined }}>
        <MantineProvider theme={themeIn('Đóng')} cssVariablesResolver={cssVariablesResolver} env="test">
          <QueryClientProvider client={queries}>
            <ServicesProvider value={services}>
              <SessionProvider
                value={{ session, ended: undefined, enter: (one) => entered.push(one), leave: async () => undefined }}
              >
                <AppRoutes />
                <Where
                  onMove={(to) => {
                    location = to;
                  }}
                />
              </SessionProvider>
            </ServicesProvider>
          </QueryClientProvider>
        </MantineProvider>
      </LookProvider>
    </MemoryRouter>,
  );
  let through = 0;
  return {
    store,
    alerts,
    asked,
    entered,
    location: () => location,
    /** What the page asks the push for. */
    watched: () => watched,
    /** All that the page has of what it asked for. */
    fetched: () =>
      queries
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    remove: (id: string) => {
      through++;
      const removals = [
        { kind: 'hearing' as const, id },
        { kind: 'lines' as const, hearing: id },
      ];
      store.changes({ scopeEpoch: 'e', through, upserts: [], removals });
    },
    /** As the push would tell a screen. */
    steer: (shows: ScreenShows) => {
      live.open();
      steered?.(shows);
      live.close();
    },
    /** As the push would bring it. */
    push: (rows: readonly HearingRow[], lines: readonly LogLine[] = []) => {
      const upserts: Upsert[] = [
        ...rows.map((row) => ({ kind: 'hearing' as const, row })),
        ...lines.map((line) => ({ kind: 'line' as const, line })),
      ];
      through++;
      if (through === 1) store.answer({ ok: true, scopeEpoch: 'e', through, whole: true, upserts, removals: [] });
      else store.changes({ scopeEpoch: 'e', through, upserts, removals: [] });
    },
  };
};
