/** What a clerk enters becomes events: checked like anything that comes in, made once per press, and completed where the law of the house asks. */
import { isEventType } from '@giamsat/contract/event/catalogue';
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { authorityOf } from '@giamsat/contract/event/order';
import { isCorrection, validateEvent } from '@giamsat/contract/event/validate';
import type { ClerkEntry } from '@giamsat/contract/wire/clerk';
import { v7 as uuidv7 } from 'uuid';
import type { Agent } from '../agent.ts';
import type { Draft } from '../outbox/outbox.ts';
import { rfc3339 } from '../platform/clock.ts';
import { ConsoleError } from './problems.ts';

export type Entries = {
  enter(login: string, hearing: string, entry: ClerkEntry): EventEnvelope;
  adhoc(login: string, data: Record<string, unknown>): string;
};

/** A clerk's desktop may be a little ahead of the agent. */
const AHEAD_MS = 60_000;

const mayEnter = (type: string): boolean =>
  isEventType(type) && (type.startsWith('hearing.') || type.startsWith('feed.') || type === 'recording.released');

export function createEntries(agent: Pick<Agent, 'config' | 'outbox' | 'desk' | 'clock'>): Entries {
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
    const same = event.type === draft.type && event.subject === draft.subject && event.corrects === draft.corrects;
    if (!same || (draft.time !== undefined && event.time !== draft.time)) {
      throw new ConsoleError('conflict', 'this id was used for something else', { field: '/id' });
    }
    return event;
  };

  const checkTarget = (hearing: string, type: string, corrects: string | undefined): void => {
    if (!isCorrection(type)) return;
    const target = desk.events(hearing).find((event) => eventRef(event) === corrects);
    if (!target) throw new ConsoleError('invalid', 'no such event in this hearing', { field: '/corrects' });
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
    enter(login, hearing, entry) {
      const { type, time, corrects } = entry;
      const state = desk.whole(hearing)?.state;
      if (!state) throw new ConsoleError('not-found', 'no such hearing');
      if (state.court !== config.court) throw new ConsoleError('forbidden', 'a hearing of another court');
      if (!mayEnter(type)) throw new ConsoleError('invalid', 'not a step of a hearing', { field: '/type' });
      if (time !== undefined && Date.parse(time) > clock.now() + AHEAD_MS) {
        throw new ConsoleError('invalid', 'it has not happened yet', { field: '/time' });
      }
      const fresh = entry.id === undefined || !desk.has(`${source}#${entry.id}`);
      if (fresh) {
        checkTarget(hearing, type, corrects);
        checkLift(hearing, type, entry.data);
      }
      const postponed = type === 'hearing.postponed';
      const data =
        postponed && entry.data.successorId === undefined ? { ...entry.data, successorId: uuidv7() } : entry.data;
      const event = append({
        id: entry.id ?? uuidv7(),
        type,
        subject: `hearings/${hearing}`,
        recordedby: login,
        data,
        ...(time === undefined ? {} : { time }),
        ...(corrects === undefined ? {} : { corrects }),
      });
      if (postponed) scheduleSuccessor(login, hearing, event.data);
      return event;
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
