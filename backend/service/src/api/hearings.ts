/** Hearings over HTTP: the day's, one, its log, its timeline, and who looked, each as the viewer may see it. */
import { createHash } from 'node:crypto';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import type { Course } from '@giamsat/contract/hearing/course';
import { toldOutside } from '@giamsat/contract/hearing/doors';
import { eventsOfStages } from '@giamsat/contract/hearing/outside';
import { Code, Day, Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { dayOfMs, timestampOf } from '@giamsat/contract/time';
import { HearingAnswer, HearingsAnswer, LogAnswer, RegistryAnswer } from '@giamsat/contract/wire/hearings';
import { Timeline } from '@giamsat/contract/wire/live';
import { Looks } from '@giamsat/contract/wire/session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { viewerOf } from '../access/http.ts';
import { type HearingAction, may } from '../access/policy.ts';
import { factsOf } from '../access/redact.ts';
import { logTouch } from '../access/touch.ts';
import type { Viewer } from '../access/viewer.ts';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { type Audience, audienceOf, type View, viewOf } from '../live/audience.ts';
import { linesOf, rowOf, versionOf } from '../live/projection.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { LooksPage } from './answers.ts';
import { hearingDoor } from './hearing-door.ts';
import {
  type FeedCoverage,
  filledAfterwards,
  gapsOf,
  replayable,
  stagesOf,
  unheld,
  type WithheldStretch,
  withoutClosed,
} from './timeline.ts';

export type HearingRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Registry;
  hearings: {
    get(id: string): Promise<Entry | undefined>;
    ofDay(day: string): Promise<Entry[]>;
    lines(hearing: StoredHearing): Promise<SessionLog>;
    /** As of the hearing's version. */
    course(hearing: StoredHearing): Promise<Course>;
  };
  /** How far a camera's recording of a hearing reaches, and what of it this viewer may not replay; undefined: nothing at all. */
  replay(
    viewer: Viewer,
    hearing: string,
    feed: string,
  ): Promise<{ coverage: FeedCoverage; withheld: readonly WithheldStretch[] | undefined } | undefined>;
  nameLooks(looks: Looks): Promise<Looks>;
};

const strict = { additionalProperties: false };
const limit = (maximum: number) => Type.Optional(Type.Integer({ minimum: 1, maximum }));
const params = Type.Object({ id: Uuid });

export function hearingRoutes(app: App, deps: HearingRoutesDeps): void {
  const { access, clock, registry, hearings } = deps;
  const tags = ['hearings'];
  const refusals = { 401: Problem, 403: Problem, 404: Problem };

  /** The tag is made of what this viewer gets, so it tells nothing else. */
  const sendTagged = (request: FastifyRequest, reply: FastifyReply, body: object) => {
    const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 27)}"`;
    reply.header('cache-control', 'private, no-cache').header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(body);
  };
  const seenBy = (audience: Audience, entries: readonly Entry[]) => {
    const now = clock.now();
    return entries.flatMap((entry) => {
      const view = viewOf(audience, entry.hearing, now);
      return view ? [{ entry, view }] : [];
    });
  };
  const { find, refuse } = hearingDoor({ access, clock, get: hearings.get });

  app.get(
    '/api/v1/hearings',
    {
      config: { asks: 'row.read' },
      schema: {
        tags,
        summary: 'Hearings of a day',
        querystring: Type.Object(
          { day: Type.Optional(Day), court: Type.Optional(Code), after: Type.Optional(Uuid), limit: limit(500) },
          strict,
        ),
        response: { 200: HearingsAnswer, 304: Type.Null(), 401: Problem },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { day = dayOfMs(clock.now()), court, after, limit: size = 200 } = request.query;
      const now = timestampOf(clock.now());
      const seen = seenBy(audienceOf(viewer, clock.now()), await hearings.ofDay(day))
        .filter(({ entry }) => court === undefined || entry.hearing.court === court)
        .sort((a, b) => (orderOf(a.entry, a.view) < orderOf(b.entry, b.view) ? -1 : 1));
      const begin = after === undefined ? 0 : seen.findIndex(({ entry }) => entry.hearing.id === after) + 1;
      const page = seen.slice(begin, begin + size);
      const last = page.at(-1);
      return sendTagged(request, reply, {
        day,
        rows: page.map(({ entry, view }) => rowOf(entry, view, now)),
        ...(begin + size < seen.length && last ? { next: last.entry.hearing.id } : {}),
      });
    },
  );

  app.get(
    '/api/v1/hearings/:id',
    {
      config: { asks: 'row.read' },
      schema: { tags, summary: 'One hearing', params, response: { 200: HearingAnswer, 304: Type.Null(), ...refusals } },
    },
    async (request, reply) => {
      const { viewer, entry, view } = await find(request, request.params.id);
      const now = clock.now();
      const facts = { ...factsOf(entry.hearing, timestampOf(now)), restricted: false, released: false };
      const mayDo = (action: HearingAction): boolean => may(viewer, action, facts, now).allowed;
      return sendTagged(request, reply, {
        row: rowOf(entry, view, timestampOf(now)),
        may: {
          live: view.live,
          log: view.log,
          recording: view.recording,
          looks: mayDo('looks.read'),
          notes: mayDo('notes.keep'),
          sheet: mayDo('sheet.keep'),
          keeping: may(viewer, 'keeping.change', { court: entry.hearing.court, closed: view.masked }, now).allowed,
          takeLog: mayDo('log.export'),
          takeRecording: mayDo('recording.export'),
          system: may(viewer, 'vitals.read', { court: entry.hearing.court }, now).allowed,
        },
      });
    },
  );

  app.get(
    '/api/v1/hearings/:id/log',
    {
      config: { asks: 'log.read' },
      schema: {
        tags,
        summary: 'Its session log, in the order of the course',
        params,
        querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })), limit: limit(1000) }, strict),
        response: { 200: LogAnswer, 304: Type.Null(), ...refusals },
      },
    },
    async (request, reply) => {
      const { viewer, entry, view } = await find(request, request.params.id);
      const touch = logTouch(viewer, entry.hearing, clock.now());
      if (!touch) {
        refuse(viewer, 'log.read', entry);
        throw new DomainError('forbidden');
      }
      void access.looks.touch(viewer, touch);
      const lines = linesOf(await hearings.lines(entry.hearing), entry, view, timestampOf(clock.now()));
      const { after, limit: size = 500 } = request.query;
      const begin = after === undefined ? 0 : lines.findIndex((line) => line.ref === after) + 1;
      const page = lines.slice(begin, begin + size);
      const last = page.at(-1);
      return sendTagged(request, reply, {
        lines: page,
        ...(begin + size < lines.length && last ? { next: last.ref } : {}),
      });
    },
  );

  app.get(
    '/api/v1/hearings/:id/timeline',
    {
      config: { asks: 'row.read' },
      schema: {
        tags,
        summary: 'Stages, restrictions, recordings and gaps',
        params,
        response: { 200: Timeline, ...refusals },
      },
    },
    async (request, reply) => {
      const { viewer, entry, view } = await find(request, request.params.id);
      const { hearing } = entry;
      const outside = view.side === 'outside';
      const told = outside ? toldOutside(hearing) : hearing;
      if (view.masked || !told) {
        refuse(viewer, 'log.read', entry);
        throw new DomainError('forbidden');
      }
      const closed = outside ? closedStretches(hearing.restrictions) : [];
      const rooms = new Set(told.sittings.flatMap((sitting) => sitting.rooms.map(({ room }) => room)));
      const feeds = [...rooms].flatMap((room) => registry.feedsOf(room));
      const tracks = await Promise.all(
        feeds.map(async (feed) => {
          const replay = await deps.replay(viewer, hearing.id, feed.code);
          const mine = replay?.withheld !== undefined && view.recording;
          return {
            feed: feed.code,
            feedName: feed.name,
            feedRole: feed.role,
            recorded: replay && mine ? replayable(replay.coverage, replay.withheld ?? []) : [],
            filled: replay && mine ? filledAfterwards(replay.coverage, replay.withheld ?? []) : [],
            gaps: replay
              ? withoutClosed([...unheld(told.sittings, feed.room, clock.now()), ...gapsOf(replay.coverage)], closed)
              : [],
          };
        }),
      );
      reply.header('cache-control', 'no-store');
      return {
        hearing: hearing.id,
        version: versionOf(hearing, view),
        stages: withoutClosed(stagesOf(hearing.id, eventsOfStages(await hearings.course(hearing), closed)), closed),
        sittings: [...told.sittings],
        restrictions: [...told.restrictions],
        feeds: tracks,
      };
    },
  );

  app.get(
    '/api/v1/hearings/:id/looks',
    {
      config: { asks: 'looks.read' },
      schema: {
        tags,
        summary: 'Who looked at it, for the court, after it has ended',
        params,
        querystring: LooksPage,
        response: { 200: Looks, ...refusals },
      },
    },
    async (request) => {
      const { viewer, entry } = await find(request, request.params.id);
      const now = clock.now();
      const decision = may(viewer, 'looks.read', factsOf(entry.hearing, timestampOf(now)), now);
      if (!decision.allowed) {
        access.audit.denied(viewer, { action: 'looks.read', reason: decision.reason, hearing: entry.hearing.id });
        throw new DomainError('forbidden');
      }
      access.audit.once({ kind: 'looks.read', ...who(viewer), address: request.ip, hearing: entry.hearing.id });
      const { before, limit: size = 50 } = request.query;
      return deps.nameLooks(await access.looks.read({ hearing: entry.hearing.id, before, limit: size }));
    },
  );

  app.get(
    '/api/v1/registry',
    {
      config: { asks: 'session', screen: true },
      schema: {
        tags,
        summary: 'Courts, rooms and cameras, for filters and names',
        response: { 200: RegistryAnswer, 304: Type.Null(), 401: Problem },
      },
    },
    async (request, reply) => {
      viewerOf(request);
      const day = dayOfMs(clock.now());
      const courts = registry.courtsOn(day);
      const rooms = courts.flatMap(({ code }) => registry.roomsOf(code, day));
      return sendTagged(request, reply, {
        courts: courts.map(({ code, level }) => ({ code, level, ...registry.courtNameOn(code, day) })),
        rooms,
        feeds: rooms.flatMap(({ code }) => registry.feedsOf(code)),
      });
    },
  );
}

/** By start, then id; a masked hearing comes last in its court's day, so that its place does not tell when it began. */
const orderOf = ({ hearing }: Entry, view: View): string =>
  view.masked ? `~ ${hearing.court} ${hearing.id}` : `${hearing.state.start} ${hearing.id}`;
