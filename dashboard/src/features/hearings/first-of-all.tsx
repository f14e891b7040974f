/** What a chief judge asks first: postponed, suspended, opened late today, each with its reason. */

import type { FullRow, HearingRow } from '@giamsat/contract/wire/live';
import {
  IconAlarm,
  IconAlertTriangle,
  IconCalendarX,
  IconCircleCheck,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RowClash } from '../../core/clashing.ts';
import { isDelayed, openedLateMs, type Tone } from '../../core/stage-view.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useClashText } from './clash-mark.tsx';
import classes from './first-of-all.module.css';

/** A list that was badly made must not push the day out of sight; each is marked there. */
const MOST_CLASHES = 4;

type Group = { key: 'clash' | 'postponed' | 'suspended' | 'late'; tone: Tone; icon: TablerIcon; rows: FullRow[] };

type FirstOfAllProps = { rows: readonly HearingRow[]; clashes: ReadonlyMap<string, RowClash[]>; now: number };

export const FirstOfAll = ({ rows, clashes, now }: FirstOfAllProps) => {
  const clashText = useClashText();
  const { t } = useTranslation('hearings');
  const at = usePlace();
  const full = rows.filter((row) => row.form === 'full');
  const late = (row: FullRow): number | undefined =>
    isDelayed(row.state, now) ? now - Date.parse(row.state.start) : openedLateMs(row.state);
  const groups: Group[] = [
    { key: 'clash', tone: 'red', icon: IconAlertTriangle, rows: full.filter((row) => clashes.has(row.id)) },
    { key: 'postponed', tone: 'red', icon: IconCalendarX, rows: full.filter((row) => row.state.stage === 'postponed') },
    {
      key: 'suspended',
      tone: 'orange',
      icon: IconPlayerPause,
      rows: full.filter((row) => row.state.stage === 'suspended'),
    },
    { key: 'late', tone: 'amber', icon: IconAlarm, rows: full.filter((row) => late(row) !== undefined) },
  ];
  const told = groups.filter((group) => group.rows.length > 0);
  const detail = (group: Group, row: FullRow): string => {
    if (group.key === 'clash') return clashText(clashes.get(row.id) ?? []);
    if (group.key === 'late') return t('first.lateBy', { minutes: Math.round((late(row) ?? 0) / 60_000) });
    const { reasonCode } = row.state.outcome ?? {};
    return reasonCode ? t(`reason:${reasonCode}`) : t('first.noReason');
  };
  return (
    <section className={classes.first} aria-label={t('first.title')}>
      {told.length === 0 && (
        <p className={classes.none}>
          <IconCircleCheck size={22} aria-hidden="true" />
          {t('first.none')}
        </p>
      )}
      {told.map((group) => (
        <div key={group.key} className={classes.group} data-tone={group.tone}>
          <h2 className={classes.title}>
            <group.icon size={20} aria-hidden="true" />
            {t(`first.${group.key}`)}
            <b>{group.rows.length}</b>
          </h2>
          <ul className={classes.list}>
            {(group.key === 'clash' ? group.rows.slice(0, MOST_CLASHES) : group.rows).map((row) => (
              <li key={row.id}>
                <Link to={`/hearings/${row.id}`} className={classes.item}>
                  <span className={classes.name}>{row.state.title ?? t('common:hearing.untitled')}</span>
                  <span className={classes.detail}>
                    {at.court(row.courtShort)} · {detail(group, row)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {group.key === 'clash' && group.rows.length > MOST_CLASHES && (
            <p className={classes.detail}>{t('first.moreClashes', { count: group.rows.length - MOST_CLASHES })}</p>
          )}
        </div>
      ))}
    </section>
  );
};
