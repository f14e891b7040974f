/** Exports over HTTP: asked for of a hearing, one's own listed, ended, and fetched, from where a download broke off. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { timestampOf } from '@giamsat/contract/time';
import { CertifiedQuery, Exports as ExportsAnswer, Ordered, PictureQuery } from '@giamsat/contract/wire/exports';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { cutOff, rangeOf } from '../media/http.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Exports } from '../review/exports/exports.ts';
import type { ExportRow } from '../review/exports/store.ts';
import { NoContent } from './answers.ts';

export type ExportRoutesDeps = {
  access: Access;
  clock: Clock;
  exports: Exports;
  hearings: Pick<Hearings, 'get'>;
  registry: Pick<Registry, 'feedsOf'>;
};

/** So long a download that was begun may be taken up again without another proof. */
const RESUMED_MS = 2 * 3_600_000;
const MAX_BEGUN = 1_000;
const TYPES = { certified: ['application/zip', 'zip'], picture: ['video/mp4', 'mp4'] } as const;

export function exportRoutes(app: App, deps: ExportRoutesDeps): void {
  const { access, clock, exports, registry } = deps;
  const tags = ['exports'];
  const refusals = { 401: Problem, 403: Problem, 404: Problem };
  const params = Type.Object({ id: Uuid });
  const begun = new Map<string, number>();

  /** The hearing, and by which document it may be taken away. What may not be seen at all is not there. */
  const asked = async (
    request: FastifyRequest<{ Params: { id: string } }>,
    action: 'log.export' | 'recording.export',
  ) => {
    const viewer = viewerOf(request);
    const hearing = await deps.hearings.get(request.params.id);
    const now = clock.now();
    const facts = hearing && { ...factsOf(hearing, timestampOf(now)), restricted: false, released: false };
    if (!hearing || !facts || !may(viewer, 'row.read', facts, now).allowed) throw new DomainError('not-found');
    const decision = may(viewer, action, facts, now);
    if (!decision.allowed) {
      access.audit.denied(viewer, { action, reason: decision.reason, hearing: hearing.id });
      throw new DomainError('forbidden');
    }
    if (!access.isProven(viewer)) throw new DomainError('proof-needed');
    return { viewer, hearing, documentNo: decision.authorisation };
  };
  const stretchOf = ({ from, to }: { from?: string; to?: string }) => {
    const [fromMs, toMs] = [from, to].map((time) => (time === undefined ? null : Date.parse(time))) as [
      number | null,
      number | null,
    ];
    if (fromMs !== null && toMs !== null && fromMs >= toMs) {
      throw new DomainError('invalid', { detail: 'It ends before it begins.', field: '/query/to' });
    }
    return { from_ms: fromMs, to_ms: toMs };
  };
  const placeOf = ({ id, court, day }: StoredHearing) => ({ hearing: id, court, day });

  app.post(
    '/api/v1/hearings/:id/exports/certified',
    {
      config: { asks: 'log.export' },
      schema: {
        tags,
        summary: 'Have a hearing made into a package that proves itself',
        params,
        querystring: CertifiedQuery,
        response: { 202: Ordered, ...refusals, 400: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { viewer, hearing, documentNo } = await asked(request, 'log.export');
      const order = {
        kind: 'certified' as const,
        ...placeOf(hearing),
        feed: null,
        ...stretchOf(request.query),
        documentNo,
      };
      return reply.code(202).send({ export: await exports.order(viewer, request.ip, order) });
    },
  );

  app.post(
    '/api/v1/hearings/:id/exports/picture',
    {
      config: { asks: 'recording.export' },
      schema: {
        tags,
        summary: 'Have a stretch of a recording made into a film, unproven',
        params,
        querystring: PictureQuery,
        response: { 202: Ordered, ...refusals, 400: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { viewer, hearing, documentNo } = await asked(request, 'recording.export');
      const rooms = hearing.sittings.flatMap((sitting) => sitting.rooms.map(({ room }) => room));
      const feeds = [...new Set(rooms)].flatMap((room) => registry.feedsOf(room));
      const { feed: wanted } = request.query;
      const feed =
        wanted === undefined
          ? (feeds.find(({ role }) => role === 'panel') ?? feeds[0])
          : feeds.find(({ code }) => code === wanted);
      if (!feed)
        throw new DomainError('invalid', { detail: 'No such camera recorded this hearing.', field: '/query/feed' });
      const order = {
        kind: 'picture' as const,
        ...placeOf(hearing),
        feed: feed.code,
        ...stretchOf(request.query),
        documentNo,
      };
      return reply.code(202).send({ export: await exports.order(viewer, request.ip, order) });
    },
  );

  app.get(
    '/api/v1/exports',
    {
      config: { asks: 'session' },
      schema: { tags, summary: 'My exports, newest first', response: { 200: ExportsAnswer, 401: Problem } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { exports: await exports.list(viewerOf(request).login) };
    },
  );

  app.delete(
    '/api/v1/exports/:id',
    {
      config: { asks: 'session' },
      schema: { tags, summary: 'End one, or remove its file', params, response: { 204: NoContent, ...refusals } },
    },
    async (request, reply) => {
      await exports.cancel(viewerOf(request), request.ip, request.params.id);
      return reply.code(204).send(null);
    },
  );

  const nameOf = ({ sessionId }: Viewer, id: string): string => `${sessionId} ${id}`;
  /** Written down before the first byte leaves. */
  const begin = async (viewer: Viewer, address: string, row: ExportRow): Promise<void> => {
    await exports.downloaded(viewer, address, row);
    begun.set(nameOf(viewer, row.id), clock.now());
    const [oldest] = begun.keys();
    if (begun.size > MAX_BEGUN && oldest !== undefined) begun.delete(oldest);
  };
  app.post(
    '/api/v1/exports/:id/download',
    {
      config: { asks: 'session', proof: true },
      schema: { tags, summary: 'Begin to fetch its file', params, response: { 204: NoContent, ...refusals } },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { row } = await exports.open(viewer, request.params.id);
      await begin(viewer, request.ip, row);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/exports/:id/file',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'Its file, whole or in a range',
        params,
        response: {
          200: Type.Unsafe<NodeJS.ReadableStream>(Type.String()),
          206: Type.Unsafe<NodeJS.ReadableStream>(Type.String()),
          416: Type.Null(),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const resumes =
        clock.now() - (begun.get(nameOf(viewer, request.params.id)) ?? Number.NEGATIVE_INFINITY) < RESUMED_MS;
      if (!resumes && !access.isProven(viewer)) throw new DomainError('proof-needed');
      const { row, bytes, stream, onEnd } = await exports.open(viewer, request.params.id);
      if (!resumes) await begin(viewer, request.ip, row);
      const [type, ending] = TYPES[row.kind];
      const etag = `"${row.sha256}"`;
      const name = `${row.kind === 'picture' ? 'khong-chung-thuc' : 'chung-thuc'}-${row.court}-${row.day}.${ending}`;
      reply
        .type(type)
        .header('cache-control', 'no-store')
        .header('accept-ranges', 'bytes')
        .header('etag', etag)
        .header('content-disposition', `attachment; filename="${name}"`);
      const condition = request.headers['if-range'];
      const range = condition === undefined || condition === etag ? rangeOf(request.headers.range, bytes) : undefined;
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${bytes}`).send(null);
      const { from, to } = range ?? { from: 0, to: bytes };
      const stop = onEnd(() => cutOff(reply));
      reply.raw.once('close', stop);
      if (range) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
      return reply.header('content-length', to - from).send(stream(from, to));
    },
  );
}
