// What the tests of the rules stand on: a house, an agent with a feed and a window of its own for each test, a viewer over one protocol.
import { parseInit } from '@giamsat/contract/fmp4/init';
import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { withDatabase } from '@giamsat/service/testing/database';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createAgent, newEpoch, newId, type TestAgent } from './agent.ts';
import { type Footage, makeFootage, type Segment, sha256 } from './footage.ts';
import { type House, openHouse } from './house.ts';
import { type Client, clientOf, type Got, type Protocol, read } from './viewer.ts';

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Whether it has answered, now that what could be answered has had its time. */
export async function isBlocked(asked: Promise<unknown>, ms = 150): Promise<boolean> {
  const nothing = Symbol('nothing');
  return (await Promise.race([asked, pause(ms).then(() => nothing)])) === nothing;
}

const TICKS_PER_MS = 12.8;
const INIT = Buffer.from(syntheticInit());
/** A camera whose parts are as long as told, in milliseconds; a key frame where the length is negative. Its bytes are no picture. */
export const oddCamera: Footage = { init: INIT, initSha256: sha256(INIT), parsed: parseInit(INIT), segments: [] };
export function oddSegment(lengths: number[], fromMs = 0, sampleBytes = 16): Segment {
  let at = fromMs;
  const pieces = lengths.map((length) => {
    const ms = Math.abs(length);
    const piece = syntheticFragment({
      video: {
        startTicks: Math.round(at * TICKS_PER_MS),
        durations: [ms * TICKS_PER_MS],
        key: length < 0,
        sampleBytes,
      },
    });
    at += ms;
    return Buffer.from(piece);
  });
  const bytes = Buffer.concat(pieces);
  return { fragments: [], bytes, sha256: sha256(bytes), durationMs: at - fromMs };
}

export type Stage = {
  readonly house: House;
  readonly footage: Footage;
  readonly agent: TestAgent;
  readonly client: Client;
  readonly feed: string;
  readonly window: string;
  readonly hearing: string;
  /** Segments start here; the second of them ends about now. */
  readonly start: number;
  nth(number: number): Segment;
  /** A file of the window. */
  file(name: string, headers?: Record<string, string>): Promise<Got>;
  playlist(query?: string): Promise<Got>;
  /** Two whole segments and the first three parts of a third, whose stream stays open. */
  onAir(): Promise<{ epoch: string; third: ReturnType<TestAgent['stream']> }>;
  /** `count` segments of four seconds, as time goes by; the camera begins anew every six. `each` is called after each. */
  goOn(count: number, each?: (sent: number) => Promise<void>): Promise<void>;
};

export function withStage(): { of(protocol: Protocol): Stage } {
  const database = withDatabase();
  let house: House;
  let footage: Footage;
  let agent: TestAgent;
  let feed = '';
  let window = '';
  let hearing = '';
  let start = 0;
  let feeds = 0;
  const clients = new Map<Protocol, Client>();

  beforeAll(async () => {
    footage = await makeFootage({ seconds: 24 });
    house = await openHouse(database.sql);
  });
  afterAll(async () => {
    for (const client of clients.values()) client.close();
    await house?.close();
  });
  beforeEach(() => {
    feed = `ls-s-${++feeds}`;
    hearing = newId();
    window = newId();
    start = house.now() - 8000;
    house.rights.addSitting(feed, hearing, { fromMs: start - 60_000 });
    const opensAtMs = house.now() - 1;
    house.rights.openWindow({ id: window, feed, hearing, fromMs: start, opensAtMs, picture: true, sound: true });
    agent = createAgent(house, { feed });
  });
  afterEach(() => agent.disconnect());

  const nth = (number: number): Segment => {
    const found = footage.segments[number];
    if (!found) throw new Error('not so much footage');
    return found;
  };

  return {
    of(protocol) {
      const client = (): Client => {
        const known = clients.get(protocol) ?? clientOf(protocol, house);
        clients.set(protocol, known);
        return known;
      };
      const file: Stage['file'] = (name, headers) => client().get(`/media/live/${window}/${name}`, headers);
      return {
        get house() {
          return house;
        },
        get footage() {
          return footage;
        },
        get agent() {
          return agent;
        },
        get client() {
          return client();
        },
        get feed() {
          return feed;
        },
        get window() {
          return window;
        },
        get hearing() {
          return hearing;
        },
        get start() {
          return start;
        },
        nth,
        file,
        playlist: (query = '') => file(`live.m3u8${query}`),
        async onAir() {
          const epoch = await agent.begin(footage);
          await agent.send(epoch, 0, nth(0), start);
          await agent.send(epoch, 1, nth(1), start + 4000);
          const third = agent.stream(epoch, 2, start + 8000);
          for (const fragment of nth(2).fragments.slice(0, 3)) third.write(fragment.bytes);
          const { parts } = read((await file('live.m3u8?_HLS_msn=2&_HLS_part=2')).text);
          if (parts.at(-1)?.uri !== 'p42.m4s') throw new Error('not on air');
          return { epoch, third };
        },
        async goOn(count, each) {
          let epoch = newEpoch();
          for (let i = 0; i < count; i++) {
            if (i % 6 === 0) epoch = await agent.begin(footage);
            const sent = await agent.send(epoch, i % 6, nth(i % 6), start + i * 4000);
            if (sent.status !== 200) throw new Error(JSON.stringify(sent));
            await each?.(i + 1);
            house.pass(4000);
          }
        },
      };
    },
  };
}
