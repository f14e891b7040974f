/** What leaves of a stored hearing: pure projections of its row and its lines, inside (panel, its clerk and prosecutor) and outside. */

import { closedStretches, hiding, isClosing } from '@giamsat/contract/hearing/closed-stretches';
import { closedCause, toldOutside } from '@giamsat/contract/hearing/doors';
import { type HearingState, RESTRICTION_CAUSES, type Restriction, type Sitting } from '@giamsat/contract/hearing/model';
import { isEnded } from '@giamsat/contract/stage';
import type { HearingRow, LiveWindow, LogLine } from '@giamsat/contract/wire/live';
import type { HearingFacts } from './policy.ts';

/** The part of a stored hearing that projections read. */
export type Redactable = {
  id: string;
  court: string;
  room?: string | undefined;
  day: string;
  state: HearingState;
  /** What its public part alone tells (`stateTold`); present where its doors were closed and are open again. */
  stateOutside?: HearingState | undefined;
  sittings: readonly Sitting[];
  restrictions: readonly Restriction[];
  insideVersion: number;
  outsideVersion: number;
};
/** Names that were valid on the hearing's day, and the windows that stand open or are about to open. */
export type RowContext = {
  courtName: string;
  courtShort: string;
  roomName?: string | undefined;
  windows: readonly LiveWindow[];
};
export type Side = 'inside' | 'outside';

/** What the policy must know of a hearing at `now` (RFC 3339). */
export const factsOf = (hearing: Omit<Redactable, 'sittings'>, now: string): HearingFacts => ({
  id: hearing.id,
  court: hearing.court,
  room: hearing.room,
  caseType: hearing.state.caseType,
  closed: closedCause(hearing, now),
  ended: isEnded(hearing.state.stage),
  panel: hearing.state.panel.map((person) => person.name),
  clerk: hearing.state.clerk?.name,
  prosecutor: hearing.state.prosecutor?.name,
});

const gravity = (restriction: Restriction): number => RESTRICTION_CAUSES.indexOf(restriction.cause);

/**
 * The row of one side. `inForce` keeps what has not settled at `now` and what is announced; pages judge it by their own clock.
 * The outside of a closed hearing is masked; its windows are named only where the court opened a stretch.
 */
export function redactRow(hearing: Redactable, context: RowContext, side: Side, now: string): HearingRow {
  const closed = closedCause(hearing, now);
  const place = {
    id: hearing.id,
    version: side === 'inside' ? hearing.insideVersion : hearing.outsideVersion,
    court: hearing.court,
    courtName: context.courtName,
    courtShort: context.courtShort,
    ...(hearing.room === undefined ? {} : { room: hearing.room }),
    ...(context.roomName === undefined ? {} : { roomName: context.roomName }),
    day: hearing.day,
  };
  const windows = [...context.windows];
  const told = side === 'inside' ? hearing : toldOutside(hearing);
  if ((closed && side === 'outside') || !told) {
    return { form: 'masked', ...place, cause: closed ?? 'in_camera', ...(windows.length > 0 ? { windows } : {}) };
  }
  return {
    form: 'full',
    ...place,
    state: told.state,
    sittings: [...told.sittings],
    inForce: told.restrictions
      .filter((restriction) => restriction.to === undefined || now < (restriction.settlesAt ?? restriction.to))
      .sort((a, b) => gravity(a) - gravity(b) || (a.from < b.from ? -1 : 1)),
    windows,
    inside: closed !== undefined,
  };
}

/** The row for somebody who may not watch it live. */
export function withoutWindows(row: HearingRow): HearingRow {
  if (row.form === 'full') return row.windows.length === 0 ? row : { ...row, windows: [] };
  const { windows: _, ...rest } = row;
  return rest;
}

/**
 * A line for one side, or undefined where it stays inside. What was said behind closed doors stays there after they were opened
 * again; that they were closed and opened is public, the ground is not. Who keyed a line in is the court's own matter.
 * Outsiders' lines are made of what may be told (`eventsTold`); here it is only asked again.
 */
export function redactLine(
  line: LogLine,
  hearing: Pick<Redactable, 'state' | 'restrictions'>,
  side: Side,
  now: string,
): LogLine | undefined {
  if (side === 'inside') return line;
  if (closedCause(hearing, now)) return undefined;
  const { recordedby: _, ...open } = line;
  const closed = closedStretches(hearing.restrictions);
  const hidden = [line.time, line.recordedtime].map((moment) => hiding(closed, moment));
  if (line.type === 'hearing.publicity.changed') {
    if (hidden.some((stretch) => stretch && stretch.from !== line.time)) return undefined;
    return { ...open, data: typeof line.data.to === 'string' ? { to: line.data.to } : {} };
  }
  return hidden.some((stretch) => stretch) ? undefined : open;
}

/**
 * Moments up to `now` at which the outside form changed by the clock alone: a closing settled, or the announced end of a public stretch
 * came. They enter the scope epoch, so that whoever looked before then looks anew.
 */
export const closingMoments = (hearing: Pick<Redactable, 'restrictions'>, now: string): string[] =>
  timedMoments(hearing).filter((moment) => moment <= now);

/** The same, whether they have come or not. */
export function timedMoments({ restrictions }: Pick<Redactable, 'restrictions'>): string[] {
  const closings = restrictions.filter(isClosing);
  const moments = closings.flatMap((closing) => {
    const interrupted = closings.some(
      ({ event, cause, to }) =>
        event === closing.event && cause === closing.cause && to !== undefined && to <= closing.from,
    );
    return [interrupted ? closing.from : undefined, closing.settlesAt];
  });
  return moments.filter((moment): moment is string => moment !== undefined).sort();
}
