/** In the log: a stretch without a picture, why, how long, and when it was filled if it was. */
import { IconVideoOff, IconVideoPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CourseItem } from '../../core/course-items.ts';
import { clockText, momentText } from '../../core/format.ts';
import classes from './log-panel.module.css';
import { useAbsenceText } from './use-absence-text.ts';

type Props = { item: CourseItem & { kind: 'gap' | 'filled' }; onSeek: (dateMs: number) => void };

export const GapLine = ({ item, onSeek }: Props) => {
  const { t } = useTranslation('hearing');
  const absenceText = useAbsenceText();
  const stretch = item.kind === 'gap' ? item.gap : item.filled;
  const Icon = item.kind === 'gap' ? IconVideoOff : IconVideoPlus;
  return (
    <div className={classes.line} data-gap={item.kind}>
      <button type="button" className={classes.seek} onClick={() => onSeek(item.from)}>
        <time dateTime={new Date(item.from).toISOString()}>{clockText(item.from)}</time>
        <span className={classes.text}>
          <span className={classes.absence}>
            <Icon size={16} aria-hidden="true" />
            {item.kind === 'gap'
              ? absenceText.short({ ...item.gap, kind: 'gap' })
              : t('log.filled', { time: momentText(item.filled.filledAt) })}
          </span>
          <span className={classes.detail}>{absenceText.length(stretch)}</span>
        </span>
      </button>
    </div>
  );
};
