/** A hearing's stage: sign, word and, where wanted, how long it has lasted. */
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../core/format.ts';
import type { StageView } from '../core/stage-view.ts';
import classes from './stage-badge.module.css';
import { StageIcon } from './stage-icon.tsx';

type Props = {
  view: StageView /** Server's milliseconds; given where the time in the stage is shown. */;
  now?: number;
  size?: 'sm' | 'md';
};

export const StageBadge = ({ view, now, size = 'md' }: Props) => {
  const { t } = useTranslation('stage');
  const lasted = now !== undefined && view.since ? now - Date.parse(view.since) : undefined;
  return (
    <span className={classes.badge} data-tone={view.tone} data-outline={view.outline || undefined} data-size={size}>
      <StageIcon icon={view.icon} size="1.15em" />
      <span>{t(view.word)}</span>
      {lasted !== undefined && lasted < 100 * 3600_000 && (
        <time className={classes.time} dateTime={view.since}>
          {elapsedText(lasted)}
        </time>
      )}
    </span>
  );
};
