/** The cut from the court's own offices: of a room's picture and sound, by people who may see nothing of the hearing. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import { Code } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import type { Room } from '@giamsat/contract/registry';
import { dayOfMs, timestampOf } from '@giamsat/contract/time';
import { CutBody, LiftBody, RoomPicture, RoomPictures } from '@giamsat/contract/wire/pictures';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { lasts } from '../hearings/window-record.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';

export type PictureRoutesDeps = {
  access: Pick<Access, 'audit'>;
  clock: Clock;
  registry: Registry;
  hearings: Pick<Hearings, 'get' | 'holderAt' | 'windows'>;
  journal: Pick<Journal, 'appendOwn'>;
};

/** In the journal, and read by the court's clerk. */
const ORDER = 'Lệnh của Tòa án, từ trang quản trị';
const OWN = '/service#';

export function pictureRoutes(app: App, { access, clock, registry, hearings, journal }: PictureRoutesDeps): void {
  const tags = ['pictures'];
  const params = Type.Object({ room: Code });
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  const holderOf = async (room: string): Promise<StoredHearing | undefined> => {
    const hold = await hearings.holderAt(room, timestampOf(clock.now()));
    return hold && hearings.get(hold.hearing);
  };
  /** The province's newest cut that stands. */
  const cutOf = (hearing: StoredHearing | undefined) => {
    const cut = hearing?.restrictions.findLast(
      ({ cause, event, to }) => cause === 'clerk' && to === undefined && event?.startsWith(OWN),
    );
    return cut?.event === undefined ? undefined : { event: cut.event, at: cut.from };
  };
  const isOnAir = (room: string): boolean => {
    const now = timestampOf(clock.now());
    return registry
      .feedsOf(room)
      .some(({ code }) => hearings.windows.ofFeed(code).some((one) => lasts(one, now) && one.opensAt <= now));
  };
  const pictureOf = async ({ code: room, court, name }: Room): Promise<RoomPicture> => {
    const holder = await holderOf(room);
    const cut = cutOf(holder);
    const place = {
      court,
      courtShort: registry.courtNameOn(court, dayOfMs(clock.now())).short,
      room,
      roomName: name,
    };
    if (cut) return { ...place, state: 'cut', cut };
    return { ...place, state: isOnAir(room) ? 'on_air' : holder ? 'withheld' : 'idle' };
  };
  /** A room that is not there is refused like one of another court. */
  const roomFor = (request: FastifyRequest, code: string): Room => {
    const room = registry.room(code);
    demand({ audit: access.audit, now: clock.now() }, viewerOf(request), 'pictures.cut', { court: room?.court });
    if (!room) throw new DomainError('not-found');
    return room;
  };
  const written = (
    request: FastifyRequest,
    kind: AuditKind,
    hearing: string,
    detail: Record<string, unknown>,
  ): void => {
    const { login, organisation, sessionId } = viewerOf(request);
    access.audit.write({ kind, login, organisation, session: sessionId, address: request.ip, hearing, detail });
  };
  const record = async (type: 'feed.cut' | 'feed.reopened', hearing: string, by: string, data: object) => {
    const draft = { type, subject: `hearings/${hearing}`, recordedby: by, data: { ...data } };
    const [result] = await journal.appendOwn([draft]);
    if (result?.status === 'rejected') throw new DomainError('internal', { detail: result.problem.title });
  };

  app.get(
    '/api/v1/pictures',
    {
      config: { asks: 'pictures.cut' },
      schema: {
        tags,
        summary: 'Rooms whose picture the viewer may cut, and how they stand',
        response: { 200: RoomPictures, ...refusals },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const now = clock.now();
      const day = dayOfMs(now);
      const rooms = registry
        .courtsOn(day)
        .filter(({ code }) => may(viewer, 'pictures.cut', { court: code }, now).allowed)
        .flatMap(({ code }) => registry.roomsOf(code, day));
      reply.header('cache-control', 'no-store');
      return { rooms: await Promise.all(rooms.map(pictureOf)) };
    },
  );

  app.post(
    '/api/v1/pictures/:room/cut',
    {
      config: { asks: 'pictures.cut' },
      schema: {
        tags,
        summary: 'Cut picture and sound of the hearing that sits there, at once',
        params,
        body: CutBody,
        response: { 200: RoomPicture, ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request) => {
      const room = roomFor(request, request.params.room);
      const hearing = await holderOf(room.code);
      if (!hearing) throw new DomainError('conflict', { detail: 'nobody sits in this room' });
      if (!cutOf(hearing)) {
        const { login } = viewerOf(request);
        await record('feed.cut', hearing.id, login, { order: ORDER, ...request.body });
        written(request, 'picture.cut', hearing.id, { room: room.code, ...request.body });
      }
      return pictureOf(room);
    },
  );

  app.post(
    '/api/v1/pictures/:room/lift',
    {
      config: { asks: 'pictures.cut' },
      schema: {
        tags,
        summary: 'Lift a cut that was made from here',
        params,
        body: LiftBody,
        response: { 200: RoomPicture, ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request) => {
      const room = roomFor(request, request.params.room);
      const hearing = await holderOf(room.code);
      const { cut, reason } = request.body;
      const stands = hearing?.restrictions.some(({ event, to }) => event === cut && to === undefined);
      if (!hearing || !stands || !cut.startsWith(OWN)) {
        throw new DomainError('conflict', { detail: 'this cut does not stand in this room', field: '/cut' });
      }
      await record('feed.reopened', hearing.id, viewerOf(request).login, { lifts: cut, reason });
      written(request, 'picture.reopened', hearing.id, { room: room.code, cut, reason });
      return pictureOf(room);
    },
  );
}
