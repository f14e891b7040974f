/** The seals alone, for whoever may see them and administers nothing, such as the procuracy. */
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import classes from './admin.module.css';
import { SealsSection } from './seals-section.tsx';

export const SealsPage = () => {
  const { t } = useTranslation('seals');
  usePageTitle(t('title'));
  return (
    <div className={classes.main}>
      <SealsSection />
    </div>
  );
};
