/** Signing in and out, the first administrator, and (where the demo runs) its people with one click each. */
import { Problem } from '@giamsat/contract/problem';
import { ScreenWaiting } from '@giamsat/contract/wire/screens';
import {
  DemoPeople,
  DemoSignIn,
  FirstAdministrator,
  Proof,
  SessionAnswer,
  SignIn,
  SignInAnswer,
} from '@giamsat/contract/wire/session';
import type { FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import { CodeNeeded, type SignedIn } from '../access/context.ts';
import { COOKIE_GONE, cookieWith, SCREEN_COOKIE, SCREEN_COOKIE_GONE, tokenIn, viewerOf } from '../access/http.ts';
import { logReach } from '../access/log-reach.ts';
import { keepsNotes, may } from '../access/policy.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { fromOf, NoContent } from './answers.ts';

const SEES_HEARINGS: readonly Viewer['role'][] = [
  'screen',
  'supervisor',
  'province_chief_judge',
  'court_chief_judge',
  'presiding_judge',
  'clerk',
  'prosecutor',
];

export type SessionRoutesDeps = {
  access: Access;
  clock: Clock;
  demo: boolean;
  /** Today's name of a court, for the demo's people. */
  courtName(code: string): Promise<string | undefined>;
};

export function sessionRoutes(app: App, { access, clock, demo, courtName }: SessionRoutesDeps): void {
  const answer = async (viewer: Viewer | undefined): Promise<SessionAnswer> => {
    const now = clock.now();
    const base = { now: rfc3339(now), demo, unclaimed: access.firstAdministrator.isOpen() };
    if (!viewer) return base;
    const organisation = await access.organisations.get(viewer.organisation);
    if (!organisation) throw new DomainError('internal');
    const own = viewer.court === undefined ? {} : { court: viewer.court };
    return {
      ...base,
      viewer: {
        login: viewer.login,
        displayName: viewer.displayName,
        role: viewer.role,
        organisation,
        ...own,
        screen: viewer.role === 'screen',
        secondFactor: viewer.secondFactor ?? false,
        mustEnrol: viewer.mustEnrol ?? false,
        permissions: {
          hearings: SEES_HEARINGS.includes(viewer.role),
          notes: keepsNotes(viewer.role),
          logs: viewer.role !== 'screen' && logReach(viewer, now).outside.length > 0,
          machines: may(viewer, 'machines.read', own, now).allowed,
          addsCourts: may(viewer, 'machines.change', {}, now).allowed,
          cuts: may(viewer, 'pictures.cut', own, now).allowed,
          accounts: may(viewer, 'accounts.read', {}, now).allowed,
          authorisations: may(viewer, 'authorisations.read', own, now).allowed,
          drafts: may(viewer, 'authorisations.draft', own, now).allowed,
          approves: may(viewer, 'authorisations.approve', {}, now).allowed,
          appoints: may(viewer, 'deputies.change', {}, now).allowed,
          audit: may(viewer, 'audit.read', own, now).allowed,
          seals: may(viewer, 'seals.read', {}, now).allowed,
          storage: may(viewer, 'storage.read', {}, now).allowed,
          removals: may(viewer, 'keeping.lift', own, now).allowed,
          statistics: may(viewer, 'statistics.read', own, now).allowed,
          reports: may(viewer, 'statistics.report', own, now).allowed,
          caseBook: may(viewer, 'case-book.read', own, now).allowed,
          schedule: may(viewer, 'schedule.import', own, now).allowed,
          alerts: may(viewer, 'alerts.read', {}, now).allowed,
          system: may(viewer, 'vitals.read', own, now).allowed,
          screens: may(viewer, 'screens.confirm', {}, now).allowed,
          endsScreens: may(viewer, 'screens.end', {}, now).allowed,
        },
      },
    };
  };
  const tags = ['session'];

  app.get(
    '/api/v1/session',
    { config: { open: true }, schema: { tags, summary: 'Who is signed in', response: { 200: SessionAnswer } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      // A screen that is switched on every morning must not run out of its cookie.
      const token = request.viewer?.role === 'screen' ? tokenIn(request.headers.cookie) : undefined;
      if (token !== undefined) reply.header('set-cookie', cookieWith(token, true));
      return answer(request.viewer);
    },
  );

  const begin = async (request: FastifyRequest, signedIn: Promise<SignedIn>) => {
    const { token, viewer } = await signedIn;
    // Whoever was signed in with this browser no longer is.
    if (request.viewer) await access.signOut(request.viewer);
    return { cookie: cookieWith(token, viewer.role === 'screen'), body: await answer(viewer) };
  };

  app.post(
    '/api/v1/session',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Sign in',
        body: SignIn,
        response: { 200: SignInAnswer, 401: Problem, 403: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      try {
        const { cookie, body } = await begin(request, access.signIn(request.body, fromOf(request)));
        return reply.header('set-cookie', cookie).send(body);
      } catch (error) {
        if (!(error instanceof CodeNeeded)) throw error;
        return reply.send({ ...(await answer(undefined)), codeNeeded: true as const });
      }
    },
  );

  app.delete(
    '/api/v1/session',
    { config: { open: true }, schema: { tags, summary: 'Sign out', response: { 204: NoContent } } },
    async (request, reply) => {
      if (request.viewer) await access.signOut(request.viewer);
      return reply.code(204).header('set-cookie', COOKIE_GONE).send(null);
    },
  );

  app.post(
    '/api/v1/session/screen',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Sign this screen in once its code was confirmed',
        response: { 200: SessionAnswer, 202: ScreenWaiting, 404: Problem },
      },
    },
    async (request, reply) => {
      const claimed = await access.screens.claim(tokenIn(request.headers.cookie, SCREEN_COOKIE) ?? '', fromOf(request));
      reply.header('cache-control', 'no-store');
      if (claimed === undefined) throw new DomainError('not-found');
      if (claimed === 'waiting') return reply.code(202).send({ waiting: true });
      const { cookie, body } = await begin(request, Promise.resolve(claimed));
      return reply.header('set-cookie', [cookie, SCREEN_COOKIE_GONE]).send(body);
    },
  );

  app.post(
    '/api/v1/session/proof',
    {
      config: { asks: 'session', enrolling: true },
      schema: {
        tags,
        summary: 'Prove again who I am, before what needs it',
        body: Proof,
        response: { 204: NoContent, 403: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      await access.prove(viewerOf(request), request.body, request.ip);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/first-administrator',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Make the first administrator, with the token of the data folder',
        body: FirstAdministrator,
        response: { 201: NoContent, 403: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      await access.firstAdministrator.enter({ ...request.body, address: request.ip });
      return reply.code(201).send(null);
    },
  );

  if (!demo) return;

  app.get(
    '/api/v1/demo/people',
    { config: { open: true }, schema: { tags, summary: 'The people of the demo', response: { 200: DemoPeople } } },
    async () => {
      const [accounts, organisations] = await Promise.all([access.accounts.list(), access.organisations.list()]);
      const people = await Promise.all(
        accounts
          .filter((account) => !account.locked)
          .map(async ({ login, displayName, role, organisation: code, court }) => {
            const organisation = organisations.find((one) => one.code === code);
            if (!organisation) throw new DomainError('internal');
            const name = court === undefined ? undefined : await courtName(court);
            return {
              login,
              displayName,
              role,
              organisation,
              ...(court === undefined ? {} : { court }),
              ...(name === undefined ? {} : { courtName: name }),
            };
          }),
      );
      return { people };
    },
  );

  app.post(
    '/api/v1/demo/sign-in',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Sign in as one of them',
        body: DemoSignIn,
        response: { 200: SessionAnswer, 401: Problem },
      },
    },
    async (request, reply) => {
      const { cookie, body } = await begin(request, access.signInAs(request.body.login, fromOf(request)));
      return reply.header('set-cookie', cookie).header('cache-control', 'no-store').send(body);
    },
  );
}
