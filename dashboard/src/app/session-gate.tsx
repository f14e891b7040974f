/** Asks who looks before anything is drawn, keeps the line to the service open while somebody does, and ends both together. */

import type { SessionAnswer } from '@giamsat/contract/wire/session';
import { Loader } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { EndedReason } from '../core/live-client.ts';
import { ServicesProvider } from '../hooks/services.ts';
import { SessionProvider } from '../hooks/session.ts';
import { useProblemText } from '../hooks/use-problem-text.ts';
import { ErrorState } from '../ui/empty-state.tsx';
import { createServices } from './services.ts';
import classes from './session-gate.module.css';

const AGAIN_MS = 2000;

export const SessionGate = ({ queries, children }: { queries: QueryClient; children: ReactNode }) => {
  const [session, setSession] = useState<SessionAnswer>();
  const [error, setError] = useState<unknown>();
  const [ended, setEnded] = useState<EndedReason>();
  const problemText = useProblemText();
  const onEnded = useRef<(reason: EndedReason) => void>(() => undefined);
  const [services] = useState(() => createServices((reason) => onEnded.current(reason)));
  const { api, live, store, alerts, clock } = services;

  const ask = useCallback(async () => {
    try {
      setSession(await api.get<SessionAnswer>('/session'));
      setError(undefined);
    } catch (failed) {
      setError(failed);
    }
  }, [api]);

  const end = useCallback(
    (reason: EndedReason) => {
      live.close();
      store.forget();
      alerts.forget();
      queries.clear();
      setEnded(reason);
      setSession((before) => before && { ...before, viewer: undefined });
    },
    [live, store, alerts, queries],
  );
  onEnded.current = end;

  useEffect(() => {
    void ask();
    void clock.sync();
  }, [ask, clock]);
  // A wall that starts before the service must not need a hand on its keyboard.
  useEffect(() => {
    if (error === undefined || session) return;
    const timer = setTimeout(() => void ask(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [error, session, ask]);

  const permissions = session?.viewer?.permissions;
  const listens = permissions !== undefined && (permissions.hearings || permissions.alerts);
  useEffect(() => {
    if (!listens) return;
    live.open();
    return live.close;
  }, [live, listens]);

  const value = useMemo(
    () =>
      session && {
        session,
        ended,
        enter: (next: SessionAnswer) => {
          setEnded(undefined);
          setSession(next);
        },
        leave: async () => {
          // The pictures go first: what they still asked for would be refused, and stand in the browser's console as an error.
          live.close();
          store.forget();
          alerts.forget();
          try {
            await api.delete('/session');
          } catch (failed) {
            if (listens) live.open();
            throw failed;
          }
          end('signed-out');
        },
      },
    [session, ended, listens, api, live, store, alerts, end],
  );
  if (!value)
    return (
      <div className={classes.waiting}>
        {error === undefined ? (
          <Loader type="dots" aria-hidden="true" />
        ) : (
          <ErrorState text={problemText(error)} onRetry={ask} />
        )}
      </div>
    );
  return (
    <ServicesProvider value={services}>
      <SessionProvider value={value}>{children}</SessionProvider>
    </ServicesProvider>
  );
};
