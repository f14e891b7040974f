/** What stands around every page: the bar, the banner of a demo, the bar of a lost connection. */
import { Skeleton } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { clockText } from '../core/format.ts';
import { useServices } from '../hooks/services.ts';
import { useSession, useViewer } from '../hooks/session.ts';
import { useForgetting, useLiveStatus, useScope } from '../hooks/use-hearings.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';

export const Shell = () => {
  const { t } = useTranslation();
  const { session } = useSession();
  const { permissions } = useViewer();
  const { clock } = useServices();
  const { pathname } = useLocation();
  const status = useLiveStatus();
  useScope(permissions.hearings ? 'wall' : undefined);
  useScope(permissions.alerts ? 'alerts' : undefined);
  useForgetting();
  const lost = permissions.hearings && status.state === 'lost';
  return (
    <div className={classes.shell} data-lost={lost || undefined}>
      <a className="skip-link" href="#content">
        {t('skip.content')}
      </a>
      <TopBar />
      {session.demo && (
        <p className={classes.demo} role="note">
          {t('demo.banner')}
        </p>
      )}
      <div role="status">
        {lost && (
          <p className={classes.lost}>{t('connection.bar', { time: clockText(status.since + clock.offsetMs()) })}</p>
        )}
      </div>
      {/* A page that is still on its way leaves the one before it standing: whose it is, is said here. */}
      <main id="content" data-page={pathname} className={classes.content} tabIndex={-1}>
        <ErrorBoundary key={pathname.split('/')[1]}>
          <Suspense fallback={<Skeleton className={classes.skeleton} animate={false} />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
};
