/** Says that a day is off, or worked although it is a weekend. */
import type { DaysAnswer } from '@giamsat/contract/wire/schedule';
import { useTranslation } from 'react-i18next';
import classes from './marks.module.css';

export const DayMark = ({ day, days }: { day: string; days: DaysAnswer }) => {
  const { t } = useTranslation('hearings');
  if (days.off.includes(day)) return <span className={classes.off}>{t('day.off')}</span>;
  return days.worked.includes(day) ? <span className={classes.off}>{t('day.worked')}</span> : null;
};
