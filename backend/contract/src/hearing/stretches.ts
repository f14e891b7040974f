/** The fold behind restrictions: one pass over a course, as if every event in it had always been known. */
import { type EventEnvelope, type EventRef, eventRef } from '../event/envelope.ts';
import { authorityOf } from '../event/order.ts';
import type { Timestamp } from '../primitives.ts';
import { addMs, earlier, later } from '../time.ts';
import type { RestrictionCause } from './model.ts';
import {
  inDeliberation,
  moveSitting,
  moveStage,
  movesSitting,
  movesStage,
  type SittingAt,
  type Standing,
} from './moves.ts';

/** Whatever lifts a restriction can be taken back for so long before it takes effect. */
export const SETTLE_MS = 5000;

/** One ground for withholding, `[from, to)`; shared shape of `Restriction` before the two courses are joined. */
export type Stretch = {
  cause: RestrictionCause;
  picture: boolean;
  sound: boolean;
  from: Timestamp;
  to?: Timestamp;
  settlesAt?: Timestamp;
  feeds?: string[];
  event?: EventRef;
  /** Where it reaches back behind its event ("the whole hearing"): the moment from which it could be known. */
  since?: Timestamp;
};

/** What a course says when taken for the whole truth. */
export type Fold = {
  stretches: Stretch[];
  /** When a sitting was on, by the later of the times of its events. */
  seated: { from: Timestamp; to?: Timestamp }[];
};

/** Can an event of this type begin or end a restriction? */
export const restricts = (type: string): boolean =>
  movesStage(type) ||
  movesSitting(type) ||
  type === 'hearing.scheduled' ||
  type === 'hearing.publicity.changed' ||
  type === 'hearing.minor.flagged' ||
  type === 'hearing.transmission.permitted' ||
  type === 'hearing.transmission.withdrawn' ||
  type === 'feed.cut' ||
  type === 'feed.reopened';

const PERMITTED_STAGES = new Set(['opening', 'pronouncing']);

/** `events` in course order; `beginning` is where "from the beginning" is. */
export function stretchesOf(events: readonly EventEnvelope[], beginning: Timestamp): Fold {
  const done: Stretch[] = [];
  const open = new Map<string, Stretch>();
  let at: Standing = { stage: 'scheduled' };
  let sitting: SittingAt | undefined;
  let scope: string | undefined;

  const seated: Fold['seated'] = [];

  const begin = (
    key: string,
    from: Timestamp,
    event: EventEnvelope | undefined,
    cause: RestrictionCause,
    picture = true,
  ) => {
    const current = open.get(key);
    if (current && current.from <= from) return;
    const stretch: Stretch = { cause, picture, sound: true, from };
    if (event) {
      stretch.event = eventRef(event);
      const since = earlier(event.time, event.recordedtime);
      if (from < since) stretch.since = since;
    }
    open.set(key, stretch);
  };
  const end = (key: string, event: EventEnvelope) => {
    const stretch = open.get(key);
    if (!stretch) return;
    open.delete(key);
    const to = later(event.time, event.recordedtime);
    // A stretch that was only to begin again (a public stretch's `until`) may never begin.
    if (to <= stretch.from && stretch.from > earlier(event.time, event.recordedtime)) return;
    close(stretch, later(to, stretch.from), event.recordedtime);
  };
  const close = (stretch: Stretch, to: Timestamp, recordedtime: Timestamp) => {
    stretch.to = to;
    stretch.settlesAt = later(to, addMs(recordedtime, SETTLE_MS));
    done.push(stretch);
  };
  const hold = (key: string, withheld: boolean, event: EventEnvelope, cause: RestrictionCause, picture = true) => {
    if (withheld === open.has(key)) return;
    if (withheld) begin(key, earlier(event.time, event.recordedtime), event, cause, picture);
    else end(key, event);
  };
  /** A public stretch of a lasting ground: from the later of the event's times until `until`. */
  const liftUntil = (key: string, event: EventEnvelope, until: unknown) => {
    const stretch = open.get(key);
    const from = later(event.time, event.recordedtime);
    if (!stretch || typeof until !== 'string' || until <= from) return;
    const { since: _since, ...again } = stretch;
    if (stretch.from <= from) close({ ...stretch }, from, event.recordedtime);
    open.set(key, { ...again, from: until });
  };

  begin('permission', beginning, undefined, 'not_permitted');
  for (const event of events) {
    const { type, data } = event;
    const start = earlier(event.time, event.recordedtime);
    if (movesStage(type)) at = moveStage(at, event);
    const before = sitting;
    if (movesSitting(type)) sitting = moveSitting(sitting, event);
    switch (type) {
      case 'hearing.scheduled':
        if (data.publicity === 'in_camera') begin('in_camera', beginning, event, 'in_camera');
        if (data.minor === true) begin('minor', beginning, event, 'minor');
        break;
      case 'hearing.publicity.changed':
        if (data.to === 'public') end('in_camera', event);
        else begin('in_camera', start, event, 'in_camera');
        break;
      case 'hearing.minor.flagged':
        begin('minor', beginning, event, 'minor');
        break;
      case 'hearing.transmission.permitted':
        scope = String(data.scope);
        break;
      case 'hearing.transmission.withdrawn':
        scope = undefined;
        break;
      case 'feed.cut':
        open.set(`cut ${eventRef(event)}`, {
          cause: 'clerk',
          picture: true,
          sound: true,
          from: start,
          event: eventRef(event),
          ...(Array.isArray(data.feeds) ? { feeds: data.feeds as string[] } : {}),
        });
        break;
      case 'feed.reopened':
        if (data.lifts === 'in_camera' || data.lifts === 'minor') liftUntil(data.lifts, event, data.until);
        break;
    }
    const permitted =
      scope === 'whole' ||
      scope === 'picture_only' ||
      (scope === 'opening_and_pronouncing' && PERMITTED_STAGES.has(at.stage));
    hold('permission', !permitted, event, 'not_permitted');
    hold('sound', permitted && scope === 'picture_only', event, 'not_permitted', false);
    hold('recess', at.stage === 'recess', event, 'recess');
    hold('deliberation', inDeliberation(at), event, 'deliberation');
    if (sitting !== before) {
      if (before && !before.open && before.id !== sitting?.id) end('not_open', event);
      hold('not_open', sitting !== undefined && !sitting.open, event, 'not_open');
      if (sitting?.id !== before?.id) {
        const last = seated.at(-1);
        const moment = later(event.time, event.recordedtime);
        if (last && last.to === undefined) last.to = later(moment, last.from);
        if (sitting) seated.push({ from: moment });
      }
    }
  }
  endCuts(events, open, close);
  for (const stretch of open.values()) done.push(stretch);
  return { stretches: done, seated };
}

/** A cut ends with the first `feed.reopened` that names it, from the side that cut: the province lifts its own, the court its own. */
function endCuts(
  events: readonly EventEnvelope[],
  open: Map<string, Stretch>,
  close: (stretch: Stretch, to: Timestamp, recordedtime: Timestamp) => void,
): void {
  for (const event of events) {
    if (event.type !== 'feed.reopened') continue;
    const key = `cut ${String(event.data.lifts)}`;
    const stretch = open.get(key);
    const cut = String(event.data.lifts);
    if (!stretch || authorityOf(event.source) !== authorityOf(cut.slice(0, cut.indexOf('#')))) continue;
    open.delete(key);
    close(stretch, later(later(event.time, event.recordedtime), stretch.from), event.recordedtime);
  }
}
