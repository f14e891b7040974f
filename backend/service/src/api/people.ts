/** Administration of organisations and accounts. */
import { Code } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { Account, Organisation } from '@giamsat/contract/registry';
import {
  AccountBody,
  AdminAccount,
  AdminAccounts,
  AdminOrganisations,
  OrganisationBody,
} from '@giamsat/contract/wire/admin';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf } from '../access/http.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { NoContent } from './answers.ts';

export function peopleRoutes(app: App, { access }: { access: Access }): void {
  const tags = ['administration'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  app.get(
    '/api/v1/admin/organisations',
    {
      config: { asks: 'organisations.read' },
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
      config: { asks: 'accounts.change', proof: true },
      schema: {
        tags,
        summary: 'Add, change or lock an account',
        params: Type.Object({ login: Account.properties.login }),
        body: AccountBody,
        response: { 200: AdminAccount, ...refusals, 409: Problem, 422: Problem },
      },
    },
    async (request) => {
      return access.accounts.put(actorOf(request), request.params.login, request.body);
    },
  );

  app.delete(
    '/api/v1/admin/accounts/:login/second-factor',
    {
      config: { asks: 'accounts.change', proof: true },
      schema: {
        tags,
        summary: "Reset another person's second factor; their sessions end",
        params: Type.Object({ login: Account.properties.login }),
        response: { 204: NoContent, ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { login } = request.params;
      if (login === actor.login) throw new DomainError('conflict', { detail: 'Another administrator must do it.' });
      await access.secondFactors.remove(actor, login);
      return reply.code(204).send(null);
    },
  );
}
