/** Exports as a list: what, how far, why not, and what can be done with each. */
import type { Export } from '@giamsat/contract/wire/exports';
import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockSecondsText, dayText, momentText, numberText } from '../core/format.ts';
import classes from './export-list.module.css';

type Props = {
  exports: readonly Export[];
  onEnd: (id: string) => void;
  onFetch: (id: string) => void;
  /** Of the one that a question is under way about. */
  busy: string | undefined;
  /** Where the list is of one hearing that stands beside it. */
  here?: boolean;
};

const MEGABYTE = 1_000_000;
const clock = (time: string | undefined): string => (time === undefined ? '' : clockSecondsText(time));

export const ExportList = ({ exports, onEnd, onFetch, busy, here = false }: Props) => {
  const { t, i18n } = useTranslation('exports');
  const size = (bytes: number): string => `${numberText(Math.ceil(bytes / MEGABYTE), i18n.language)} MB`;
  if (exports.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('title')}>
      {exports.map((one) => {
        const open = one.state === 'waiting' || one.state === 'running';
        const total = one.totalBytes ?? 0;
        const share = total > 0 ? Math.min(100, (one.doneBytes / total) * 100) : 0;
        const state = t(`state.${one.state}`);
        return (
          <li key={one.id} className={classes.item}>
            <div className={classes.what}>
              <p className={classes.kind}>
                {t(`kind.${one.kind}`)}
                {!here && (
                  <>
                    {' · '}
                    <Link to={`/hearings/${one.hearing}`}>{`${one.courtShort} · ${dayText(one.day)}`}</Link>
                  </>
                )}
              </p>
              {(one.from || one.to || one.feedName) && (
                <p className={classes.quiet}>
                  {(one.from || one.to) && `${clock(one.from)}–${clock(one.to)} `}
                  {one.feedName}
                </p>
              )}
              <p className={classes.quiet} role={open ? 'status' : undefined}>
                {state}
                {one.reason && `: ${t(`reason.${one.reason}`)}`}
                {total > 0 && open && ` · ${size(one.doneBytes)} / ${size(total)}`}
                {one.state === 'done' && ` · ${size(total)}`}
                {one.expiresAt && ` · ${t('until', { time: momentText(one.expiresAt) })}`}
              </p>
              {open && <Progress value={share} aria-label={state} mt={4} />}
              {one.state === 'done' && one.sha256 && (
                <details className={classes.quiet}>
                  <summary>{t('sha256')}</summary>
                  <code className={classes.digest}>{one.sha256}</code>
                </details>
              )}
            </div>
            <div className={classes.actions}>
              {one.state === 'done' && (
                <Button size="compact-md" loading={busy === one.id} onClick={() => onFetch(one.id)}>
                  {t('download')}
                </Button>
              )}
              {(open || one.state === 'done') && (
                <Button size="compact-md" variant="light" disabled={busy === one.id} onClick={() => onEnd(one.id)}>
                  {t(open ? 'cancel' : 'remove')}
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
};
