/** Composition of the dashboard: services, session, look, routes. */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, useLocation } from 'react-router';
import { ApiProblem } from '../core/problem.ts';
import { type Look, LookProvider, schemeOf, storedLook, storeLook } from '../hooks/look.ts';
import { cssVariablesResolver, themeIn } from '../ui/theme.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { AppRoutes } from './routes.tsx';
import { SessionGate } from './session-gate.tsx';

const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// The lock of the page behind a dialog is a style element of a library beneath Mantine.
setNonce(nonce());

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      // What was refused stays refused; what was not reached is asked for again.
      retry: (count, error) =>
        !(error instanceof ApiProblem && error.problem.status >= 400 && error.problem.status < 500) && count < 3,
    },
  },
});

export const App = () => (
  <BrowserRouter>
    <Dress>
      <QueryClientProvider client={queries}>
        <ErrorBoundary>
          <SessionGate queries={queries}>
            <AppRoutes />
          </SessionGate>
        </ErrorBoundary>
      </QueryClientProvider>
    </Dress>
  </BrowserRouter>
);

const Dress = ({ children }: { children: React.ReactNode }) => {
  const { pathname } = useLocation();
  const { t } = useTranslation();
  const theme = useMemo(() => themeIn(t('action.close')), [t]);
  const [look, setLook] = useState<Look>(storedLook);
  const value = useMemo(
    () => ({
      look,
      setLook: (next: Look) => {
        storeLook(next);
        setLook(next);
      },
    }),
    [look],
  );
  const scheme = schemeOf(look, pathname);
  useEffect(() => {
    document.documentElement.style.colorScheme = scheme;
  }, [scheme]);
  return (
    <LookProvider value={value}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        forceColorScheme={scheme}
        getStyleNonce={nonce}
      >
        <Notifications position="bottom-center" autoClose={4000} />
        {children}
      </MantineProvider>
    </LookProvider>
  );
};
