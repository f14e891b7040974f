/** When the doors of a hearing were closed, and what is left of its stretches and moments for who stood outside. Pure. */
import type { Restriction, Sitting } from './model.ts';

/** `[from, to)`; `ref` names the event that began it, where one did. */
export type ClosedStretch = {
  cause: 'in_camera' | 'minor';
  from: string;
  to?: string;
  settlesAt?: string;
  ref?: string;
};
type Stretch = { from: string; to?: string | undefined };

export const isClosing = ({ cause }: Restriction): boolean => cause === 'in_camera' || cause === 'minor';

/** Joined where they touch, by beginning: how often and why the court closed it meanwhile is not told. */
export function closedStretches(restrictions: readonly Restriction[]): ClosedStretch[] {
  const closings = restrictions
    .filter((one) => isClosing(one) && (one.to === undefined || one.from < one.to))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const joined: ClosedStretch[] = [];
  for (const { cause, from, to, settlesAt, event } of closings) {
    const last = joined.at(-1);
    if (!last || (last.to !== undefined && last.to < from)) {
      joined.push({
        cause: cause === 'minor' ? 'minor' : 'in_camera',
        from,
        ...(to === undefined ? {} : { to, settlesAt: settlesAt ?? to }),
        ...(event === undefined ? {} : { ref: event }),
      });
      continue;
    }
    if (cause === 'in_camera') last.cause = cause;
    if (to === undefined) {
      delete last.to;
      delete last.settlesAt;
    } else if (last.to !== undefined) {
      if (to > last.to) last.to = to;
      if ((settlesAt ?? to) > (last.settlesAt ?? last.to)) last.settlesAt = settlesAt ?? to;
    }
  }
  return joined;
}

/** The stretch that hides a moment. */
export const hiding = (closed: readonly ClosedStretch[], moment: string): ClosedStretch | undefined =>
  closed.find(({ from, to }) => from <= moment && (to === undefined || moment < to));

/** Since when something that lasts has been so for outsiders: what began behind closed doors began for them when these opened. */
export const knownSince = (closed: readonly ClosedStretch[], moment: string): string =>
  hiding(closed, moment)?.to ?? moment;

/** What lies outside of the closed stretches, in pieces. */
export function openPieces(stretch: Stretch, closed: readonly ClosedStretch[]): { from: string; to?: string }[] {
  const pieces: { from: string; to?: string }[] = [];
  let from: string | undefined = stretch.from;
  const end = stretch.to;
  for (const one of closed) {
    if (from === undefined || (end !== undefined && end <= one.from)) break;
    if (one.to !== undefined && one.to <= from) continue;
    if (from < one.from) pieces.push({ from, to: one.from });
    from = one.to;
  }
  if (from !== undefined && (end === undefined || from < end))
    pieces.push({ from, ...(end === undefined ? {} : { to: end }) });
  return pieces;
}

/** Every closed stretch as one that is locked, and of the others what lies outside of them; by which event is not told. */
export function restrictionsTold(restrictions: readonly Restriction[]): Restriction[] {
  const closed = closedStretches(restrictions);
  if (closed.length === 0) return [...restrictions];
  const told = new Map<string, Restriction>();
  for (const { ref: _ref, ...stretch } of closed) told.set(stretch.from, { ...stretch, picture: true, sound: true });
  for (const one of restrictions.filter((other) => !isClosing(other))) {
    const { from: _from, to, settlesAt, event: _event, ...ground } = one;
    for (const piece of openPieces(one, closed)) {
      const settles = piece.to === undefined ? undefined : piece.to === to ? (settlesAt ?? piece.to) : piece.to;
      const part: Restriction = {
        ...ground,
        ...piece,
        ...(settles === undefined ? {} : { settlesAt: settles }),
      };
      // Two grounds that began behind the same doors are not told apart.
      told.set(JSON.stringify(part), part);
    }
  }
  return [...told.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/**
 * Sittings as outsiders know them: one that went on behind closed doors reads like one that ended there and began anew, and a room
 * that was changed there is the new one when they open.
 */
export function sittingsTold(sittings: readonly Sitting[], closed: readonly ClosedStretch[]): Sitting[] {
  if (closed.length === 0) return [...sittings];
  type Told = { sitting: Sitting; endsIn: ClosedStretch | undefined };
  const told: Told[] = [];
  for (const sitting of [...sittings].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const beganIn = hiding(closed, sitting.from);
    const endsIn = sitting.to === undefined ? undefined : hiding(closed, sitting.to);
    const before = told.at(-1);
    if (beganIn && before?.endsIn === beganIn) {
      const { to: _to, endedBy: _endedBy, ...earlier } = before.sitting;
      before.sitting = {
        ...earlier,
        rooms: [...earlier.rooms, ...sitting.rooms],
        holds: [...earlier.holds, ...sitting.holds],
        holdsRoom: sitting.holdsRoom,
        ...(sitting.to === undefined ? {} : { to: sitting.to }),
        ...(sitting.endedBy === undefined ? {} : { endedBy: sitting.endedBy }),
      };
      before.endsIn = endsIn;
      continue;
    }
    told.push({ sitting: beganIn ? { ...sitting, id: beganIn.ref ?? sitting.id } : sitting, endsIn });
  }
  return told.flatMap(({ sitting, endsIn }) => {
    const { to, endedBy, ...rest } = sitting;
    const from = knownSince(closed, sitting.from);
    const end = endsIn ? endsIn.from : to;
    // It began and ended there, or is there still.
    if (hiding(closed, from) || (end !== undefined && end < from)) return [];
    return {
      ...rest,
      from,
      rooms: roomsTold(sitting.rooms, closed),
      holds: sitting.holds.flatMap((hold) => openPieces(hold, closed).map((piece) => ({ room: hold.room, ...piece }))),
      ...(end === undefined ? {} : { to: end }),
      ...(endedBy === undefined || endsIn ? {} : { endedBy }),
    };
  });
}

function roomsTold(rooms: Sitting['rooms'], closed: readonly ClosedStretch[]): Sitting['rooms'] {
  const told: Sitting['rooms'] = [];
  for (const { room, from } of rooms) {
    const since = knownSince(closed, from);
    if (told.at(-1)?.from === since) told.pop();
    if (told.at(-1)?.room !== room) told.push({ room, from: since });
  }
  return told;
}
