/** Keeping and removing a hearing's recordings over HTTP: the right to its court is asked of every hearing and of every removal. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { timestampOf } from '@giamsat/contract/time';
import {
  ClassBody,
  HoldBody,
  Keeping as KeepingAnswer,
  Removal,
  RemovalApproval,
  RemovalBody,
  RemovalStop,
  Removals,
  STOPS,
} from '@giamsat/contract/wire/keeping';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf, demand, viewerOf } from '../access/http.ts';
import { type HouseAction, may } from '../access/policy.ts';
import type { Viewer } from '../access/viewer.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import { rowOf } from '../live/projection.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Keeping, KeepingState } from '../review/keeping/keeping.ts';
import type { RemovalRow } from '../review/keeping/removals.ts';
import { NoContent } from './answers.ts';
import { hearingDoor } from './hearing-door.ts';

export type KeepingRoutesDeps = {
  access: Access;
  clock: Clock;
  hearings: { get(id: string): Promise<Entry | undefined> };
  keeping: Keeping;
};

type Decision = Extract<HouseAction, 'keeping.change' | 'keeping.lift' | 'removals.approve'>;
type Facts = { court: string; closed?: boolean; taken?: string[] };
const isCause = (text: string): text is (typeof STOPS)[number] => (STOPS as readonly string[]).includes(text);
/** Whoever asked, and whoever approved, has had a part in it. */
const takenOf = ({ login, approvals }: RemovalRow): string[] => [login, ...approvals.map((one) => one.login)];
const named = ({ login, display_name, at }: { login: string; display_name: string; at: string }) => ({
  login,
  displayName: display_name,
  at,
});
const decidedOf = (row: { document_no: string; reason: string }) => ({
  documentNo: row.document_no,
  reason: row.reason,
});

export function keepingRoutes(app: App, { access, clock, hearings, keeping }: KeepingRoutesDeps): void {
  const tags = ['keeping'];
  const params = Type.Object({ id: Uuid });
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const ofOne = { ...refusals, 404: Problem };
  const changes = { ...ofOne, 409: Problem };
  const door = hearingDoor({ access, clock, get: hearings.get });

  const decide = (viewer: Viewer, action: Decision, facts: Facts): boolean =>
    may(viewer, action, facts, clock.now()).allowed;
  const ask = (request: FastifyRequest, action: Decision, facts: Facts) =>
    demand({ audit: access.audit, now: clock.now() }, viewerOf(request), action, facts);
  /** A hearing that whoever asks sees, of a court that is theirs. */
  const find = async (request: FastifyRequest<{ Params: { id: string } }>, action: Decision) => {
    const { viewer, entry, view } = await door.find(request, request.params.id);
    ask(request, action, { court: entry.hearing.court, closed: view.masked });
    return { viewer, entry, actor: actorOf(request) };
  };
  /** A removal as somebody sees it. Undefined: it is another court's, or tells of a hearing that is closed to them what only its heads may know. */
  const removalTo = async (row: RemovalRow, viewer: Viewer): Promise<Removal | undefined> => {
    const now = clock.now();
    const { court, end_reason: reason } = row;
    const entry = await hearings.get(row.hearing);
    const view = entry && viewOf(audienceOf(viewer, now), entry.hearing, now);
    if (!decide(viewer, 'keeping.change', { court, closed: view?.masked ?? true })) return undefined;
    const seen = entry && view && rowOf(entry, view, timestampOf(now));
    const told = seen?.form === 'full' ? seen.state : undefined;
    const begins = keeping.removals.beginsAtMs(row);
    const open = row.state === 'asked';
    return {
      id: row.id,
      hearing: row.hearing,
      court,
      courtShort: entry?.context.courtShort ?? court,
      ...(told?.title === undefined ? {} : { title: told.title }),
      ...(told ? { caseNumbers: told.caseNumbers.map(({ normal, raw }) => normal ?? raw) } : {}),
      decisionNo: row.decision_no,
      decidedOn: row.decided_on,
      reason: row.reason,
      asked: named(row),
      segments: row.segments,
      bytes: row.bytes,
      from: timestampOf(row.from_ms),
      to: timestampOf(row.to_ms),
      digest: row.digest,
      approvals: row.approvals.map(named),
      state: row.state,
      ...(begins === undefined ? {} : { beginsAt: timestampOf(begins) }),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      ...(row.state === 'stopped' ? { stopped: stoppedOf(row, reason ?? '') } : {}),
      mayApprove: open && decide(viewer, 'removals.approve', { court, taken: takenOf(row) }),
      mayStop: open || row.state === 'approved',
    };
  };
  const removalsTo = async (rows: readonly RemovalRow[], viewer: Viewer): Promise<Removal[]> =>
    (await Promise.all(rows.map((row) => removalTo(row, viewer)))).filter((one) => one !== undefined);
  /** @throws DomainError `not-found` */
  const shown = async (row: RemovalRow, viewer: Viewer): Promise<Removal> => {
    const removal = await removalTo(row, viewer);
    if (!removal) throw new DomainError('not-found');
    return removal;
  };
  const findRemoval = async (request: FastifyRequest, id: string): Promise<RemovalRow> => {
    const row = await keeping.removals.get(id);
    await shown(row, viewerOf(request));
    return row;
  };
  const keepingOf = async ({ hearing }: Entry, state: KeepingState, viewer: Viewer): Promise<KeepingAnswer> => {
    const { kept, through, holds, footage, obstacles } = state;
    const removals = await keeping.removals.list(hearing.id);
    const recorded = { segments: footage.segments.length, bytes: footage.bytes };
    return {
      classes: [...keeping.classes],
      ...(kept
        ? {
            kept: {
              class: kept.class,
              version: kept.version,
              ...(kept.document_no === null ? {} : { documentNo: kept.document_no }),
              reason: kept.reason,
              ...named(kept),
            },
          }
        : {}),
      ...(through === undefined ? {} : { through }),
      holds: holds.map(({ lift, ...hold }) => ({
        id: hold.id,
        ...decidedOf(hold),
        ...named(hold),
        ...(lift ? { lifted: { ...decidedOf(lift), ...named(lift) } } : {}),
      })),
      recorded:
        recorded.segments === 0
          ? recorded
          : { ...recorded, from: timestampOf(footage.fromMs), to: timestampOf(footage.toMs) },
      removals: await removalsTo(removals, viewer),
      obstacles,
      mayChange: decide(viewer, 'keeping.change', { court: hearing.court }),
      mayLift: decide(viewer, 'keeping.lift', { court: hearing.court }),
    };
  };

  app.get(
    '/api/v1/hearings/:id/keeping',
    {
      config: { asks: 'keeping.change' },
      schema: { tags, summary: 'How long its recordings are kept', params, response: { 200: KeepingAnswer, ...ofOne } },
    },
    async (request, reply) => {
      const { viewer, entry } = await find(request, 'keeping.change');
      reply.header('cache-control', 'no-store');
      return keepingOf(entry, await keeping.stateOf(entry.hearing), viewer);
    },
  );
  app.put(
    '/api/v1/hearings/:id/keeping',
    {
      config: { asks: 'keeping.change', proof: true },
      schema: {
        tags,
        summary: 'Set the retention class of its recordings',
        params,
        body: ClassBody,
        response: { 204: NoContent, ...changes },
      },
    },
    async (request, reply) => {
      const { entry, actor } = await find(request, 'keeping.change');
      await keeping.classify(actor, entry.hearing.id, request.body);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/hearings/:id/holds',
    {
      config: { asks: 'keeping.change' },
      schema: {
        tags,
        summary: 'Hold its recordings: nothing of them is removed until it is lifted',
        params,
        body: HoldBody,
        response: { 204: NoContent, ...ofOne },
      },
    },
    async (request, reply) => {
      const { entry, actor } = await find(request, 'keeping.change');
      await keeping.hold(actor, entry.hearing.id, request.body);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/hearings/:id/holds/:hold/lift',
    {
      config: { asks: 'keeping.lift', proof: true },
      schema: {
        tags,
        summary: 'Lift a hold',
        params: Type.Object({ id: Uuid, hold: Uuid }),
        body: HoldBody,
        response: { 204: NoContent, ...changes },
      },
    },
    async (request, reply) => {
      const { entry, actor } = await find(request, 'keeping.lift');
      await keeping.lift(actor, entry.hearing.id, request.params.hold, request.body);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/hearings/:id/removals',
    {
      config: { asks: 'keeping.change', proof: true },
      schema: {
        tags,
        summary: 'Ask for the removal of its recordings; two others approve it',
        params,
        body: RemovalBody,
        response: { 201: Removal, ...changes },
      },
    },
    async (request, reply) => {
      const { viewer, entry, actor } = await find(request, 'keeping.change');
      const row = await keeping.removals.ask(actor, entry.hearing, request.body);
      return reply.code(201).send(await shown(row, viewer));
    },
  );

  app.get(
    '/api/v1/removals',
    {
      config: { asks: 'keeping.change' },
      schema: { tags, summary: 'Removals of recordings, newest first', response: { 200: Removals, ...refusals } },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      reply.header('cache-control', 'no-store');
      return { removals: await removalsTo(await keeping.removals.list(), viewer) };
    },
  );
  app.post(
    '/api/v1/removals/:id/approve',
    {
      config: { asks: 'removals.approve', proof: true },
      schema: {
        tags,
        summary: 'Approve that list of recordings for removal',
        params,
        body: RemovalApproval,
        response: { 200: Removal, ...changes },
      },
    },
    async (request) => {
      const row = await findRemoval(request, request.params.id);
      ask(request, 'removals.approve', { court: row.court, taken: takenOf(row) });
      await keeping.removals.approve(actorOf(request), row.id, request.body.digest);
      return shown(await keeping.removals.get(row.id), viewerOf(request));
    },
  );
  app.post(
    '/api/v1/removals/:id/stop',
    {
      config: { asks: 'keeping.change' },
      schema: {
        tags,
        summary: 'Stop a removal that has not begun',
        params,
        body: RemovalStop,
        response: { 200: Removal, ...changes },
      },
    },
    async (request) => {
      const row = await findRemoval(request, request.params.id);
      await keeping.removals.stop(actorOf(request), row.id, request.body.reason);
      return shown(await keeping.removals.get(row.id), viewerOf(request));
    },
  );
}

/** By a person, in their words; or by the service, for a cause that has words of its own. */
function stoppedOf(row: RemovalRow, reason: string): NonNullable<Removal['stopped']> {
  if (row.ended_by === null) return isCause(reason) ? { cause: reason } : { reason };
  return { login: row.ended_by, displayName: row.ended_by_name ?? row.ended_by, reason };
}
