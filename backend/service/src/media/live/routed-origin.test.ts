// Whom the live origin of several nodes asks, and what ends its waiting; the origin of one node and the other nodes are played by the test.
import { beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../platform/clock.ts';
import type { Holder, Member } from '../../platform/nodes/nodes.ts';
import { NobodyThere, type PeerAnswer } from '../../platform/nodes/peers.ts';
import type { WindowFacts } from '../rights.ts';
import type { Origin, Watching } from './origin.ts';
import { render } from './rendering.ts';
import { createRoutedOrigin } from './routed-origin.ts';

const FACTS: WindowFacts = {
  ...{ id: 'w', feed: 'f', hearing: 'h', fromMs: 0, opensAtMs: 0 },
  ...{ picture: true, sound: true },
};
const member = (node: string): Member => ({ node, url: `http://${node}`, leaving: false });
const text = (body: string): PeerAnswer => ({ status: 200, type: 'text', body: Buffer.from(body) });
/** A few turns of the loop: what was set free has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

let holder: Holder;
let listeners: Set<(feeds: readonly string[]) => void>;
let refused: 403 | 503 | undefined;
let checks: Set<() => void>;
let asked: { node: string; path: string; answer: PromiseWithResolvers<PeerAnswer> }[];
let buried: string[];
let looks: number;
let here: PromiseWithResolvers<string>;
let origin: Watching<string>;
const clock = fakeClock(1_000_000);

const moves = (next: Holder): void => {
  holder = next;
  for (const fn of [...listeners]) fn(['f']);
};
const cut = (): void => {
  refused = 403;
  for (const check of [...checks]) check();
};

beforeEach(() => {
  holder = { kind: 'nobody' };
  listeners = new Set();
  refused = undefined;
  checks = new Set();
  asked = [];
  buried = [];
  looks = 0;
  here = Promise.withResolvers();
  const own = {
    standing: () => (refused ? { status: refused } : FACTS),
    guard(_viewer: string, _id: string, fn: () => void) {
      checks.add(fn);
      return () => void checks.delete(fn);
    },
    untilTold: async () => undefined,
    playlist: (_viewer: string, _id: string, _query: unknown, signal: AbortSignal) =>
      Promise.race([
        here.promise.then((body) => ({ status: 200 as const, value: render(body) })),
        new Promise((resolve) => signal.addEventListener('abort', () => resolve({ status: 503 }))),
      ]),
    part: async () => ({ status: 404 }),
  } as unknown as Origin<string>;
  origin = createRoutedOrigin<string>({
    own,
    clock,
    rights: {
      window: () => FACTS,
      looked: () => {
        looks += 1;
        return undefined;
      },
    },
    nodes: {
      holderOf: () => holder,
      onChange(fn) {
        listeners.add(fn);
        return () => void listeners.delete(fn);
      },
      refresh: async () => undefined,
      async bury(node) {
        buried.push(node);
        moves({ kind: 'nobody' });
      },
    },
    peers: {
      get({ node }, path, signal) {
        const answer = Promise.withResolvers<PeerAnswer>();
        signal.addEventListener('abort', () => answer.reject(signal.reason));
        asked.push({ node, path, answer });
        return answer.promise;
      },
    },
  });
});

const ask = (query = {}) => origin.playlist('viewer', 'w', query, new AbortController().signal);

test('what another node has is asked of it, and the look is this one’s', async () => {
  moves({ kind: 'other', member: member('a') });
  const answer = ask({ _HLS_msn: '7', _HLS_part: '0' });
  await settle();
  expect(asked.map(({ node, path }) => `${node} ${path}`)).toEqual([
    'a /nodes/live/w/live.m3u8?_HLS_msn=7&_HLS_part=0',
  ]);
  asked[0]?.answer.resolve(text('list'));
  expect(await answer).toMatchObject({ status: 200, value: { plain: Buffer.from('list') } });
  expect([looks, checks.size, listeners.size]).toEqual([1, 0, 0]);
});

test('a cut ends what waits at the other node, and its answer does not leave', async () => {
  moves({ kind: 'other', member: member('a') });
  const waiting = ask();
  await settle();
  cut();
  expect(await waiting).toEqual({ status: 403 });
  refused = undefined;
  const late = ask();
  await settle();
  // Nobody told: the right is asked again all the same.
  refused = 403;
  asked[1]?.answer.resolve(text('list'));
  expect(await late).toEqual({ status: 403 });
  expect(looks).toBe(0);
  expect(await ask()).toEqual({ status: 403 });
  expect(asked).toHaveLength(2);
});

test('who waits goes on waiting when the camera changes hands: here, there, and at a third', async () => {
  const answer = ask();
  await settle();
  moves({ kind: 'other', member: member('a') });
  await settle();
  moves({ kind: 'other', member: member('b') });
  await settle();
  expect(asked.map(({ node }) => node)).toEqual(['a', 'b']);
  moves({ kind: 'own' });
  await settle();
  here.resolve('mine');
  expect(await answer).toMatchObject({ status: 200, value: { plain: Buffer.from('mine') } });
});

test('where nobody listens the node is given up; what is asked by number waits a moment for the next', async () => {
  moves({ kind: 'other', member: member('a') });
  const part = origin.part('viewer', 'w', 12, new AbortController().signal);
  await settle();
  asked[0]?.answer.reject(new NobodyThere(undefined));
  await settle();
  clock.advance(300);
  await settle();
  expect(buried).toEqual(['a']);
  moves({ kind: 'other', member: member('b') });
  await settle();
  expect(asked.at(-1)).toMatchObject({ node: 'b', path: '/nodes/live/w/p12.m4s' });
  asked.at(-1)?.answer.resolve({ ...text('bytes'), type: 'video/mp4' });
  expect(await part).toEqual({ status: 200, value: Buffer.from('bytes') });

  moves({ kind: 'nobody' });
  const nobodys = origin.part('viewer', 'w', 13, new AbortController().signal);
  await settle();
  clock.advance(5_000);
  expect(await nobodys).toEqual({ status: 404 });
});
