/** A small province for the agent's tests: takes events and segments, checks every digest, and can be cut off like a line. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import { freePort } from '../rig/ports.ts';

export type Kept = { feed: string; epoch: string; number: number; start: string; bytes: Buffer; sha256: string };
/** One piece of a segment's body as it arrived, by the machine's clock. */
type Arrival = { feed: string; epoch: string; number: number; bytes: number; at: number };

export type Province = Awaited<ReturnType<typeof startProvince>>;

const ROOM = { code: 'lb-1', court: 'lb', name: 'Phòng xử án 1' };
const COURT = { code: 'lb', names: [{ name: 'TAND huyện Lộc Bình', short: 'Lộc Bình' }], level: 'district' as const };

export async function startProvince(options: {
  feeds: string[];
  clerks?: { login: string; displayName: string; verifier: string }[];
}) {
  const events: EventEnvelope[] = [];
  const positions = new Map<string, number>();
  const accepted = new Map<string, number>();
  const kept = new Map<string, Kept>();
  const arrivals: Arrival[] = [];
  const epochs = new Map<string, unknown>();
  const pending = new Map<string, Buffer>();
  const thumbnails = new Map<string, number>();
  const inits = new Map<string, Buffer>();
  const small: Kept[] = [];
  const smallArrivals: number[] = [];
  const sockets = new Set<Socket>();
  const refuse = new Set<string>();
  let forget: { epoch: string; number: number; sha256: string }[] = [];
  let clockAheadMs = 0;
  let keyTaken = true;

  const read = async (request: IncomingMessage): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  };
  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(body));
  };
  const problem = (response: ServerResponse, status: number, code: string) =>
    json(response, status, { type: `urn:giamsat:problem:${code}`, title: code, status });

  const put = (event: EventEnvelope): number => {
    const ref = `${event.source}#${event.id}`;
    const known = positions.get(ref);
    if (known !== undefined) return known;
    positions.set(ref, events.length);
    accepted.set(ref, Date.now());
    events.push(event);
    return events.length - 1;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://province');
    const parts = url.pathname.split('/').filter(Boolean);
    if (url.pathname === '/ingest/time') {
      return json(response, 200, { now: new Date(Date.now() + clockAheadMs).toISOString() });
    }
    if (url.pathname === '/ingest/token') {
      await read(request);
      if (!keyTaken) return problem(response, 401, 'unauthenticated');
      return json(response, 200, { access_token: 'secret', token_type: 'Bearer', expires_in: 600 });
    }
    if (!keyTaken || request.headers.authorization !== 'Bearer secret')
      return problem(response, 401, 'unauthenticated');
    if (url.pathname === '/ingest/events') {
      const batch = JSON.parse((await read(request)).toString()) as unknown[];
      const results = batch.map((value) => {
        const checked = validateEvent(value);
        if (!checked.ok)
          return {
            status: 'rejected',
            problem: {
              type: 'urn:giamsat:problem:invalid',
              title: 'invalid',
              status: 400,
              field: checked.field,
              detail: checked.detail,
            },
          };
        if (refuse.has(checked.event.type))
          return {
            status: 'rejected',
            problem: { type: 'urn:giamsat:problem:invalid', title: 'refused by the test', status: 400 },
          };
        const known = positions.has(`${checked.event.source}#${checked.event.id}`);
        return { status: known ? 'duplicate' : 'accepted', position: put(checked.event) };
      });
      return json(response, 200, { results });
    }
    if (url.pathname === '/ingest/desk') {
      const cursor = url.searchParams.get('cursor');
      const after = cursor === null ? -1 : Number(cursor);
      const upserts = events.slice(after + 1).filter((event) => event.subject.startsWith('hearings/'));
      const first = cursor === null;
      return json(response, 200, {
        through: events.length - 1,
        upserts,
        removals: [],
        whole: first,
        ...(first
          ? {
              registry: {
                court: COURT,
                rooms: [ROOM],
                feeds: options.feeds.map((code) => ({ code, room: 'lb-1', name: code, role: 'panel' })),
                templates: [],
              },
              clerks: (options.clerks ?? []).map((clerk) => ({
                ...clerk,
                expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
              })),
            }
          : {}),
      });
    }
    const [, , feed = '', kind, epoch = '', what, number = '', last] = parts;
    if (kind === 'wanted') {
      const wanted = forget.filter((one) => one.epoch === url.searchParams.get('epoch'));
      return json(response, 200, { wanted });
    }
    if (kind !== 'epochs') return problem(response, 404, 'not-found');
    if (what === undefined) {
      epochs.set(epoch, JSON.parse((await read(request)).toString()));
      return json(response, 200, {});
    }
    if (what === 'init') {
      inits.set(epoch, await read(request));
      return json(response, 200, {});
    }
    const key = `${feed}/${epoch}/${number}`;
    if (!inits.has(epoch)) return problem(response, 404, 'not-found');
    if (last === 'thumbnail') {
      thumbnails.set(key, (await read(request)).byteLength);
      return json(response, 200, {});
    }
    if (last === 'close') {
      const close = JSON.parse((await read(request)).toString()) as { sha256: string; bytes: number };
      const bytes = pending.get(key);
      const before = kept.get(key);
      if (before && before.sha256 === close.sha256) return json(response, 200, {});
      const sha256 = bytes && createHash('sha256').update(bytes).digest('hex');
      if (!bytes || sha256 !== close.sha256 || bytes.byteLength !== close.bytes)
        return problem(response, 409, 'conflict');
      kept.set(key, { feed, epoch, number: Number(number), start: starts.get(key) ?? '', bytes, sha256: close.sha256 });
      forget = forget.filter((one) => !(one.epoch === epoch && one.number === Number(number)));
      return json(response, 200, {});
    }
    if (last === 'small') {
      const one = { feed, epoch, number: Number(number), start: String(request.headers['giamsat-start']), sha256: '' };
      const pieces: Buffer[] = [];
      for await (const piece of request) {
        smallArrivals.push(Date.now());
        pieces.push(piece as Buffer);
      }
      small.push({ ...one, bytes: Buffer.concat(pieces) });
      return json(response, 200, { status: 'shown' });
    }
    starts.set(key, String(request.headers['giamsat-start']));
    const pieces: Buffer[] = [];
    for await (const piece of request) {
      arrivals.push({ feed, epoch, number: Number(number), bytes: (piece as Buffer).byteLength, at: Date.now() });
      pieces.push(piece as Buffer);
    }
    pending.set(key, Buffer.concat(pieces));
    return json(response, 200, {});
  };
  const starts = new Map<string, string>();

  // The line comes up again on the port that it had.
  const port = await freePort();
  const open = () => {
    const server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return new Promise<typeof server>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        resolve(server);
      });
    });
  };
  let server = await open();
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  return {
    url: () => `http://127.0.0.1:${port}`,
    events,
    /** An event of the province itself, or of another source. */
    put,
    /** When an event came in, by `{source}#{id}` and the machine's clock. */
    acceptedAt: (ref: string) => accepted.get(ref),
    epochs,
    inits,
    arrivals,
    /** Small pictures of segments that came whole, initialisation section first, and when pieces of any came. */
    small,
    smallArrivals,
    thumbnails,
    kept: () => [...kept.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
    refuse,
    /** The agent's key is revoked, or known again. */
    setKeyTaken(taken: boolean) {
      keyTaken = taken;
    },
    setClockAhead(ms: number) {
      clockAheadMs = ms;
    },
    /** Loses final segments, and wants them again. */
    lose(segment: Kept) {
      kept.delete(`${segment.feed}/${segment.epoch}/${segment.number}`);
      forget.push({ epoch: segment.epoch, number: segment.number, sha256: segment.sha256 });
    },
    lineDown: down,
    async lineUp() {
      server = await open();
    },
    close: down,
  };
}
