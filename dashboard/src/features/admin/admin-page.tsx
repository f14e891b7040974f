/** Administration: each viewer has the sections that their office keeps. */
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes } from 'react-router';
import { useViewer } from '../../hooks/session.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { AccountsSection } from './accounts-section.tsx';
import classes from './admin.module.css';
import { AgentsSection } from './agents-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { AuthorisationsSection } from './authorisations-section.tsx';
import { CourtsSection } from './courts-section.tsx';
import { DeputiesSection } from './deputies-section.tsx';
import { FeedsSection } from './feeds-section.tsx';
import { OrganisationsSection } from './organisations-section.tsx';
import { PicturesSection } from './pictures-section.tsx';
import { RemovalsSection } from './removals-section.tsx';
import { RoomsSection } from './rooms-section.tsx';
import { ScreensSection } from './screens-section.tsx';
import { SealsSection } from './seals-section.tsx';
import { StorageAlarm, StorageSection } from './storage-section.tsx';

export const AdminPage = () => {
  const { t } = useTranslation('admin');
  usePageTitle(t('title'));
  const { permissions } = useViewer();
  const sections = [
    { path: 'pictures', shown: permissions.cuts, element: <PicturesSection /> },
    { path: 'courts', shown: permissions.machines, element: <CourtsSection /> },
    { path: 'rooms', shown: permissions.machines, element: <RoomsSection /> },
    { path: 'feeds', shown: permissions.machines, element: <FeedsSection /> },
    { path: 'agents', shown: permissions.machines, element: <AgentsSection /> },
    { path: 'organisations', shown: permissions.accounts, element: <OrganisationsSection /> },
    { path: 'accounts', shown: permissions.accounts, element: <AccountsSection /> },
    { path: 'authorisations', shown: permissions.authorisations, element: <AuthorisationsSection /> },
    { path: 'deputies', shown: permissions.approves, element: <DeputiesSection /> },
    { path: 'screens', shown: permissions.endsScreens, element: <ScreensSection /> },
    { path: 'audit', shown: permissions.audit, element: <AuditSection /> },
    { path: 'storage', shown: permissions.storage, element: <StorageSection /> },
    { path: 'removals', shown: permissions.removals, element: <RemovalsSection /> },
    { path: 'seals', shown: permissions.seals, element: <SealsSection /> },
  ].filter((one) => one.shown);
  return (
    <div className={classes.page}>
      <nav className={classes.nav} aria-label={t('section.label')}>
        <h1 className={classes.title}>{t('title')}</h1>
        {sections.map(({ path }) => (
          <NavLink key={path} to={`/admin/${path}`} className={classes.entry}>
            {t(`section.${path}`)}
          </NavLink>
        ))}
      </nav>
      <div className={classes.main}>
        <StorageAlarm shown={permissions.storage} />
        <Routes>
          {sections.map(({ path, element }) => (
            <Route key={path} path={path} element={element} />
          ))}
          <Route path="*" element={<Navigate to={`/admin/${sections[0]?.path ?? ''}`} replace />} />
        </Routes>
      </div>
    </div>
  );
};
