/** What was found, newest first: each hearing with its lines, each line a way to its moment. As long as it may be, only what is seen is drawn. */
import type { FoundHearing, SearchHit } from '@giamsat/contract/wire/search';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dateText, dayText } from '../../core/format.ts';
import { stageLook } from '../../core/stage-view.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageBadge } from '../../ui/stage-badge.tsx';
import classes from './logs.module.css';
import { piecesOf, type Row } from './rows.ts';

type Props = {
  rows: readonly Row[];
  /** Set to what moves from the field into the list. */
  enter: RefObject<() => void>;
  /** Up from the first line. */
  onTop: () => void;
  /** The end of what is loaded is near. */
  onEnd: () => void;
};

const HEAD_PX = 78;
const HIT_PX = 54;
/** So many rows before the end the next page is asked for. */
const AHEAD = 12;

export const Hits = ({ rows, enter, onTop, onEnd }: Props) => {
  const { t } = useTranslation('logs');
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? HEAD_PX : HIT_PX),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onEnd();
  }, [last, rows.length, onEnd]);

  const isHit = (index: number) => rows[index]?.kind === 'hit';
  const move = (by: 1 | -1) => {
    let next = focused + by;
    while (next >= 0 && next < rows.length && !isHit(next)) next += by;
    if (next < 0) {
      setFocused(-1);
      onTop();
    } else if (next < rows.length) {
      virtual.scrollToIndex(next);
      setFocused(next);
    }
  };
  enter.current = () => move(1);
  useKeys({ arrowdown: () => move(1), arrowup: () => move(-1) });
  // It is drawn after it was scrolled to.
  useEffect(() => {
    if (focused < 0) return;
    const frame = requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${focused}"] a`)?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [focused]);

  return (
    <div className={classes.scroller} ref={scroller}>
      <ol className={classes.list} style={{ height: virtual.getTotalSize() }} aria-label={t('hits.label')}>
        {seen.map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.item}
              style={{ transform: `translateY(${start}px)` }}
              onFocus={() => isHit(index) && setFocused(index)}
            >
              {row.kind === 'head' ? <Head hearing={row.hearing} /> : <Hit hit={row.hit} />}
            </li>
          );
        })}
      </ol>
    </div>
  );
};

const Head = ({ hearing }: { hearing: FoundHearing }) => {
  const { t } = useTranslation('logs');
  const place = usePlace();
  return (
    <div className={classes.head}>
      <h2>
        <Link to={`/hearings/${hearing.id}`}>{hearing.title ?? t('hits.untitled')}</Link>
      </h2>
      <p>
        {[hearing.caseNumber, place.at(hearing.courtName, hearing.roomName), dayText(hearing.day)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <StageBadge view={stageLook(hearing.stage)} size="sm" />
    </div>
  );
};

const Hit = ({ hit }: { hit: SearchHit }) => {
  const { t } = useTranslation('logs');
  const signs = [
    ...(hit.corrected ? [t('filter.correction')] : []),
    ...hit.flags.map((flag) => t(`reason:flag.${flag}`)),
  ];
  const moment = {
    case: '',
    line: `?${new URLSearchParams({ t: hit.at })}`,
    note: `?${new URLSearchParams({ t: hit.at, tab: 'notes' })}`,
  }[hit.kind];
  const said = [hit.author && t('hits.note', { author: hit.author }), hit.stage && t(`stage:${hit.stage}`), ...signs];
  return (
    <Link className={classes.hit} to={`/hearings/${hit.hearing}${moment}`}>
      {hit.kind === 'case' ? (
        <span className={classes.time}>{t('hits.case')}</span>
      ) : (
        <time className={classes.time} dateTime={hit.at} title={dateText(hit.at)}>
          {clockText(hit.at)}
        </time>
      )}
      <span className={classes.text}>
        {/* What was said is not translated. */}
        <span lang="vi">
          {piecesOf(hit).map(({ text, marked, from }) =>
            marked ? <mark key={from}>{text}</mark> : <span key={from}>{text}</span>,
          )}
        </span>
        {said.some(Boolean) && <small>{said.filter(Boolean).join(' · ')}</small>}
      </span>
    </Link>
  );
};
