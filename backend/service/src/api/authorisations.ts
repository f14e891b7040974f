/** The life of authorisations over HTTP: drafted by the court's office, approved by the chief judge or a deputy, ended, and their record. */
import { Sha256, Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import {
  AdminAuthorisation,
  AdminAuthorisations,
  Approval,
  AuthorisationBody,
  AuthorisationHistory,
  DOCUMENT_TYPES,
  MAX_DOCUMENT_BYTES,
  Opens,
  Revocation,
} from '@giamsat/contract/wire/authorisations';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Access } from '../access/access.ts';
import { actorOf, demand, viewerOf } from '../access/http.ts';
import { type DraftFacts, may } from '../access/policy.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { openedBy } from './authorisation-opens.ts';

export type AuthorisationRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Pick<Registry, 'content'>;
  hearings: { ofDay(day: string): Promise<Entry[]> };
};

const ENDINGS = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg' } as const;

export function authorisationRoutes(app: App, { access, clock, registry, hearings }: AuthorisationRoutesDeps): void {
  const { authorisations } = access;
  const tags = ['authorisations'];
  const params = Type.Object({ id: Uuid });
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const ofOne = { ...refusals, 404: Problem };
  const changes = { ...ofOne, 409: Problem };

  /** The door has asked for the viewer's own court; here it is asked of that very authorisation. */
  const askOf = (
    request: FastifyRequest,
    action: 'authorisations.read' | 'authorisations.draft' | 'authorisations.approve',
    facts: DraftFacts,
  ) => demand({ audit: access.audit, now: clock.now() }, viewerOf(request), action, facts);
  /** The province's office keeps it, whatever the scope; and a court's own where the scope names that court alone. */
  const officesOf = ({ scope: { courts = [] } }: Pick<AdminAuthorisation, 'scope'>): { offices: string[] } => {
    const provinces = registry.content().courts.filter(({ level }) => level === 'province');
    return { offices: [...(courts.length === 1 ? courts : []), ...provinces.map(({ code }) => code)] };
  };
  const mayRead = (request: FastifyRequest, one: AdminAuthorisation): boolean =>
    may(viewerOf(request), 'authorisations.read', officesOf(one), clock.now()).allowed;
  /** One that may not be read is not there. */
  const find = async (request: FastifyRequest, id: string): Promise<AdminAuthorisation> => {
    const found = await authorisations.get(id);
    if (!mayRead(request, found)) throw new DomainError('not-found');
    return found;
  };
  const demandDraft = async (request: FastifyRequest, id: string): Promise<void> =>
    void askOf(request, 'authorisations.draft', officesOf(await find(request, id)));

  /** Of what it becomes, and of what it takes the place of. */
  const demandBody = async (request: FastifyRequest, body: AuthorisationBody): Promise<void> => {
    askOf(request, 'authorisations.draft', officesOf(body));
    if (body.replaces === undefined) return;
    const old = (await authorisations.list()).find(({ id }) => id === body.replaces);
    if (old && mayRead(request, old)) return;
    throw new DomainError('invalid', { detail: 'There is none such of this body.', field: '/replaces' });
  };

  app.get(
    '/api/v1/admin/authorisations',
    {
      config: { asks: 'authorisations.read' },
      schema: { tags, summary: 'Authorisations', response: { 200: AdminAuthorisations, ...refusals } },
    },
    async (request) => {
      return { authorisations: (await authorisations.list()).filter((one) => mayRead(request, one)) };
    },
  );
  app.post(
    '/api/v1/admin/authorisations',
    {
      config: { asks: 'authorisations.draft' },
      schema: {
        tags,
        summary: 'Draft one; it opens nothing before it is approved',
        body: AuthorisationBody,
        response: { 201: AdminAuthorisation, ...refusals, 409: Problem },
      },
    },
    async (request, reply) => {
      await demandBody(request, request.body);
      return reply.code(201).send(await authorisations.draft(actorOf(request), request.body));
    },
  );
  app.put(
    '/api/v1/admin/authorisations/:id',
    {
      config: { asks: 'authorisations.draft' },
      schema: {
        tags,
        summary: 'Change a draft',
        params,
        body: AuthorisationBody,
        response: { 200: AdminAuthorisation, ...changes },
      },
    },
    async (request) => {
      await demandDraft(request, request.params.id);
      await demandBody(request, request.body);
      return authorisations.change(actorOf(request), request.params.id, request.body);
    },
  );

  app.register(async (scope: App) => {
    scope.addContentTypeParser(
      [...DOCUMENT_TYPES],
      { parseAs: 'buffer', bodyLimit: MAX_DOCUMENT_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.put(
      '/api/v1/admin/authorisations/:id/document',
      {
        config: { asks: 'authorisations.draft' },
        // The right to this very draft is asked before ten megabytes are taken in.
        onRequest: async (request) => demandDraft(request, idOf(request)),
        schema: {
          tags,
          summary: 'Attach the signed document to a draft: PDF, PNG or JPEG',
          params,
          response: { 200: AdminAuthorisation, ...changes, 413: Problem, 415: Problem, 422: Problem },
        },
      },
      async (request) => {
        if (!Buffer.isBuffer(request.body)) throw new DomainError('unsupported-media-type');
        return authorisations.attach(actorOf(request), request.params.id, request.body);
      },
    );
  });
  app.get(
    '/api/v1/admin/authorisations/:id/documents/:sha256',
    {
      config: { asks: 'authorisations.read' },
      schema: {
        tags,
        summary: 'The signed document, as a file to keep',
        params: Type.Object({ id: Uuid, sha256: Sha256 }),
        response: { 200: Type.Any(), ...ofOne },
      },
    },
    async (request, reply) => {
      const { id, sha256 } = request.params;
      await find(request, id);
      const { mediaType, content } = await authorisations.document(id, sha256);
      const { login, organisation, sessionId } = viewerOf(request);
      access.audit.write({
        kind: 'authorisation.document-read',
        login,
        organisation,
        session: sessionId,
        address: request.ip,
        detail: { id, sha256 },
      });
      return reply
        .type(mediaType)
        .header('content-disposition', `attachment; filename="authorisation-${id}.${ENDINGS[mediaType]}"`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(content);
    },
  );

  app.get(
    '/api/v1/admin/authorisations/:id/opens',
    {
      config: { asks: 'authorisations.read' },
      schema: { tags, summary: 'Today’s hearings that it would open', params, response: { 200: Opens, ...ofOne } },
    },
    async (request, reply) => {
      const found = await find(request, request.params.id);
      reply.header('cache-control', 'no-store');
      return openedBy(found, { viewer: viewerOf(request), now: clock.now(), ofDay: hearings.ofDay });
    },
  );
  app.get(
    '/api/v1/admin/authorisations/:id/history',
    {
      config: { asks: 'authorisations.read' },
      schema: { tags, summary: 'Its versions', params, response: { 200: AuthorisationHistory, ...ofOne } },
    },
    async (request) => {
      const { id } = await find(request, request.params.id);
      return { versions: await authorisations.history(id) };
    },
  );

  app.post(
    '/api/v1/admin/authorisations/:id/withdraw',
    {
      config: { asks: 'authorisations.draft' },
      schema: { tags, summary: 'Withdraw a draft', params, response: { 200: AdminAuthorisation, ...changes } },
    },
    async (request) => {
      await demandDraft(request, request.params.id);
      return authorisations.withdraw(actorOf(request), request.params.id);
    },
  );
  app.post(
    '/api/v1/admin/authorisations/:id/approve',
    {
      config: { asks: 'authorisations.approve', proof: true },
      schema: {
        tags,
        summary: 'Approve that version for the court',
        params,
        body: Approval,
        response: { 200: AdminAuthorisation, ...changes },
      },
    },
    async (request) => {
      const { id, drafters, scope } = await find(request, request.params.id);
      askOf(request, 'authorisations.approve', { drafters: [...drafters, ...(scope.admits ?? [])] });
      return authorisations.approve(actorOf(request), id, request.body.version);
    },
  );
  app.post(
    '/api/v1/admin/authorisations/:id/revoke',
    {
      config: { asks: 'authorisations.approve', proof: true },
      schema: {
        tags,
        summary: 'End it; effective at once',
        params,
        body: Revocation,
        response: { 200: AdminAuthorisation, ...changes },
      },
    },
    async (request) => {
      const { id } = await find(request, request.params.id);
      return authorisations.revoke(actorOf(request), id, request.body);
    },
  );
}

const isUuid = Compile(Uuid);
/** Before the schema is asked, and the body read. @throws DomainError `invalid` */
function idOf(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  if (!isUuid.Check(id)) throw new DomainError('invalid', { field: '/params/id' });
  return id;
}
