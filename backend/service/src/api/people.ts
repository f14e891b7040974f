/** Administration of organisations, accounts and authorisations, and the audit. */
import { Code, Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { Account, Organisation } from '@giamsat/contract/registry';
import {
  AccountBody,
  AdminAccount,
  AdminAccounts,
  AdminAuthorisation,
  AdminAuthorisations,
  AdminOrganisations,
  AuditAnswer,
  AuditQuery,
  AuthorisationBody,
  OrganisationBody,
} from '@giamsat/contract/wire/admin';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf, demand, viewerOf } from '../access/http.ts';
import { type FactsOf, may } from '../access/policy.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';

type HouseAction = Exclude<keyof FactsOf, 'row.read' | 'log.read' | 'live.watch' | 'recording.watch' | 'looks.read'>;

export function peopleRoutes(app: App, { access, clock }: { access: Access; clock: Clock }): void {
  const tags = ['administration'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const ask = (request: FastifyRequest, action: HouseAction) =>
    demand({ audit: access.audit, now: clock.now() }, viewerOf(request), action, {});

  app.get(
    '/api/v1/admin/organisations',
    { schema: { tags, summary: 'All bodies', response: { 200: AdminOrganisations, ...refusals } } },
    async (request) => {
      ask(request, 'authorisations.read');
      return { organisations: await access.organisations.list() };
    },
  );
  app.put(
    '/api/v1/admin/organisations/:code',
    {
      schema: {
        tags,
        summary: 'Add or change a body',
        params: Type.Object({ code: Code }),
        body: OrganisationBody,
        response: { 200: Organisation, ...refusals },
      },
    },
    async (request) => {
      ask(request, 'accounts.change');
      return access.organisations.put(actorOf(request), { code: request.params.code, ...request.body });
    },
  );

  app.get(
    '/api/v1/admin/accounts',
    { schema: { tags, summary: 'All accounts', response: { 200: AdminAccounts, ...refusals } } },
    async (request) => {
      ask(request, 'accounts.read');
      return { accounts: await access.accounts.list() };
    },
  );
  app.put(
    '/api/v1/admin/accounts/:login',
    {
      schema: {
        tags,
        summary: 'Add, change or lock an account',
        params: Type.Object({ login: Account.properties.login }),
        body: AccountBody,
        response: { 200: AdminAccount, ...refusals, 409: Problem },
      },
    },
    async (request) => {
      ask(request, 'accounts.change');
      return access.accounts.put(actorOf(request), request.params.login, request.body);
    },
  );

  app.get(
    '/api/v1/admin/authorisations',
    { schema: { tags, summary: 'All authorisations', response: { 200: AdminAuthorisations, ...refusals } } },
    async (request) => {
      ask(request, 'authorisations.read');
      return { authorisations: await access.authorisations.list() };
    },
  );
  app.post(
    '/api/v1/admin/authorisations',
    {
      schema: {
        tags,
        summary: 'Enter a document; one who may approve approves it at once',
        body: AuthorisationBody,
        response: { 201: AdminAuthorisation, ...refusals, 409: Problem },
      },
    },
    async (request, reply) => {
      ask(request, 'authorisations.enter');
      const approve = may(viewerOf(request), 'authorisations.approve', {}, clock.now()).allowed;
      return reply.code(201).send(await access.authorisations.enter(actorOf(request), request.body, approve));
    },
  );
  for (const verb of ['approve', 'revoke'] as const) {
    app.post(
      `/api/v1/admin/authorisations/:id/${verb}`,
      {
        schema: {
          tags,
          summary: verb === 'approve' ? 'Approve for the court' : 'End it; effective at once',
          params: Type.Object({ id: Uuid }),
          response: { 200: AdminAuthorisation, ...refusals, 404: Problem, 409: Problem },
        },
      },
      async (request) => {
        ask(request, 'authorisations.approve');
        return access.authorisations[verb](actorOf(request), request.params.id);
      },
    );
  }

  app.get(
    '/api/v1/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'The audit, newest first',
        querystring: AuditQuery,
        response: { 200: AuditAnswer, ...refusals },
      },
    },
    async (request) => {
      ask(request, 'audit.read');
      const { limit = 100, ...filter } = request.query;
      return access.audit.read({ ...filter, limit });
    },
  );
}
