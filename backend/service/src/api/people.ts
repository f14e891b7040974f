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
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';

export function peopleRoutes(app: App, { access, clock }: { access: Access; clock: Clock }): void {
  const tags = ['administration'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  app.get(
    '/api/v1/admin/organisations',
    {
      config: { asks: 'authorisations.read' },
      schema: { tags, summary: 'All bodies', response: { 200: AdminOrganisations, ...refusals } },
    },
    async () => {
      return { organisations: await access.organisations.list() };
    },
  );
  app.put(
    '/api/v1/admin/organisations/:code',
    {
      config: { asks: 'accounts.change' },
      schema: {
        tags,
        summary: 'Add or change a body',
        params: Type.Object({ code: Code }),
        body: OrganisationBody,
        response: { 200: Organisation, ...refusals },
      },
    },
    async (request) => {
      return access.organisations.put(actorOf(request), { code: request.params.code, ...request.body });
    },
  );

  app.get(
    '/api/v1/admin/accounts',
    {
      config: { asks: 'accounts.read' },
      schema: { tags, summary: 'All accounts', response: { 200: AdminAccounts, ...refusals } },
    },
    async () => {
      return { accounts: await access.accounts.list() };
    },
  );
  app.put(
    '/api/v1/admin/accounts/:login',
    {
      config: { asks: 'accounts.change' },
      schema: {
        tags,
        summary: 'Add, change or lock an account',
        params: Type.Object({ login: Account.properties.login }),
        body: AccountBody,
        response: { 200: AdminAccount, ...refusals, 409: Problem },
      },
    },
    async (request) => {
      return access.accounts.put(actorOf(request), request.params.login, request.body);
    },
  );

  app.get(
    '/api/v1/admin/authorisations',
    {
      config: { asks: 'authorisations.read' },
      schema: { tags, summary: 'All authorisations', response: { 200: AdminAuthorisations, ...refusals } },
    },
    async () => {
      return { authorisations: await access.authorisations.list() };
    },
  );
  app.post(
    '/api/v1/admin/authorisations',
    {
      config: { asks: 'authorisations.enter' },
      schema: {
        tags,
        summary: 'Enter a document; one who may approve approves it at once',
        body: AuthorisationBody,
        response: { 201: AdminAuthorisation, ...refusals, 409: Problem },
      },
    },
    async (request, reply) => {
      const approve = may(viewerOf(request), 'authorisations.approve', {}, clock.now()).allowed;
      return reply.code(201).send(await access.authorisations.enter(actorOf(request), request.body, approve));
    },
  );
  for (const verb of ['approve', 'revoke'] as const) {
    app.post(
      `/api/v1/admin/authorisations/:id/${verb}`,
      {
        config: { asks: 'authorisations.approve' },
        schema: {
          tags,
          summary: verb === 'approve' ? 'Approve for the court' : 'End it; effective at once',
          params: Type.Object({ id: Uuid }),
          response: { 200: AdminAuthorisation, ...refusals, 404: Problem, 409: Problem },
        },
      },
      async (request) => {
        return access.authorisations[verb](actorOf(request), request.params.id);
      },
    );
  }

  app.get(
    '/api/v1/audit',
    {
      config: { asks: 'audit.read' },
      schema: {
        tags: ['audit'],
        summary: 'The audit, newest first',
        querystring: AuditQuery,
        response: { 200: AuditAnswer, ...refusals },
      },
    },
    async (request) => {
      const { limit = 100, ...filter } = request.query;
      return access.audit.read({ ...filter, limit });
    },
  );
}
