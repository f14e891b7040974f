/** What stands where no picture can be: why, since when, until when. Never a black box. */
import { useTranslation } from 'react-i18next';
import { clockText, dayOf, elapsedText, momentText } from '../core/format.ts';
import type { NoPicture } from '../core/no-picture.ts';
import classes from './no-picture-panel.module.css';
import { StageIcon } from './stage-icon.tsx';

type Props = { why: NoPicture /** Service's milliseconds. */; now: number; quiet?: boolean };

const DAY_MS = 86_400_000;

export const NoPicturePanel = ({ why, now, quiet }: Props) => {
  const { t, i18n } = useTranslation('reason');
  const moment = (time: string): string => (dayOf(time) === dayOf(now) ? clockText(time) : momentText(time));
  const withUntil = why.until !== undefined && i18n.exists(`reason:${why.reason}.until`);
  const until = withUntil ? t(`${why.reason}.until`, { time: moment(why.until ?? '') }) : undefined;
  const sinceMs = why.since === undefined ? undefined : now - Date.parse(why.since);
  return (
    <div className={classes.panel} data-tone={why.tone} data-quiet={quiet || undefined}>
      <span className={classes.icon}>
        <StageIcon icon={why.icon} size="100%" stroke={1.25} />
      </span>
      <p className={classes.why}>{why.reason === 'recess' && until ? until : t(why.reason)}</p>
      {until && why.reason !== 'recess' && <p className={classes.detail}>{until}</p>}
      {why.since && (
        <p className={classes.detail}>
          {t('common:from.time', { time: moment(why.since) })}
          {sinceMs !== undefined && sinceMs >= 60_000 && sinceMs < DAY_MS && (
            <time className={classes.lasted}> · {elapsedText(sinceMs)}</time>
          )}
        </p>
      )}
      {why.note && <p className={classes.note}>{why.note.kind === 'reason' ? t(why.note.text) : why.note.text}</p>}
    </div>
  );
};
