/** The two doors of one app: HTTP/1.1 as it is, and HTTP/2 (or HTTP/1.1) over TLS. Both call the same handler. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { PlainError } from '../errors.ts';
import type { Certificate } from './certificate.ts';

export type HttpServers = {
  plain: Server;
  /** Absent when there is no TLS port. */
  secure: Http2SecureServer | undefined;
  /** To attach what speaks over upgraded connections. Remember that each must be closed on its own. */
  all: (Server | Http2SecureServer)[];
  /** Answers with the ports that were taken. @throws Error that names a port in use. */
  listen(options: { host: string; port: number; tlsPort: number | undefined }): Promise<Addresses>;
  /** No new connections at once; open ones may finish for `graceMs`. */
  close(graceMs: number): Promise<void>;
};
export type Addresses = { http: string; https: string | undefined };

const KEEP_ALIVE_MS = 65_000;
/** A tile asks for parts without a pause; the default of 10 MB breaks sessions that carry many. */
const HTTP2_SESSION_MB = 64;

export function createHttpServers(handler: RequestListener, certificate: Certificate | undefined): HttpServers {
  const plain = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, handler);
  const secure =
    certificate &&
    createSecureServer(
      { ...certificate, allowHTTP1: true, maxSessionMemory: HTTP2_SESSION_MB },
      // The compatibility API speaks to the same handler; Fastify knows both forms of a request.
      handler as unknown as Parameters<typeof createSecureServer>[1],
    );
  const all = secure ? [plain, secure] : [plain];

  const sockets = new Set<Socket>();
  for (const server of all) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  secure?.on('sessionError', () => {
    // A peer that breaks off is no news.
  });

  return {
    plain,
    secure,
    all,
    async listen({ host, port, tlsPort }) {
      const http = await listenOn(plain, host, port);
      const https = secure && tlsPort !== undefined ? await listenOn(secure, host, tlsPort) : undefined;
      const name = host === '127.0.0.1' || host === '::1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
      return { http: `http://${name}:${http}`, https: https === undefined ? undefined : `https://${name}:${https}` };
    },
    async close(graceMs) {
      const closed = Promise.all(
        all
          .filter((server) => server.listening)
          .map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
      plain.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
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
