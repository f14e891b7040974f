/** What leaves a court over its line, told apart: each camera's picture, and the event that is waited for with its acceptance. */
import type { LineEar } from '../../rig/line.ts';

const HEAD = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/;
const MEDIA = /^\/ingest\/feeds\/([^/]+)\/epochs\/[^/]+\/(?:init|segments\/\d+(?:\/thumbnail)?)$/;
const EVENTS = '/ingest/events';
const HEAD_BYTES = 500;

export type Uplink = {
  ear: LineEar;
  /** From now on the event of that id is waited for. */
  expect(id: string): void;
  /** When it left the court, ms since 1970. */
  postedAt(): number | undefined;
  /** When the province's answer to it passed, ms since 1970. */
  acceptedAt(): number | undefined;
  /** When bytes of that camera's picture passed since `fromMs`, oldest first. */
  sentSince(feed: string, fromMs: number): number[];
};

/** For a line over HTTP/1.1 without pipelining, as the agent's is: a piece belongs to the last request that began on its connection. */
export function createUplink(): Uplink {
  const requests = new Map<number, { feed: string | undefined; events: boolean; awaited: boolean }>();
  const sent: { feed: string; at: number }[] = [];
  let expected: string | undefined;
  let postedAt: number | undefined;
  let acceptedAt: number | undefined;
  return {
    ear: {
      sent(piece, connection) {
        const [, method, path = ''] = HEAD.exec(piece.subarray(0, HEAD_BYTES).toString('latin1')) ?? [];
        if (method !== undefined) {
          const feed = method === 'PUT' ? MEDIA.exec(path)?.[1] : undefined;
          requests.set(connection, { feed, events: path === EVENTS, awaited: false });
        }
        const request = requests.get(connection);
        if (request?.feed !== undefined) sent.push({ feed: request.feed, at: Date.now() });
        if (request?.events && expected !== undefined && piece.includes(expected)) {
          request.awaited = true;
          postedAt ??= Date.now();
        }
      },
      answered(_piece, connection) {
        if (requests.get(connection)?.awaited) acceptedAt ??= Date.now();
      },
    },
    expect(id) {
      expected = id;
      postedAt = undefined;
      acceptedAt = undefined;
    },
    postedAt: () => postedAt,
    acceptedAt: () => acceptedAt,
    sentSince: (feed, fromMs) => sent.filter((one) => one.feed === feed && one.at > fromMs).map(({ at }) => at),
  };
}
