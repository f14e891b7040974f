/** The chain of a case's hearings: the one that this one continues, and the one that continues it. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayOf, dayText, momentText } from '../../core/format.ts';
import classes from './marks.module.css';

export const Chain = ({ state }: { state: HearingState }) => {
  const { t } = useTranslation('hearings');
  const { parentHearingId, successorId, outcome } = state;
  const next = state.stage === 'postponed' ? outcome?.nextStart : undefined;
  const later = next ? t('chain.nextAt', { moment: momentText(next) }) : t('chain.next');
  if (!parentHearingId && !successorId && !next) return null;
  return (
    <span className={classes.chain}>
      {parentHearingId && (
        <Link to={`/hearings/${parentHearingId}`}>
          <IconArrowBackUp size={15} aria-hidden="true" />
          {t('chain.before')}
        </Link>
      )}
      {(successorId || next) && (
        <Link
          to={successorId ? `/hearings/${successorId}` : `/hearings?day=${dayOf(next ?? '')}`}
          title={next && dayText(dayOf(next))}
        >
          <IconArrowForwardUp size={15} aria-hidden="true" />
          {later}
        </Link>
      )}
    </span>
  );
};
