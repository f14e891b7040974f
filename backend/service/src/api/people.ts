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
import type { App } from '../platform/http/routes.ts';

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
}
