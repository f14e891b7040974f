/** The two doors of one app: HTTP/1.1 as it is, and HTTP/2 (or HTTP/1.1) over TLS. Both call the same handler. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { PlainError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Certificate } from './certificate.ts';

export type HttpServers = {
  plain: Server;
  /** Absent when there is no TLS port. */
  secure: Http2SecureServer | undefined;
  /** To attach what speaks over upgraded connections. Remember that each must be closed on its own. */
  all: (Server | Http2SecureServer)[];
  /** Answers with the ports that were taken. @throws Error that names a port in use. */
  listen(options: { host: string; port: number; tlsPort: number | undefined }): Promise<Addresses>;
  /** No new connections from now on; open ones go on. */
  stopListening(): void;
  /** No new connections at once; open ones may finish for `graceMs`. */
  close(graceMs: number): Promise<void>;
};
export type Addresses = { http: string; https: string | undefined };

const KEEP_ALIVE_MS = 65_000;
/** A tile asks for parts without a pause; the default of 10 MB breaks sessions that carry many. */
const HTTP2_SESSION_MB = 64;

/** What one peer may take of the service; the reasons for the numbers are in decision 0049. */
export const HTTP_LIMITS = {
  connections: 8_192,
  connectionsPerAddress: 2_048,
  /** For the TLS handshake, and for a request's headers. */
  headersMs: 10_000,
  /** For a request with its body: an agent streams a segment while it is made. */
  requestMs: 300_000,
  /** A connection over HTTP/2 on which nothing happens. */
  idleMs: 300_000,
  /** How often slow ones are looked for. */
  checkMs: 2_000,
  headers: 100,
  /** Requests at a time on one connection over HTTP/2. */
  streams: 256,
  /** Requests that a peer takes back over HTTP/2: so many at once, so many a second after (CVE-2023-44487). */
  resetBurst: 500,
  resetsPerSecond: 50,
};
export type HttpLimits = typeof HTTP_LIMITS;

export function createHttpServers(
  handler: RequestListener,
  options: { certificate: Certificate | undefined; metrics: Metrics; limits?: Partial<HttpLimits> },
): HttpServers {
  const { certificate, metrics } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const slow = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const plain = createServer({ ...slow, noDelay: true }, handler);
  plain.maxHeadersCount = limits.headers;
  const secure =
    certificate &&
    createSecureServer(
      {
        ...certificate,
        allowHTTP1: true,
        handshakeTimeout: limits.headersMs,
        maxHeaderListPairs: limits.headers,
        maxSessionMemory: HTTP2_SESSION_MB,
        settings: { maxConcurrentStreams: limits.streams },
        streamResetBurst: limits.resetBurst,
        streamResetRate: limits.resetsPerSecond,
      },
      // The compatibility API speaks to the same handler; Fastify knows both forms of a request.
      handler as unknown as Parameters<typeof createSecureServer>[1],
    );
  if (secure) {
    // For HTTP/1.1 over TLS this server takes them as members alone.
    Object.assign(secure, { ...slow, maxHeadersCount: limits.headers });
    secure.setTimeout(limits.idleMs);
    secure.on('stream', (stream) => endSlowBody(stream, limits.requestMs));
  }
  const all = secure ? [plain, secure] : [plain];

  const sockets = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const open = metrics.gauge('connections_open', 'Connections to the two doors');
  const refused = metrics.counter('connections_refused_total', 'Connections beyond a limit', ['limit']);
  for (const server of all) {
    server.on('connection', (socket: Socket) => {
      const address = socket.remoteAddress ?? '';
      const ofAddress = (perAddress.get(address) ?? 0) + 1;
      const beyond =
        sockets.size >= limits.connections ? 'all' : ofAddress > limits.connectionsPerAddress ? 'address' : undefined;
      if (beyond) {
        refused.inc({ limit: beyond });
        socket.destroy();
        return;
      }
      sockets.add(socket);
      perAddress.set(address, ofAddress);
      open.set(sockets.size);
      socket.once('close', () => {
        sockets.delete(socket);
        open.set(sockets.size);
        const left = (perAddress.get(address) ?? 1) - 1;
        if (left > 0) perAddress.set(address, left);
        else perAddress.delete(address);
      });
    });
  }
  secure?.on('sessionError', () => {
    // A peer that breaks off is no news.
  });

  let closed: Promise<unknown> | undefined;
  const stopListening = (): Promise<unknown> => {
    closed ??= Promise.all(
      all
        .filter((server) => server.listening)
        .map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
    plain.closeIdleConnections();
    return closed;
  };

  return {
    plain,
    secure,
    all,
    stopListening: () => void stopListening(),
    async listen({ host, port, tlsPort }) {
      const http = await listenOn(plain, host, port);
      const https = secure && tlsPort !== undefined ? await listenOn(secure, host, tlsPort) : undefined;
      const name = host === '127.0.0.1' || host === '::1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
      return { http: `http://${name}:${http}`, https: https === undefined ? undefined : `https://${name}:${https}` };
    },
    async close(graceMs) {
      const closed = stopListening();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** What `requestTimeout` is over HTTP/1.1: a body that drips must not hold its stream for ever. */
function endSlowBody(stream: ServerHttp2Stream, ms: number): void {
  if (stream.endAfterHeaders) return;
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), ms);
  timer.unref();
  for (const event of ['end', 'close'] as const) stream.once(event, () => clearTimeout(timer));
}

function listenOn(server: Server | Http2SecureServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      reject(
        inUse
          ? new PlainError(`Port ${port} is in use by another program. Set PORT or TLS_PORT.`, { cause: error })
          : error,
      );
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
