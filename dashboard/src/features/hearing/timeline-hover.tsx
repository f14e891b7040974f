/** What stands at a place of the timeline: the small picture of that moment, its time and stage, or why there is none. */
import type { FullRow } from '@giamsat/contract/wire/live';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, clockText, dateText, dayOf } from '../../core/format.ts';
import { stageLook } from '../../core/stage-view.ts';
import { type Mark, nearest } from '../../core/timeline/marks.ts';
import { parseThumbnails, type Thumbnail } from '../../core/timeline/thumbnails.ts';
import { absenceAt, at, lastAt, type Tracks } from '../../core/timeline/tracks.ts';
import classes from './timeline-bar.module.css';
import { useAbsenceText } from './use-absence-text.ts';

type Props = {
  /** 0…1 */
  place: number;
  dateMs: number;
  row: FullRow;
  feed: string | undefined;
  tracks: Tracks;
  marks: readonly Mark[];
};

/** What is marked this near is named. */
const NEAR_MS = 45_000;

export const TimelineHover = ({ place, dateMs, row, feed, tracks, marks }: Props) => {
  const { t } = useTranslation('hearing');
  const thumbnail = useThumbnails(row.id, feed, tracks.recorded[0]?.from).find(
    (one) => one.from <= dateMs && dateMs < one.to,
  );
  const stage = lastAt(tracks.stages, dateMs);
  const absence = absenceAt(tracks, dateMs);
  const filled = at(tracks.filled, dateMs);
  const absenceText = useAbsenceText();
  const late = filled && {
    time: clockText(filled.filledAt),
    day: dayOf(filled.filledAt) === dayOf(dateMs) ? '' : dateText(filled.filledAt),
  };
  const near = nearest(marks, dateMs, NEAR_MS);
  return (
    <div
      className={classes.hover}
      style={{ left: `clamp(110px, ${place * 100}%, calc(100% - 110px))` }}
      aria-hidden="true"
    >
      {thumbnail && absence?.kind !== 'locked' && <Small thumbnail={thumbnail} />}
      <strong>{clockSecondsText(dateMs)}</strong>
      {stage && <span>{t(`stage:${stageLook(stage.stage, row.state.caseType).word}`)}</span>}
      {absence && (
        <>
          <span className={classes.why}>{absenceText.short(absence)}</span>
          <span className={classes.why}>{absenceText.length(absence)}</span>
        </>
      )}
      {late && <span className={classes.why}>{t('timeline.filled', late)}</span>}
      {near && <span className={classes.near}>{near.title}</span>}
    </div>
  );
};

const Small = ({ thumbnail: { url, x, y, width, height } }: { thumbnail: Thumbnail }) =>
  width && height ? (
    <span
      className={classes.sprite}
      style={{ width, height, backgroundImage: `url("${url}")`, backgroundPosition: `-${x}px -${y}px` }}
    />
  ) : (
    <img className={classes.sprite} src={url} alt="" />
  );

const NONE: Thumbnail[] = [];

const useThumbnails = (hearing: string, feed: string | undefined, originMs: number | undefined): Thumbnail[] => {
  const { data } = useQuery({
    queryKey: ['thumbnails', hearing, feed],
    enabled: feed !== undefined && originMs !== undefined,
    staleTime: 30_000,
    retry: false,
    queryFn: async ({ signal }) => {
      const address = new URL(`/media/hearings/${hearing}/${feed}/thumbnails.vtt`, window.location.href).href;
      const answer = await fetch(address, { signal });
      return answer.ok ? parseThumbnails(await answer.text(), answer.url, originMs ?? 0) : NONE;
    },
  });
  return data ?? NONE;
};
