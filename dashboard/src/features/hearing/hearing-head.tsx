/** What the hearing is: title, number, place, people in charge, stage, and what should be checked. */

import type { FullRow } from '@giamsat/contract/wire/live';
import { Tooltip } from '@mantine/core';
import { IconEye, IconFlag, IconLock, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dayText } from '../../core/format.ts';
import { stageView } from '../../core/stage-view.ts';
import { useWatching } from '../../hooks/use-hearings.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageBadge } from '../../ui/stage-badge.tsx';
import classes from './hearing-head.module.css';
import { SealLine } from './seal-line.tsx';

export const HearingHead = ({ row, now }: { row: FullRow; now: number }) => {
  const { t } = useTranslation('hearing');
  const { at } = usePlace();
  const { state } = row;
  const watching = useWatching(row.id);
  const numbers = state.caseNumbers.map((one) => one.normal ?? one.raw);
  const presiding = state.panel.find((one) => one.role === 'presiding_judge');
  const counted = state.participants.filter((one) => one.present !== undefined);
  const present = counted.filter((one) => one.present).length;
  const people = [
    presiding && [t('head.presiding'), presiding.name],
    state.prosecutor && [t('head.prosecutor'), state.prosecutor.name],
    state.clerk && [t('head.clerk'), state.clerk.name],
  ].filter((one): one is [string, string] => Array.isArray(one));
  return (
    <header className={classes.head}>
      <div className={classes.top}>
        <h1 className={classes.title}>{state.title ?? t('common:hearing.untitled')}</h1>
        <StageBadge view={stageView(row, now)} now={now} />
      </div>
      <p className={classes.facts}>
        <span className={classes.place}>{at(row.courtName, row.roomName)}</span>
        <span className="figures">{numbers.length ? numbers.join(' · ') : t('head.unknownNumber')}</span>
        {state.caseType && (
          <span>
            {t(`common:case.${state.caseType}`)}
            {state.instance && `, ${t(`common:instance.${state.instance}`).toLowerCase()}`}
          </span>
        )}
        <time dateTime={state.start}>
          {clockText(state.start)} {dayText(row.day)}
        </time>
        <span className={classes.sign}>
          {state.publicity === 'public' ? (
            <IconWorld size={17} aria-hidden="true" />
          ) : (
            <IconLock size={17} aria-hidden="true" />
          )}
          {t(`reason:publicity.${state.publicity}`)}
        </span>
      </p>
      <p className={classes.facts}>
        {people.map(([office, name]) => (
          <span key={office}>
            <span className={classes.office}>{office}</span> {name}
          </span>
        ))}
        {counted.length > 0 && <span>{t('head.present', { present, all: counted.length })}</span>}
        {watching !== undefined && watching > 0 && (
          <span className={classes.sign}>
            <IconEye size={17} aria-hidden="true" />
            {t('head.watching', { count: watching })}
          </span>
        )}
        <SealLine row={row} />
        {state.parentHearingId && <Link to={`/hearings/${state.parentHearingId}`}>{t('head.parent')}</Link>}
        {state.successorId && <Link to={`/hearings/${state.successorId}`}>{t('head.successor')}</Link>}
        {state.flags.length > 0 && (
          <Tooltip
            multiline
            maw={360}
            label={[...new Set(state.flags.map((flag) => t(`reason:flag.${flag.code}`)))].join(' · ')}
            events={{ hover: true, focus: true, touch: true }}
          >
            <button type="button" className={classes.flags}>
              <IconFlag size={16} aria-hidden="true" />
              {t('head.flags')}: {state.flags.length}
              <span className="visually-hidden">
                {[...new Set(state.flags.map((flag) => t(`reason:flag.${flag.code}`)))].join(', ')}
              </span>
            </button>
          </Tooltip>
        )}
      </p>
    </header>
  );
};
