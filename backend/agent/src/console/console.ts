/** The clerk's console as the agent serves it to the court's own network: its page and its API under `/clerk`. */
import path from 'node:path';
import fastifyCookie from '@fastify/cookie';
import { CameraCheckRequest } from '@giamsat/contract/camera/check';
import { eventRef } from '@giamsat/contract/event/envelope';
import { PERMISSIONS_POLICY } from '@giamsat/contract/page-policy';
import { ClerkAdhoc, ClerkAside, ClerkEntry, ClerkSignIn, ClerkTakeOver } from '@giamsat/contract/wire/clerk';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { v7 as uuidv7 } from 'uuid';
import type { Agent } from '../agent.ts';
import type { Logger } from '../platform/logger.ts';
import { createCameraChecks } from './camera-check.ts';
import { consoleCertificate } from './certificate.ts';
import { createDoors } from './doors.ts';
import { createEntries } from './entries.ts';
import { servePage } from './page.ts';
import { NOBODY, verifyPassword } from './password.ts';
import { ConsoleError, problemOf } from './problems.ts';
import { createQuietWatch, type Quiet } from './quiet.ts';
import { type Clerk, createSessions } from './sessions.ts';
import { createSignInLimit } from './sign-in-limit.ts';
import { createConsoleView } from './state.ts';
import { createStateStream } from './stream.ts';

export type Console = { listen(): Promise<string>; close(): Promise<void>; app: FastifyInstance };

const BODY_LIMIT = 256 * 1024;
/** Who sends slowly holds a connection no longer than this: headers, and the whole request. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;
const CHECK_MS = 5_000;
const MAX_CONNECTIONS = 512;
/** Where the camera's own key-frame interval is not known yet. */
const LONG_GOP_MS = 5_000;
const QUIET_LOOK_MS = 5_000;
/** Sent by the page with every request; another site's form cannot send it. */
const OWN_HEADER = 'giamsat-request';

const checked = <S extends TSchema>(schema: S) => {
  const validator = Compile(schema);
  return (value: unknown): Static<S> => {
    if (validator.Check(value)) return value as Static<S>;
    const [error] = validator.Errors(value);
    throw new ConsoleError('invalid', error?.message ?? 'not valid', { field: error?.instancePath ?? '' });
  };
};
const asSignIn = checked(ClerkSignIn);
const asEntry = checked(ClerkEntry);
const asAdhoc = checked(ClerkAdhoc);
const asCameraCheck = checked(CameraCheckRequest);
const asAside = checked(ClerkAside);
const asTakeOver = checked(ClerkTakeOver);

export async function createConsole(agent: Agent, logger: Logger): Promise<Console> {
  const { config, clock, desk, outbox } = agent;
  const tls = config.console.tls ? await consoleCertificate(config) : undefined;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS },
    logger: false,
    ...(tls
      ? { https: { cert: tls.cert, key: tls.key, headersTimeout: HEADERS_MS, connectionsCheckingInterval: CHECK_MS } }
      : {}),
  }) as unknown as FastifyInstance;
  const cookieName = `giamsat-clerk-${config.code}`;
  const sessions = createSessions({
    file: path.join(config.dataDir, 'console-sessions.json'),
    seal: agent.seals('console-sessions'),
    now: clock.now,
    clerks: desk.clerks,
  });
  const limit = createSignInLimit();
  const quiet = createQuietWatch(clock.now);
  let asks: Quiet[] = [];
  const doors = createDoors(agent);
  const view = createConsoleView(agent, doors, () => asks);
  const entries = createEntries(agent, doors);
  const stream = createStateStream();
  const checks = createCameraChecks(agent);

  const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[cookieName];
  const clerkOf = (request: FastifyRequest): Clerk => {
    const token = tokenOf(request);
    const clerk = token === undefined ? undefined : sessions.find(token);
    if (!clerk) throw new ConsoleError('unauthenticated');
    return clerk;
  };
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

  await app.register(fastifyCookie);
  // An empty body is none; else as Fastify reads JSON, which refuses what would reach into prototypes.
  const readJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    readJson(request, String(body), (error, value) =>
      error ? done(new ConsoleError('invalid', 'not JSON that is read here')) : done(null, value),
    );
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': PERMISSIONS_POLICY,
      // What is not a page; the page brings its own.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    if (request.headers['content-encoding'] !== undefined)
      throw new ConsoleError('invalid', 'a compressed body is not read');
    if (request.url.startsWith('/clerk/api')) reply.header('cache-control', 'no-store');
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, host } = request.headers;
    const foreign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
    if (foreign || request.headers[OWN_HEADER] === undefined) {
      throw new ConsoleError('forbidden', 'the request does not come from the console');
    }
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof ConsoleError) {
      const problem = problemOf(error);
      if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter));
      return reply.code(problem.status).type('application/problem+json').send(problem);
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error }, 'console: failed');
    const title = status >= 500 ? 'The agent failed' : error.message;
    return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title, status });
  });
  app.setNotFoundHandler(() => {
    throw new ConsoleError('not-found');
  });

  app.post('/clerk/api/session', async (request, reply) => {
    const { login, password } = asSignIn(request.body);
    if (desk.clerks().length === 0)
      throw new ConsoleError('unavailable', 'no clerk is known here yet; the line is needed once');
    const key = `${login} ${request.ip}`;
    const waitS = limit.waitFor(key);
    if (waitS > 0) throw new ConsoleError('too-many-requests', `wait ${waitS} s`, { retryAfter: waitS });
    const clerk = desk.clerks().find((one) => one.login === login && Date.parse(one.expiresAt) > clock.now());
    const right = await verifyPassword(clerk?.verifier ?? NOBODY, password);
    if (!clerk || !right) {
      limit.failed(key);
      throw new ConsoleError('unauthenticated', 'login or password is wrong');
    }
    limit.succeeded(key);
    reply.setCookie(cookieName, sessions.open(clerk), {
      path: '/clerk',
      httpOnly: true,
      sameSite: 'strict',
      secure: config.console.tls,
    });
    return reply.code(204).send();
  });
  app.get('/clerk/api/session', async (request) => {
    const token = tokenOf(request);
    const clerk = token === undefined ? undefined : sessions.find(token);
    return clerk ? { clerk } : {};
  });
  app.delete('/clerk/api/session', async (request, reply) => {
    const token = tokenOf(request);
    if (token !== undefined) sessions.close(token);
    return reply.clearCookie(cookieName, { path: '/clerk' }).code(204).send();
  });
  app.get('/clerk/api/state', async (request) => view.state(clerkOf(request)));
  app.get('/clerk/api/stream', (request: FastifyRequest, reply: FastifyReply) => {
    const token = tokenOf(request) ?? '';
    clerkOf(request);
    reply.hijack();
    stream.add(reply.raw, () => {
      const clerk = sessions.find(token);
      return clerk && view.state(clerk);
    });
  });
  app.get('/clerk/api/hearings/:id', async (request) => view.course(clerkOf(request), idOf(request)));
  app.post('/clerk/api/hearings/:id/events', async (request, reply) => {
    const event = entries.enter(clerkOf(request), idOf(request), asEntry(request.body));
    return reply.code(201).send({ event });
  });
  app.post('/clerk/api/hearings/:id/clerk', async (request, reply) => {
    const clerk = clerkOf(request);
    const event = entries.takeOver(clerk, idOf(request), asTakeOver(request.body));
    logger.warn({ hearing: idOf(request), by: clerk.login }, 'console: a clerk took a hearing over by decision');
    return reply.code(201).send({ event });
  });
  app.post('/clerk/api/hearings/:id/present', async (request, reply) => {
    if (doors.of(clerkOf(request), idOf(request))?.form === 'masked') throw new ConsoleError('closed');
    quiet.answered(idOf(request));
    lookForQuiet();
    return reply.code(204).send();
  });
  app.post('/clerk/api/rejected/aside', async (request, reply) => {
    const clerk = clerkOf(request);
    const { login } = clerk;
    const { ref, reason } = asAside(request.body);
    const mine = view.rejected(clerk).some(({ event }) => eventRef(event) === ref);
    if (!mine || !outbox.putAside(ref, login, reason.trim()))
      throw new ConsoleError('not-found', 'nothing of that name was rejected');
    logger.info({ ref, by: login }, 'console: a rejected event was put aside');
    stream.changed();
    return reply.code(204).send();
  });
  app.post('/clerk/api/hearings', async (request, reply) => {
    const { login } = clerkOf(request);
    return reply.code(201).send({ id: entries.adhoc(login, asAdhoc(request.body).data) });
  });
  /** The newest picture of a camera, for setting it up: never while its room is cut. */
  app.get('/clerk/api/feeds/:id/picture', async (request, reply) => {
    clerkOf(request);
    const unit = agent.units.find((one) => one.feed === idOf(request));
    const picture = unit?.recorder.latestThumbnail();
    if (!unit || !picture) throw new ConsoleError('not-found');
    // Asked of the moments from which it may be as well: what was seen behind closed doors is not shown once the room is free again.
    const since = picture.at - 2 * (unit.camera.health().keyIntervalMs ?? LONG_GOP_MS);
    const gate = agent.gate.feed(unit.feed);
    const states = [unit.recorder.verdict(), gate.verdict(since, since), gate.verdict(since, picture.at)].map(
      ({ state }) => state,
    );
    if (states.some((state) => state === 'cut' || state === 'held'))
      throw new ConsoleError('forbidden', 'the picture is cut');
    return reply.type('image/jpeg').send(Buffer.from(picture.jpeg));
  });
  app.get('/clerk/api/feeds/:id/check', async (request) => {
    clerkOf(request);
    return checks.running(idOf(request));
  });
  app.post('/clerk/api/camera-check', async (request) => {
    clerkOf(request);
    return checks.other(asCameraCheck(request.body).url);
  });
  await servePage(app, config.console.pageDir);

  const lookForQuiet = (): void => {
    const { asks: now, cuts } = quiet.look(view.onAir());
    asks = now;
    for (const hearing of cuts) {
      outbox.append({
        id: uuidv7(),
        type: 'feed.cut',
        subject: `hearings/${hearing}`,
        recordedby: config.code,
        data: { order: 'Tự động: 50 phút không có thao tác của thư ký' },
      });
      logger.warn({ hearing }, 'console: nobody answered; the hearing was cut');
    }
    stream.changed();
  };
  const timer = setInterval(lookForQuiet, QUIET_LOOK_MS);
  desk.onChange(() => stream.changed());
  outbox.onAppended(() => stream.changed());
  outbox.onSettled(() => stream.changed());
  agent.line.onChange(() => stream.changed());
  agent.onPresence(() => stream.changed());

  app.server.maxConnections = MAX_CONNECTIONS;

  return {
    app,
    listen: () => app.listen({ host: config.console.host, port: config.console.port }),
    async close() {
      clearInterval(timer);
      stream.close();
      checks.close();
      await app.close();
    },
  };
}
