/** A wall with nothing to show says so, and when the next hearing begins. */

import type { HearingRow } from '@giamsat/contract/wire/live';
import { IconCalendarEvent } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../../core/format.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import classes from './wall.module.css';

export const WallEmpty = ({ rows, now }: { rows: ReadonlyMap<string, HearingRow>; now: number }) => {
  const { t } = useTranslation('wall');
  const { at } = usePlace();
  const next = [...rows.values()]
    .filter((row) => row.form === 'full')
    .filter((row) => row.state.stage === 'scheduled' && Date.parse(row.state.start) > now)
    .sort((a, b) => (a.state.start < b.state.start ? -1 : 1))[0];
  return (
    <div className={classes.empty}>
      <EmptyState icon={IconCalendarEvent} title={rows.size ? t('empty.closed') : t('empty.title')}>
        {next
          ? t('empty.next', {
              time: clockText(next.state.start),
              place: at(next.courtName, next.roomName),
            })
          : t('empty.help')}
      </EmptyState>
    </div>
  );
};
