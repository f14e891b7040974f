/** What a part's routes are given: the type of the app, so that parts need not know the file that puts them together. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

/** A part's routes; called once, before the app is ready. */
export type Routes = (app: App) => void | Promise<void>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open to all on purpose: without an agent's token, without a session. */
    open?: boolean;
  }
}
