/** One alert in the list: what is not in order, where and since when, who is at it; opened, what was done and what can be done. */
import type { Alert } from '@giamsat/contract/wire/alerts';
import { Button } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconBellOff, IconChevronDown, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dateText, dayOf, momentText } from '../../core/format.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { AlertDetail } from './alert-detail.tsx';
import { useAlertText } from './alert-text.ts';
import classes from './alerts.module.css';
import { useAct } from './use-alert.ts';

const ICONS = { urgent: IconAlertOctagon, warning: IconAlertTriangle, notice: IconInfoCircle } as const;
const TONES = { urgent: 'red', warning: 'amber', notice: 'blue' } as const;

type Props = { alert: Alert; open: boolean; onOpen: (open: boolean) => void };

export const AlertItem = ({ alert, open, onOpen }: Props) => {
  const { t } = useTranslation('alerts');
  const place = usePlace();
  const text = useAlertText();
  const now = useNow(60_000);
  const { act, problem, busy } = useAct(alert);
  const { severity, since, until, hearing, work, times } = alert;
  const Icon = ICONS[severity];
  const muted = work.mutedUntil !== undefined && Date.parse(work.mutedUntil) > now ? work.mutedUntil : undefined;
  const where = [
    alert.courtShort && place.court(alert.courtShort),
    alert.roomName && place.room(alert.roomName),
    alert.feedName && place.camera(alert.feedName),
    alert.agent && t('machine', { code: alert.agent }),
  ].filter(Boolean);
  const when = (at: string): string => (dayOf(at) === dayOf(now) ? clockText(at) : momentText(at));
  const name = `${hearing ? `/hearings/${hearing.id}?${new URLSearchParams({ t: since })}` : ''}`;
  return (
    <li className={classes.item} data-tone={until ? 'grey' : TONES[severity]} data-open={open || undefined}>
      <div className={classes.row}>
        <button type="button" data-head className={classes.head} aria-expanded={open} onClick={() => onOpen(!open)}>
          <span className={classes.icon}>
            <Icon size={22} aria-hidden="true" />
            <span className="visually-hidden">{t(`severity.${severity}`)}</span>
          </span>
          <span className={classes.what}>
            <strong>{text(alert)}</strong>
            {where.length > 0 && <span>{where.join(' · ')}</span>}
            {hearing && <span lang="vi">{hearing.title ?? t('common:hearing.untitled')}</span>}
          </span>
          <span className={classes.when}>
            <time dateTime={since} title={dateText(since)}>
              {when(since)}
            </time>
            {until && <span>– {when(until)}</span>}
            {times > 1 && <small>{t('times', { count: times })}</small>}
          </span>
          <IconChevronDown className={classes.fold} size={18} aria-hidden="true" />
        </button>
        <div className={classes.work}>
          <span className={classes.state}>
            {muted && (
              <>
                <IconBellOff size={15} aria-hidden="true" /> {t('mutedUntil', { time: when(muted) })}
              </>
            )}
            {!muted &&
              work.state !== 'todo' &&
              t(`by.${work.state}`, { name: work.by ?? '–', time: when(work.at ?? since) })}
            {!muted && work.state === 'todo' && until && t(`ended.${alert.ended ?? 'cleared'}`)}
            {work.comments > 0 && ` · ${t('comments', { count: work.comments })}`}
          </span>
          {name && (
            <Button component={Link} to={name} size="compact-sm" variant="subtle">
              {t('toMoment')}
            </Button>
          )}
          {work.state === 'todo' && !until && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void act({ what: 'taken' })}>
              {t('act.take')}
            </Button>
          )}
          {work.state !== 'done' && (
            <Button
              size="compact-sm"
              variant={work.state === 'taken' ? 'filled' : 'subtle'}
              loading={busy}
              onClick={() => void act({ what: 'done' })}
            >
              {t('act.done')}
            </Button>
          )}
        </div>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      {open && <AlertDetail alert={alert} muted={muted !== undefined} />}
    </li>
  );
};
