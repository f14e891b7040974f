/** The bar above every page: name, pages, clock, connection, account. */
import { ActionIcon, Menu, SegmentedControl, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconLanguage, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { clockSecondsText } from '../core/format.ts';
import { LOOKS, type Look, useLook } from '../hooks/look.ts';
import { useSession, useViewer } from '../hooks/session.ts';
import { useAlertPiles } from '../hooks/use-alerts.ts';
import { useLiveStatus } from '../hooks/use-hearings.ts';
import { useNow } from '../hooks/use-now.ts';
import { useProblemText } from '../hooks/use-problem-text.ts';
import { setLanguage } from '../i18n/language.ts';
import { Emblem } from '../ui/emblem.tsx';
import { menuOf } from './menu.ts';
import classes from './top-bar.module.css';

export const TopBar = () => {
  const { t } = useTranslation();
  const viewer = useViewer();
  const entries = menuOf(viewer);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const open = entries.find(({ to }) => `${pathname}/`.startsWith(`${to}/`))?.to;
  // On a telephone the page that is open may stand beyond the edge of the row.
  useEffect(() => {
    nav.current?.querySelector(`a[href="${open}"]`)?.scrollIntoView?.({ inline: 'nearest', block: 'nearest' });
  }, [open]);
  return (
    <header className={classes.bar}>
      <div className={classes.brand}>
        <Emblem />
        <span className={classes.name}>{t('product')}</span>
      </div>
      {entries.length > 0 && (
        <nav ref={nav} className={classes.nav} aria-label={t('nav.label')}>
          {entries.map(({ to, label }) => (
            <NavLink key={to} to={to} className={classes.entry}>
              {t(label)}
              {label === 'nav.alerts' && <AlertCount />}
            </NavLink>
          ))}
        </nav>
      )}
      <div className={classes.right}>
        <Clock />
        {viewer.permissions.hearings && <Connection />}
        <Account />
      </div>
    </header>
  );
};

const AlertCount = () => {
  const { t } = useTranslation();
  const count = useAlertPiles()?.todo.length ?? 0;
  if (count === 0) return null;
  return (
    <span className={classes.count}>
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{t('nav.toDo', { count })}</span>
    </span>
  );
};

const Clock = () => {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <time className={classes.clock} title={t('clock.label')}>
      {clockSecondsText(now)}
    </time>
  );
};

const Connection = () => {
  const { t } = useTranslation();
  const { state } = useLiveStatus();
  return (
    <span className={classes.connection} data-state={state} title={t(`connection.${state}`)}>
      <i aria-hidden="true" />
      <span>{t(`connection.${state}`)}</span>
    </span>
  );
};

const Account = () => {
  const { t, i18n } = useTranslation();
  const { leave } = useSession();
  const { look, setLook } = useLook();
  const viewer = useViewer();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const tellFailure = (error: unknown) => notifications.show({ color: 'lacquer', message: problemText(error) });
  const organisation = (i18n.language === 'en' && viewer.organisation.nameEn) || viewer.organisation.name;
  const other = i18n.language === 'vi' ? 'en' : 'vi';
  return (
    <>
      <ActionIcon
        className={classes.language}
        variant="transparent"
        size={36}
        lang={other}
        aria-label={`${other.toUpperCase()} – ${t('account.language')}`}
        title={t('account.language')}
        onClick={() => void setLanguage(other)}
      >
        <span aria-hidden="true">{other.toUpperCase()}</span>
      </ActionIcon>
      <Menu position="bottom-end" width={280} trapFocus returnFocus>
        <Menu.Target>
          <UnstyledButton className={classes.account}>
            <span className={classes.who}>
              <span>{viewer.displayName}</span> <small>{organisation}</small>
            </span>{' '}
            <span className="visually-hidden">{t('account.menu', { name: viewer.displayName })}</span>
            <IconUserCircle className={classes.face} size={24} stroke={1.5} aria-hidden="true" />
            <IconChevronDown size={16} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {t(`role.${viewer.role}`)} · {organisation}
          </Menu.Label>
          {!viewer.screen && (
            <Menu.Item leftSection={<IconUserCircle size={18} />} onClick={() => navigate('/me')}>
              {t('nav.me')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLanguage size={18} />} lang={other} onClick={() => void setLanguage(other)}>
            {t('account.language')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('look.title')}</Menu.Label>
          <SegmentedControl
            fullWidth
            size="sm"
            aria-label={t('look.title')}
            value={look}
            onChange={(next) => setLook(next as Look)}
            data={LOOKS.map((one) => ({ value: one, label: t(`look.${one}`) }))}
          />
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => leave().catch(tellFailure)}>
            {t('account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
};
