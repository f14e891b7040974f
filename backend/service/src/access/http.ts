/** The door of `/api/v1` and `/media`: who is asking, and whether a page of ours asks. Nobody gets in unless a route is `open`. */
import { findBadText } from '@giamsat/contract/event/text-check';
import { CSRF_HEADER } from '@giamsat/contract/wire/session';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Access } from './access.ts';
import type { Audit } from './audit.ts';
import type { Actor } from './context.ts';
import { type Action, type Decision, type FactsOf, isHearingAction, may } from './policy.ts';
import type { Viewer } from './viewer.ts';

/** `__Host-`: only over TLS (or to localhost), for this very host, for every path. */
export const COOKIE = '__Host-giamsat';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** As long as browsers keep one at most; renewed at each start of the page. */
const LASTING_S = 400 * 86_400;
/** `lasting`: a screen's, which outlives its browser; a person's ends with it. */
export const cookieWith = (token: string, lasting = false): string =>
  `${COOKIE}=${token}; ${ATTRIBUTES}${lasting ? `; Max-Age=${LASTING_S}` : ''}`;
/** Binds the code on a screen to the browser that shows it. */
export const SCREEN_COOKIE = '__Host-giamsat-screen';
export const screenCookieWith = (secret: string): string => `${SCREEN_COOKIE}=${secret}; ${ATTRIBUTES}`;
export const SCREEN_COOKIE_GONE = `${SCREEN_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;
export const COOKIE_GONE = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in; undefined outside `/api/v1` and `/media`. */
    viewer: Viewer | undefined;
  }
  interface FastifyContextConfig {
    /**
     * What a route asks the policy. An office's action is asked at the door, for the viewer's own court, before anything of the
     * request is read; a handler that touches one court's things asks again of that court. An action on a hearing is asked by the
     * handler, which knows the hearing. `session`: being signed in is enough, for what concerns whoever asks alone.
     */
    asks?: Action | 'session';
    /** Also for those whose office needs a second factor that they have yet to set up. */
    enrolling?: boolean;
    /** Also for a meeting room's screen, which has nothing of its own to keep. */
    screen?: boolean;
    /** Also for a registered witness, who is nobody signed in. */
    witness?: boolean;
    /** Needs a proof of who asks that is not older than a few minutes: what opens, ends or carries away something. */
    proof?: boolean;
  }
}

/** The session's secret among the request's cookies, or what stands there under another name. */
export function tokenIn(cookieHeader: string | undefined, name = COOKIE): string | undefined {
  for (const part of cookieHeader?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A browser names the origin of every request that changes something and of every socket; it must be the host that was asked. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return host !== undefined && new URL(origin).host === host.toLowerCase();
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** By the route that answers, not by the address as it was written: `/%61pi/…` leads to the same one. */
const isGuarded = (route: string | undefined): boolean =>
  route !== undefined && (route.startsWith('/api/v1/') || route.startsWith('/media/'));

/** Must run before the routes that it guards. @throws Error at the start of the service for a route that does not say what it asks */
export function guardRequests(
  app: App,
  deps: {
    access: Pick<Access, 'viewerOf' | 'audit' | 'isProven'>;
    /** Whether a registered witness proves itself by this header; absent: nobody is registered. */
    isWitness?: (authorization: string | undefined) => boolean;
    clock: Clock;
  },
): void {
  const { access, clock } = deps;
  app.decorateRequest('viewer', undefined);
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!isGuarded(url) || config?.open || config?.asks) return;
    throw new Error(
      `${method} ${url} does not say what it asks: add \`config: { asks: … }\`, an action of access/policy.ts or 'session'`,
    );
  });
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    if (!isGuarded(url)) return;
    if (!SAFE.has(request.method)) {
      if (!request.headers[CSRF_HEADER]) {
        throw new DomainError('forbidden', { detail: `The header ${CSRF_HEADER} is missing.` });
      }
      if (!isOwnOrigin(request.headers.origin, request.host)) {
        throw new DomainError('forbidden', { detail: 'Another origin may not change anything here.' });
      }
    }
    if (config.witness && deps.isWitness?.(request.headers.authorization)) return;
    const token = tokenIn(request.headers.cookie);
    request.viewer = token === undefined ? undefined : await access.viewerOf(token);
    if (config.open) return;
    const viewer = viewerOf(request);
    if (viewer.mustEnrol && !config.enrolling) throw new DomainError('second-factor-required');
    const { asks } = config;
    if (viewer.role === 'screen' && asks === 'session' && !config.screen) throw new DomainError('forbidden');
    if (asks !== undefined && asks !== 'session' && !isHearingAction(asks)) {
      demand({ audit: access.audit, now: clock.now() }, viewer, asks, { court: viewer.court });
    }
    // Whoever may not do it at all is told so without having to prove anything.
    if (config.proof && !access.isProven(viewer)) throw new DomainError('proof-needed');
  });
  // What no text is, and the database cannot hold, is refused before a schema or a question to the database sees it.
  app.addHook('preValidation', async (request) => {
    if (!isGuarded(request.routeOptions.url)) return;
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    for (const [at, value] of [
      ['/query', request.query],
      ['', isJson ? request.body : undefined],
    ] as const) {
      const bad = value === undefined ? undefined : findBadText(value);
      if (bad) throw new DomainError('invalid', { detail: bad.detail, field: `${at}${bad.field}` });
    }
  });
}

/** @throws DomainError `unauthenticated` */
export function viewerOf(request: FastifyRequest): Viewer {
  if (!request.viewer) throw new DomainError('unauthenticated');
  return request.viewer;
}
export const actorOf = (request: FastifyRequest): Actor => ({ ...viewerOf(request), address: request.ip });

/** Asks the policy and writes a refusal down. @throws DomainError `forbidden`, which says nothing of what is there. */
export function demand<A extends Action>(
  deps: { audit: Audit; now: number },
  viewer: Viewer,
  action: A,
  facts: FactsOf[A],
): Extract<Decision, { allowed: true }> {
  const decision = may(viewer, action, facts, deps.now);
  if (decision.allowed) return decision;
  deps.audit.denied(viewer, { action, reason: decision.reason });
  throw new DomainError('forbidden');
}
