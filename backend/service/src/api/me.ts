/** What concerns a person alone: their sessions, their password, their own record of what they looked at. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { AuditAnswer, AuditPage } from '@giamsat/contract/wire/admin';
import {
  BegunSecondFactor,
  Looks,
  MySecondFactor,
  MySessions,
  PasswordChange,
  RecoveryCodes,
  SecondFactorConfirmation,
} from '@giamsat/contract/wire/session';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf, viewerOf } from '../access/http.ts';
import { needsSecondFactor } from '../access/policy.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { LooksPage, NoContent } from './answers.ts';

export function meRoutes(
  app: App,
  { access, nameLooks }: { access: Access; nameLooks(looks: Looks): Promise<Looks> },
): void {
  const tags = ['me'];

  app.get(
    '/api/v1/me/sessions',
    { config: { asks: 'session' }, schema: { tags, summary: 'My open sessions', response: { 200: MySessions } } },
    async (request) => {
      const viewer = viewerOf(request);
      const sessions = await access.sessionsOf(viewer.login);
      return {
        sessions: sessions.map(({ login: _, ...session }) => ({
          ...session,
          current: session.id === viewer.sessionId,
        })),
      };
    },
  );

  app.delete(
    '/api/v1/me/sessions/:id',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'End one',
        params: Type.Object({ id: Uuid }),
        response: { 204: NoContent, 404: Problem },
      },
    },
    async (request, reply) => {
      if (!(await access.endSession(viewerOf(request), request.params.id))) throw new DomainError('not-found');
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/api/v1/me/password',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'Change my password',
        body: PasswordChange,
        response: { 204: NoContent, 403: Problem, 422: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      // The old password is asked for in any case; where there is a second factor it alone is not enough.
      if (viewer.secondFactor && !access.isProven(viewer)) throw new DomainError('proof-needed');
      await access.accounts.changePassword(actorOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/me/second-factor',
    {
      config: { asks: 'session', enrolling: true },
      schema: { tags, summary: 'My second factor', response: { 200: MySecondFactor } },
    },
    async (request) => {
      const { login, role } = viewerOf(request);
      return { ...(await access.secondFactors.stateOf(login)), required: needsSecondFactor(role) };
    },
  );
  app.post(
    '/api/v1/me/second-factor',
    {
      config: { asks: 'session', enrolling: true, proof: true },
      schema: { tags, summary: 'Begin a new second factor', response: { 201: BegunSecondFactor, 403: Problem } },
    },
    async (request, reply) => {
      const begun = await access.secondFactors.begin(viewerOf(request).login);
      return reply.code(201).header('cache-control', 'no-store').send(begun);
    },
  );
  app.put(
    '/api/v1/me/second-factor',
    {
      config: { asks: 'session', enrolling: true },
      schema: {
        tags,
        summary: 'Confirm it by a code of the app',
        body: SecondFactorConfirmation,
        response: { 200: RecoveryCodes, 403: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const recoveryCodes = await access.secondFactors.confirm(actorOf(request), request.body.code);
      return reply.header('cache-control', 'no-store').send({ recoveryCodes });
    },
  );
  app.delete(
    '/api/v1/me/second-factor',
    {
      config: { asks: 'session', proof: true },
      schema: {
        tags,
        summary: 'Give it up, where the office does not need it',
        response: { 204: NoContent, 403: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      if (needsSecondFactor(viewerOf(request).role)) throw new DomainError('forbidden');
      await access.secondFactors.remove(actorOf(request), viewerOf(request).login);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/me/recovery-codes',
    {
      config: { asks: 'session', proof: true },
      schema: { tags, summary: 'New recovery codes', response: { 201: RecoveryCodes, 403: Problem, 409: Problem } },
    },
    async (request, reply) => {
      const recoveryCodes = await access.secondFactors.renewRecoveryCodes(actorOf(request));
      return reply.code(201).header('cache-control', 'no-store').send({ recoveryCodes });
    },
  );

  app.get(
    '/api/v1/me/looks',
    {
      config: { asks: 'session' },
      schema: { tags, summary: 'What I looked at', querystring: LooksPage, response: { 200: Looks } },
    },
    async (request) => {
      const { before, limit = 50 } = request.query;
      return nameLooks(await access.looks.read({ login: viewerOf(request).login, before, limit }));
    },
  );

  app.get(
    '/api/v1/me/audit',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'What else the audit holds of me',
        querystring: AuditPage,
        response: { 200: AuditAnswer },
      },
    },
    async (request) => {
      const { before, limit = 50 } = request.query;
      const page = before === undefined ? {} : { before };
      const filter = { login: viewerOf(request).login, withoutLooks: true, ...page, limit };
      // Of oneself nothing is withheld.
      return access.audit.read(filter, () => true);
    },
  );
}
