/** Mine: where I am signed in, my password, and my own record of what I looked at. */
import { useTranslation } from 'react-i18next';
import { useViewer } from '../../hooks/session.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { MyExports } from './exports.tsx';
import { Looks } from './looks.tsx';
import classes from './me.module.css';
import { Others } from './others.tsx';
import { Password } from './password.tsx';
import { Screens } from './screens.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';

export const MePage = () => {
  const { t } = useTranslation('me');
  usePageTitle(t('title'));
  const viewer = useViewer();
  const { body } = usePlace();
  return (
    <div className={classes.page}>
      <header>
        <h1 className={classes.title}>{viewer.displayName}</h1>
        <p className={classes.office}>
          {t(`common:role.${viewer.role}`)} · {body(viewer.organisation)}
        </p>
      </header>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Sessions />
          <SecondFactor />
          <Password />
          {viewer.permissions.screens && <Screens />}
        </div>
        <div className={classes.column}>
          {viewer.permissions.hearings && <MyExports />}
          <Looks />
          <Others />
        </div>
      </div>
    </div>
  );
};
