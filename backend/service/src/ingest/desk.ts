/** `GET /ingest/desk`: all that a court needs to work by itself, and then what changed of it. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { isCorrection } from '@giamsat/contract/event/validate';
import type { Agent } from '@giamsat/contract/registry';
import { addDays, addMs, dayOfMs } from '@giamsat/contract/time';
import { type ClerkVerifier, DeskAnswer } from '@giamsat/contract/wire/ingest';
import { Type } from 'typebox';
import type { Hearings, Place } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import { recordOf } from '../journal/record.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Sql } from '../platform/sql.ts';
import { type DeskCursor, readCursor, writeCursor } from './desk-cursor.ts';

/** Hearings scheduled so many days before and after today are of concern even when they have ended. */
const NEAR_DAYS = 7;
/** How long a clerk's verifier may be used while the line is down. */
const VERIFIER_MS = 7 * 86_400_000;

export type DeskDeps = {
  sql: Sql;
  hearings: Pick<Hearings, 'concerning'>;
  registry: Registry;
  clock: Clock;
  clerksOf(court: string): Promise<Omit<ClerkVerifier, 'expiresAt'>[]>;
};
export type Desk = { answer(agent: Agent, cursor?: number): Promise<DeskAnswer> };

/** The hearings of an agent are those of the courts it speaks for, and those that sit in their rooms. */
export function placeOf(registry: Registry, agent: Agent, day: string): Place {
  const courts = [...registry.speaksFor(agent.court, day)];
  return { courts, rooms: courts.flatMap((court) => registry.roomsOf(court).map((room) => room.code)) };
}

export function createDesk({ sql, hearings, registry, clock, clerksOf }: DeskDeps): Desk {
  /** Both ends in one look, so that nothing lies between them. */
  async function events(ids: readonly string[], after: number, through: number): Promise<EventEnvelope[]> {
    if (ids.length === 0) return [];
    const rows = await sql
      .selectFrom('journal')
      .selectAll()
      .where(
        'stream',
        'in',
        ids.map((id) => `hearings/${id}`),
      )
      .where('position', '>', after)
      .where('position', '<=', through)
      .orderBy('position')
      .execute();
    return rows.map((row) => recordOf(row).event);
  }

  return {
    async answer(agent, given) {
      const today = dayOfMs(clock.now());
      const head = await sql.selectFrom('journal_head').select('next_position').executeTakeFirstOrThrow();
      const through = head.next_position - 1;
      const since = given === undefined ? undefined : readCursor(given);
      // A cursor from another life of the database, or from tomorrow, tells nothing.
      const usable = since && since.position <= through && since.day <= today ? since : undefined;

      const near = (day: string) => ({ from: addDays(day, -NEAR_DAYS), to: addDays(day, NEAR_DAYS) });
      const isNear = (day: string, around: string) => day >= near(around).from && day <= near(around).to;
      const place = placeOf(registry, agent, today);
      const now = await hearings.concerning(place, near(today));
      const answer: DeskAnswer = {
        through: writeCursor({ position: through, day: today }),
        upserts: [],
        removals: [],
        whole: !usable,
      };

      if (!usable) {
        answer.upserts = await events(
          now.map((h) => h.id),
          -1,
          through,
        );
      } else {
        const entered = now.filter((h) => h.ended && !isNear(h.day, usable.day)).map((h) => h.id);
        const fresh = await events(
          now.map((h) => h.id),
          usable.position,
          through,
        );
        // A hearing that these may have brought into sight comes whole.
        const whole = new Set([
          ...entered,
          ...fresh.filter(mayBringIn).map((e) => e.subject.slice('hearings/'.length)),
        ]);
        const rest = fresh.filter((e) => !whole.has(e.subject.slice('hearings/'.length)));
        answer.upserts = [...(await events([...whole], -1, through)), ...rest];
        answer.removals = await left(place, usable, new Set(now.map((h) => h.id)), near(usable.day));
      }
      const court = registry.court(agent.court);
      if (court && (!usable || registry.state().journalPosition >= usable.position)) {
        const rooms = place.rooms.flatMap((code) => registry.room(code) ?? []);
        const feeds = place.rooms.flatMap((room) => registry.feedsOf(room));
        answer.registry = { court, rooms, feeds, templates: [...registry.templates()] };
      }
      const expiresAt = addMs(rfc3339(clock.now()), VERIFIER_MS);
      answer.clerks = (await clerksOf(agent.court)).map((clerk) => ({ ...clerk, expiresAt }));
      return answer;
    },
  };

  /** Ended hearings that were near then and are not now, or that ended since, far from today. */
  async function left(
    place: Place,
    since: DeskCursor,
    now: ReadonlySet<string>,
    nearThen: { from: string; to: string },
  ): Promise<string[]> {
    const rows = await sql
      .selectFrom('hearings')
      .select('id')
      .where((eb) => eb.or([eb('court', 'in', [...place.courts, '']), eb('room', 'in', [...place.rooms, ''])]))
      .where('ended', '=', true)
      .where((eb) => eb.or([eb.between('day', nearThen.from, nearThen.to), eb('inside_version', '>', since.position)]))
      .execute();
    return rows.map((row) => row.id).filter((id) => !now.has(id));
  }
}

/** Could the hearing have been out of this court's sight before? */
const mayBringIn = (event: EventEnvelope): boolean =>
  event.type === 'hearing.scheduled' ||
  event.type === 'hearing.rescheduled' ||
  event.type === 'hearing.moved' ||
  event.type === 'hearing.resumed' ||
  event.type === 'hearing.preparation.started' ||
  event.type === 'hearing.sitting.started' ||
  isCorrection(event.type);

export function deskRoute(app: App, { desk }: { desk: Desk }): void {
  app.get(
    '/ingest/desk',
    {
      schema: {
        tags: ['ingest'],
        summary: 'What the court needs to work by itself; with a cursor, what changed of it',
        querystring: Type.Object({ cursor: Type.Optional(Type.String({ pattern: '^\\d{1,16}$' })) }),
        response: { 200: DeskAnswer },
      },
      // The answer is made here, and an event keeps members that no schema knows.
      serializerCompiler: () => JSON.stringify,
    },
    async (request, reply) => {
      const { cursor } = request.query;
      const given = cursor === undefined ? undefined : Number(cursor);
      if (given !== undefined && !Number.isSafeInteger(given)) {
        throw new DomainError('invalid', { field: '/cursor' });
      }
      reply.header('cache-control', 'no-store');
      return desk.answer(request.agent, given);
    },
  );
}
