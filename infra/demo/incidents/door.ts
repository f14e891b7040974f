/** The page of incidents and its switches: on this machine alone, and for whoever has the token of this start. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Incidents } from './incidents.ts';
import { incidentsPage } from './page.ts';

export interface Door {
  /** With the token behind the `#`, which a browser sends to nobody. */
  readonly address: string;
  close(): Promise<void>;
}

const largestBody = 200;

export async function openDoor(incidents: Incidents, wall: string): Promise<Door> {
  const token = randomBytes(24).toString('base64url');
  const knows = (request: IncomingMessage): boolean => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };
  const answer = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  const read = async (request: IncomingMessage): Promise<unknown> => {
    let text = '';
    for await (const piece of request) {
      text += String(piece);
      if (text.length > largestBody) return undefined;
    }
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/' } = request;
    // A name that somebody else's DNS turns to this machine is none of ours.
    if (!/^(localhost|127\.0\.0\.1):\d+$/.test(request.headers.host ?? '')) return answer(response, 421, {});
    if (method === 'GET' && url === '/incidents') {
      const nonce = randomBytes(16).toString('base64');
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      });
      response.end(incidentsPage({ nonce, wall }));
      return;
    }
    if (!knows(request)) return answer(response, 401, {});
    const [, id] = /^\/incidents\/api(?:\/([a-z-]+))?$/.exec(url) ?? [undefined, undefined];
    if (method === 'GET' && url === '/incidents/api') return answer(response, 200, incidents.views());
    if (method === 'POST' && id !== undefined) {
      const body = await read(request);
      const on = (body as { on?: unknown } | undefined)?.on;
      if (typeof on !== 'boolean') return answer(response, 400, {});
      if (!incidents.turn(id, on)) return answer(response, 404, {});
      return answer(response, 200, incidents.views());
    }
    answer(response, 404, {});
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}/incidents#${token}`,
    close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}
