/** What a clerk enters becomes events: checked like anything that comes in, made once per press, and completed where the law of the house asks. */
import { isEventType } from '@giamsat/contract/event/catalogue';
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { authorityOf } from '@giamsat/contract/event/order';
import { isCorrection, validateEvent } from '@giamsat/contract/event/validate';
import type { Course } from '@giamsat/contract/hearing/course';
import { isItsClerk } from '@giamsat/contract/hearing/doors';
import { firstDayOf } from '@giamsat/contract/hearing/first-day';
import { dayOf } from '@giamsat/contract/time';
import type { ClerkEntry, ClerkTakeOver } from '@giamsat/contract/wire/clerk';
import { v7 as uuidv7 } from 'uuid';
import type { Agent } from '../agent.ts';
import type { Draft } from '../outbox/outbox.ts';
import { rfc3339 } from '../platform/clock.ts';
import type { Door, Doors } from './doors.ts';
import { ConsoleError } from './problems.ts';
import { conflictOf } from './same-press.ts';
import type { Clerk } from './sessions.ts';

export type Entries = {
  /** @throws {ConsoleError} `closed` where the hearing is masked for this clerk */
  enter(clerk: Clerk, hearing: string, entry: ClerkEntry): EventEnvelope;
  /** Makes whoever is signed in the hearing's clerk, by a written decision; also where it is masked for them. */
  takeOver(clerk: Clerk, hearing: string, by: ClerkTakeOver): EventEnvelope;
  adhoc(login: string, data: Record<string, unknown>): string;
};

/** A clerk's desktop may be a little ahead of the agent. */
const AHEAD_MS = 60_000;

const mayEnter = (type: string): boolean =>
  isEventType(type) && (type.startsWith('hearing.') || type.startsWith('feed.') || type === 'recording.released');

type OpenDoor = Exclude<Door, { form: 'masked' }>;

export function createEntries(agent: Pick<Agent, 'config' | 'outbox' | 'desk' | 'clock'>, doors: Doors): Entries {
  const { config, outbox, desk, clock } = agent;
  const source = `/courts/${config.court}/agents/${config.code}`;

  /** Entered only if the province would accept it as well: a press must not turn out wrong an hour later. */
  const append = (draft: Draft): EventEnvelope => {
    const now = rfc3339(clock.now());
    const checked = validateEvent({
      specversion: '1.0',
      source,
      time: now,
      recordedtime: now,
      sequence: '000000000001',
      datacontenttype: 'application/json',
      dataschema: `urn:giamsat:${draft.type}:1`,
      ...draft,
    });
    if (!checked.ok) throw new ConsoleError('invalid', checked.detail, { field: checked.field });
    const event = outbox.append(draft);
    const conflict = conflictOf(event, draft, false);
    if (conflict) throw conflict;
    return event;
  };

  /** A repeated press is answered with what it made; the same id for anything else is refused, and says what stands. */
  const made = (draft: Draft, door: OpenDoor | undefined): EventEnvelope | undefined => {
    const kept = desk.find(`${source}#${draft.id}`);
    if (!kept) return undefined;
    const seen =
      kept.subject === draft.subject &&
      door?.course.entries.some(({ ref, corrections }) => [ref, ...corrections.map(eventRef)].includes(eventRef(kept)));
    const conflict = conflictOf(kept, draft, seen === true);
    if (conflict) throw conflict;
    return kept;
  };

  const openDoor = (clerk: Clerk, hearing: string): OpenDoor => {
    const door = doors.of(clerk, hearing);
    if (!door) throw new ConsoleError('not-found', 'no such hearing');
    if (desk.whole(hearing)?.state.court !== config.court)
      throw new ConsoleError('forbidden', 'a hearing of another court');
    if (door.form === 'masked') throw new ConsoleError('closed');
    return door;
  };

  /** `/data/time` is that of a correction. */
  const checkTime = (course: Course, time: unknown, field: '/time' | '/data/time'): void => {
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return;
    if (Date.parse(time) > clock.now() + AHEAD_MS)
      throw new ConsoleError('invalid', 'it has not happened yet', { field });
    const first = firstDayOf(course);
    if (first !== undefined && dayOf(time) < first) {
      throw new ConsoleError('invalid', `before ${first}, the first day of this hearing`, { field });
    }
  };

  const checkTarget = ({ form, course }: OpenDoor, type: string, corrects: string | undefined): void => {
    // Who was outside does not know what they would release.
    if (form === 'told' && type === 'recording.released') throw new ConsoleError('closed');
    if (!isCorrection(type)) return;
    const all = course.entries.flatMap(({ original, corrections }) => [original, ...corrections]);
    const target = [...all, ...course.pending].find((event) => eventRef(event) === corrects);
    if (!target) throw new ConsoleError('invalid', 'no such event in this hearing', { field: '/corrects' });
    if (form === 'told' && target.type === 'hearing.publicity.changed') throw new ConsoleError('closed');
    if (isCorrection(target.type)) {
      throw new ConsoleError('invalid', 'name the original event, not a correction of it', { field: '/corrects' });
    }
    if (authorityOf(target.source) !== authorityOf(source)) {
      throw new ConsoleError('forbidden', 'only who recorded an event may correct it', { field: '/corrects' });
    }
  };

  /** A reopening names the very cut; one of the province is lifted by the province. */
  const checkLift = (hearing: string, type: string, data: Record<string, unknown>): void => {
    if (type !== 'feed.reopened' || data.lifts === 'in_camera' || data.lifts === 'minor') return;
    const cut = desk.events(hearing).find((event) => eventRef(event) === data.lifts && event.type === 'feed.cut');
    if (!cut) throw new ConsoleError('invalid', 'no such cut in this hearing', { field: '/data/lifts' });
    if (authorityOf(cut.source) !== authorityOf(source)) {
      throw new ConsoleError('forbidden', 'this cut was made by the province', { field: '/data/lifts' });
    }
  };

  const schedule = (login: string, hearing: string, data: Record<string, unknown>): EventEnvelope =>
    append({ id: uuidv7(), type: 'hearing.scheduled', subject: `hearings/${hearing}`, recordedby: login, data });

  /** The hearing that a postponed one continues as; of a date that is not yet known nothing is scheduled. */
  const scheduleSuccessor = (login: string, hearing: string, data: Record<string, unknown>): void => {
    const state = desk.whole(hearing)?.state;
    const { successorId, nextStart, room } = data as { successorId?: string; nextStart?: string; room?: string };
    if (!state || successorId === undefined || nextStart === undefined || desk.whole(successorId)) return;
    if (!state.caseType || !state.instance) return;
    const place = room ?? state.room;
    schedule(login, successorId, {
      court: config.court,
      ...(place === undefined ? {} : { room: place }),
      start: nextStart,
      caseNumbers: state.caseNumbers.map((number) => number.raw),
      title: state.title ?? '–',
      caseType: state.caseType,
      instance: state.instance,
      mode: state.mode,
      publicity: state.publicity,
      ...(state.minor ? { minor: true } : {}),
      ...(state.panel.length > 0 ? { panel: state.panel } : {}),
      ...(state.prosecutor ? { prosecutor: state.prosecutor } : {}),
      ...(state.clerk ? { clerk: state.clerk } : {}),
      parentHearingId: hearing,
    });
  };

  return {
    enter(clerk, hearing, entry) {
      const { type, time, corrects } = entry;
      const door = openDoor(clerk, hearing);
      if (!mayEnter(type)) throw new ConsoleError('invalid', 'not a step of a hearing', { field: '/type' });
      const draft = {
        id: entry.id ?? uuidv7(),
        type,
        subject: `hearings/${hearing}`,
        recordedby: clerk.login,
        data: entry.data,
        ...(time === undefined ? {} : { time }),
        ...(corrects === undefined ? {} : { corrects }),
      };
      const postponed = type === 'hearing.postponed';
      let event = made(draft, door);
      if (!event) {
        checkTime(door.course, time, '/time');
        if (isCorrection(type)) checkTime(door.course, entry.data.time, '/data/time');
        checkTarget(door, type, corrects);
        checkLift(hearing, type, entry.data);
        const data = postponed ? { successorId: uuidv7(), ...entry.data } : entry.data;
        event = append({ ...draft, data });
      }
      if (postponed) scheduleSuccessor(clerk.login, hearing, event.data);
      return event;
    },
    takeOver(clerk, hearing, { id = uuidv7(), decisionNo }) {
      const state = desk.whole(hearing)?.state;
      if (!state) throw new ConsoleError('not-found', 'no such hearing');
      if (state.court !== config.court) throw new ConsoleError('forbidden', 'a hearing of another court');
      const draft = {
        id,
        type: 'hearing.panel.changed',
        subject: `hearings/${hearing}`,
        recordedby: clerk.login,
        // Said again it is the same decision, whoever joined the panel meanwhile.
        data: {
          panel: desk.find(`${source}#${id}`)?.data.panel ?? state.panel,
          clerk: { name: clerk.displayName, role: 'clerk' },
          decisionNo,
        },
      };
      const before = made(draft, undefined);
      if (before) return before;
      if (isItsClerk({ clerk: state.clerk?.name }, clerk.displayName))
        throw new ConsoleError('conflict', 'you are the clerk of this hearing');
      return append(draft);
    },
    adhoc(login, data) {
      const rooms = desk.registry()?.rooms;
      if (data.room !== undefined && rooms && !rooms.some((room) => room.code === data.room)) {
        throw new ConsoleError('invalid', 'no such room in this court', { field: '/data/room' });
      }
      const id = uuidv7();
      // A clerk who copies the day's list says that it is one; else it was not on the list.
      schedule(login, id, { adhoc: true, ...data, court: config.court });
      return id;
    },
  };
}
