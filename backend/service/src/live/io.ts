/** The one Socket.IO server, for browsers and agents: WebSocket alone, no compression of messages, small things only from outside. */
import type { Server as HttpServer } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import { Server } from 'socket.io';
import { isOwnOrigin } from '../access/http.ts';

/** Agents tell their vitals; browsers ask for scopes. */
const MAX_MESSAGE_BYTES = 256 * 1024;
const PING_EVERY_MS = 10_000;
const PING_ANSWER_MS = 10_000;

export function createIo(servers: readonly (HttpServer | Http2SecureServer)[]): Server {
  const io = new Server({
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_ANSWER_MS,
    allowRequest(request, decide) {
      // A browser names its origin; a page of somebody else may not open a socket with our cookie. Agents name none.
      const own = isOwnOrigin(request.headers.origin, request.headers.host);
      decide(own ? null : 'another origin', own);
    },
  });
  for (const server of servers) io.attach(server);
  return io;
}

/** Ends every connection; the servers are closed by who made them. */
export function closeIo(io: Server): void {
  io.disconnectSockets(true);
  io.engine.close();
}
