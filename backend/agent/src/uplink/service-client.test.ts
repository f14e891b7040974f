import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createServiceClient, LineError, RefusedError } from './service-client.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const KEY = { feed: 'f', epoch: '0198c0de-0000-7000-8000-000000000001', number: 3 };
const PAGE = '<!doctype html><title>Wi-Fi</title>';

async function* onePiece(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1);
}

/** Whatever is asked, the same answer. */
async function answering(status: number, type: string, body: string) {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () =>
      response.writeHead(status, { 'content-type': type, location: 'http://inn.example/' }).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return createServiceClient({
    service: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    now: Date.now,
    tokens: { get: async () => 'x', refused: () => {} },
  });
}

it.each([
  [200, 'text/html', PAGE],
  [200, 'text/html', ''],
  [302, 'text/html', ''],
  [403, 'text/html', PAGE],
  [400, 'text/html', PAGE],
  [511, 'text/html', PAGE],
])(
  'what a network that wants a sign-in answers (%i, %s, “%s”) is the line, and takes neither picture nor event',
  async (...answer) => {
    const client = await answering(...answer);
    const end = { sha256: '0'.repeat(64), bytes: 1, durationMs: 1 };
    await expect(client.putSegment(KEY, 0, onePiece())).rejects.toThrow(LineError);
    await expect(client.closeSegment(KEY, end)).rejects.toThrow(LineError);
    await expect(client.putInit(KEY.feed, KEY.epoch, new Uint8Array(1))).rejects.toThrow(LineError);
    await expect(client.postEvents([], 0)).rejects.toThrow(LineError);
    await expect(client.desk(undefined)).rejects.toThrow(LineError);
    await client.close();
  },
);

it('the service’s own refusals are refusals, and so is a proxy that says that it was too much', async () => {
  const problem = { type: 'urn:giamsat:problem:sitting-unknown', title: 'no sitting', status: 409 };
  const client = await answering(409, 'application/problem+json', JSON.stringify(problem));
  await expect(client.putSegment(KEY, 0, onePiece())).rejects.toThrow(RefusedError);
  await client.close();
  server.close();
  const narrow = await answering(413, 'text/html', PAGE);
  await expect(narrow.postEvents([], 0)).rejects.toThrow(RefusedError);
  await narrow.close();
});
