/** The one Socket.IO server, for browsers and agents: WebSocket alone, no compression of messages, small things only from outside. */
import type { Server as HttpServer } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import { Server } from 'socket.io';
import { isOwnOrigin } from '../access/http.ts';
import type { Metrics } from '../platform/metrics.ts';

/** Agents tell their vitals; browsers ask for scopes. */
const MAX_MESSAGE_BYTES = 256 * 1024;
const PING_EVERY_MS = 10_000;
const PING_ANSWER_MS = 10_000;
/** Who opened a connection has so long to say for what. */
const NAMESPACE_MS = 10_000;
/** A page asks a few times a minute, an agent tells its vitals every five seconds; beyond this the connection ends. */
const MAX_PACKETS = 300;
const PACKETS_MS = 10_000;

/** The engine's connection, below all namespaces. */
type Connection = NodeJS.EventEmitter & { close(discard: boolean): void };

/** `mayServe`: whether this node takes sockets now. */
export function createIo(
  servers: readonly (HttpServer | Http2SecureServer)[],
  metrics: Metrics,
  mayServe: () => boolean = () => true,
): Server {
  const floods = metrics.counter('socket_floods_total', 'Connections that were ended because too much came over them');
  const io = new Server({
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_ANSWER_MS,
    connectTimeout: NAMESPACE_MS,
    allowRequest(request, decide) {
      // A browser names its origin; a page of somebody else may not open a socket with our cookie. Agents name none.
      const own = isOwnOrigin(request.headers.origin, request.headers.host);
      if (!mayServe()) return decide('not now', false);
      decide(own ? null : 'another origin', own);
    },
  });
  for (const server of servers) {
    io.attach(server);
    // Each server has an engine of its own.
    io.engine.on('connection', (connection: Connection) => endFlood(connection, () => floods.inc()));
  }
  return io;
}

/** Counts what comes over a connection, whatever it means. */
function endFlood(connection: Connection, flooded: () => void): void {
  let came = 0;
  const timer = setInterval(() => {
    came = 0;
  }, PACKETS_MS);
  connection.once('close', () => clearInterval(timer));
  connection.on('packet', () => {
    came += 1;
    if (came !== MAX_PACKETS + 1) return;
    flooded();
    // Without a farewell: whoever floods may not read it either.
    connection.close(true);
  });
}

/** Ends every connection as if its line had broken: whoever was connected comes back at once, to whatever node answers. */
export function breakOff(io: Server): void {
  for (const namespace of io._nsps.values()) {
    for (const socket of [...namespace.sockets.values()]) socket.conn.close();
  }
}

/** Ends every connection; the servers are closed by who made them. */
export function closeIo(io: Server): void {
  io.disconnectSockets(true);
  io.engine.close();
}
