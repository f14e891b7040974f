/** A place that nobody has taken: it says what will come, or waits quietly for the first answer. */
import { useTranslation } from 'react-i18next';
import classes from './wall.module.css';

export const FreeTile = ({ waiting }: { waiting: boolean }) => {
  const { t } = useTranslation('wall');
  if (waiting) return <div className={classes.waiting} aria-hidden="true" />;
  return (
    <div className={classes.free}>
      <p>{t('tile.free')}</p>
      <small>{t('tile.freeHelp')}</small>
    </div>
  );
};
