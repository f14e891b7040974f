/** Addresses and their pages; each page is fetched with its words when it is first opened. */
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { useBell } from '../hooks/bell.ts';
import { useSession } from '../hooks/session.ts';
import { lazyWithWords as page } from '../i18n/lazy-with-words.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { mayAdminister } from './menu.ts';
import { ProofDialog } from './proof-dialog.tsx';
import { Shell } from './shell.tsx';
import { Steered } from './steered.tsx';

const SignInPage = page(async () => (await import('../features/sign-in/sign-in-page.tsx')).SignInPage, ['sign-in']);
const WallPage = page(async () => (await import('../features/wall/wall-page.tsx')).WallPage, []);
const HearingPage = page(
  async () => (await import('../features/hearing/hearing-page.tsx')).HearingPage,
  ['hearing', 'notes'],
);
const HearingsPage = page(
  async () => (await import('../features/hearings/hearings-page.tsx')).HearingsPage,
  ['hearings'],
);
const ImportPage = page(async () => (await import('../features/schedule/import-page.tsx')).ImportPage, ['schedule']);
const LogsPage = page(async () => (await import('../features/logs/logs-page.tsx')).LogsPage, ['logs']);
const StatisticsPage = page(
  async () => (await import('../features/statistics/statistics-page.tsx')).StatisticsPage,
  ['statistics'],
);
const TodayScreen = page(async () => (await import('../features/hearings/today-screen.tsx')).TodayScreen, ['hearings']);
const StatisticsScreen = page(
  async () => (await import('../features/statistics/statistics-screen.tsx')).StatisticsScreen,
  ['statistics'],
);
const RemotePage = page(async () => (await import('../features/me/remote-page.tsx')).RemotePage, ['me']);
const AlertsPage = page(async () => (await import('../features/alerts/alerts-page.tsx')).AlertsPage, ['alerts']);
const SystemPage = page(async () => (await import('../features/system/system-page.tsx')).SystemPage, ['system']);
const Bell = page(async () => (await import('../features/alerts/bell.tsx')).Bell, ['alerts']);
const AdminPage = page(
  async () => (await import('../features/admin/admin-page.tsx')).AdminPage,
  ['admin', 'audit', 'seals', 'keeping'],
);
const SealsPage = page(async () => (await import('../features/admin/seals-page.tsx')).SealsPage, ['admin', 'seals']);
const EnrolPage = page(async () => (await import('../features/me/enrol-page.tsx')).EnrolPage, ['me']);
const MePage = page(async () => (await import('../features/me/me-page.tsx')).MePage, ['me', 'audit', 'exports']);

export const AppRoutes = () => {
  const { session } = useSession();
  const { pathname, search, hash } = useLocation();
  const { viewer } = session;
  const rings = useBell().ways.length > 0;
  if (!viewer) {
    const next =
      pathname === '/' || pathname === '/sign-in' ? '' : `?next=${encodeURIComponent(pathname + search + hash)}`;
    return (
      <Suspense>
        <Routes>
          <Route path="/sign-in" element={<SignInPage />} />
          <Route path="/clerk" element={<ClerkWay />} />
          <Route path="*" element={<Navigate to={`/sign-in${next}`} replace />} />
        </Routes>
      </Suspense>
    );
  }
  if (viewer.mustEnrol) {
    return (
      <Suspense>
        <EnrolPage />
        <ProofDialog />
      </Suspense>
    );
  }
  const { permissions, screen } = viewer;
  const home = permissions.hearings ? '/wall' : mayAdminister(permissions) ? '/admin' : '/me';
  return (
    <>
      <ProofDialog />
      {permissions.alerts && rings && (
        <Suspense>
          <Bell />
        </Suspense>
      )}
      {screen && <Steered />}
      <Routes>
        <Route path="/sign-in" element={<Entered home={home} />} />
        <Route element={<Shell />}>
          {permissions.hearings && <Route path="/wall" element={<WallPage />} />}
          {permissions.hearings && !screen && <Route path="/hearings" element={<HearingsPage />} />}
          {permissions.schedule && <Route path="/hearings/import" element={<ImportPage />} />}
          {permissions.schedule && !permissions.hearings && (
            <Route path="/hearings" element={<Navigate to="/hearings/import" replace />} />
          )}
          {permissions.hearings && !screen && <Route path="/hearings/:id" element={<HearingPage />} />}
          {permissions.hearings && <Route path="/screen/today" element={<TodayScreen />} />}
          {permissions.statistics && <Route path="/screen/statistics" element={<StatisticsScreen />} />}
          {permissions.logs && <Route path="/logs" element={<LogsPage />} />}
          {permissions.seals && <Route path="/seals" element={<SealsPage />} />}
          {permissions.statistics && !screen && <Route path="/statistics/*" element={<StatisticsPage />} />}
          {permissions.alerts && <Route path="/alerts" element={<AlertsPage />} />}
          {permissions.system && <Route path="/system" element={<SystemPage />} />}
          {mayAdminister(permissions) && <Route path="/admin/*" element={<AdminPage />} />}
          {!screen && <Route path="/me" element={<MePage />} />}
          {permissions.screens && <Route path="/me/screens/:login" element={<RemotePage />} />}
          <Route path="/clerk" element={<ClerkWay />} />
          <Route path="/" element={<Navigate to={home} replace />} />
          <Route path="*" element={<NoPage />} />
        </Route>
      </Routes>
    </>
  );
};

/** After signing in one comes to where one wanted to go. */
const Entered = ({ home }: { home: string }) => {
  const next = new URLSearchParams(useLocation().search).get('next');
  return <Navigate to={next?.startsWith('/') && !next.startsWith('//') ? next : home} replace />;
};

const NoPage = () => {
  const { t } = useTranslation();
  return <EmptyState title={t('page.notFound')}>{t('page.notFoundHelp')}</EmptyState>;
};

/** The console is served by the agent at the court; here stands only the way. */
const ClerkWay = () => {
  const { t } = useTranslation();
  return <EmptyState title={t('clerk.title')}>{t('clerk.way')}</EmptyState>;
};
