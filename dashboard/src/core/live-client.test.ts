import type { WatchAnswer, WatchRequest } from '@giamsat/contract/wire/live';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAlertStore } from './alert-store.ts';
import { createHearingStore } from './hearing-store.ts';
import { createLiveClient, type LiveSocket } from './live-client.ts';

type Handler = (...args: never[]) => void;
type Answer = (error: Error | null, answer: WatchAnswer) => void;

/** The library's socket as far as the client uses it, with the wire in the test's hands. */
const createWire = () => {
  const handlers = new Map<string, Handler>();
  const asked: { request: WatchRequest; answer: Answer }[] = [];
  const wire = {
    connected: false,
    connects: 0,
    asked,
    on: (name: string, handler: Handler) => handlers.set(name, handler),
    connect: () => {
      wire.connects++;
      wire.connected = true;
      wire.receive('connect');
    },
    disconnect: () => {
      wire.connected = false;
      wire.receive('disconnect', 'io client disconnect');
    },
    timeout: () => ({
      emit: (_name: string, request: WatchRequest, answer: Answer) => asked.push({ request, answer }),
    }),
    receive: (name: string, message?: unknown) => handlers.get(name)?.(...([message] as never[])),
  };
  return wire;
};
const ok = (through: number, whole = true, scopeEpoch = 'e1'): WatchAnswer => ({
  ok: true,
  scopeEpoch,
  through,
  whole,
  upserts: [],
  removals: [],
});

describe('live client', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => vi.useRealTimers());
  const setUp = () => {
    const wire = createWire();
    const store = createHearingStore();
    const ended: string[] = [];
    const client = createLiveClient({
      alerts: createAlertStore(),
      store,
      connect: () => wire as unknown as LiveSocket,
      onEnded: (reason) => ended.push(reason),
    });
    client.watch(['wall']);
    client.open();
    return { wire, store, client, ended };
  };

  it('asks without a cursor first and with one afterwards', () => {
    const { wire, client } = setUp();
    expect(wire.asked[0]?.request).toEqual({ scopes: ['wall'] });
    wire.asked[0]?.answer(null, ok(7));
    expect(client.status().state).toBe('live');
    wire.receive('head', { scopeEpoch: 'e1', through: 9 });
    expect(wire.asked[1]?.request).toEqual({ scopes: ['wall'], scopeEpoch: 'e1', cursor: 7 });
  });

  it('asks once, not at every head, while an answer is under way', () => {
    const { wire } = setUp();
    wire.asked[0]?.answer(null, ok(7));
    wire.receive('head', { scopeEpoch: 'e1', through: 9 });
    wire.receive('head', { scopeEpoch: 'e1', through: 10 });
    expect(wire.asked.length).toBe(2);
  });

  it('asks anew, without a cursor, when the page wants something else', () => {
    const { wire, client } = setUp();
    wire.asked[0]?.answer(null, ok(7));
    client.watch(['wall', 'hearing:x']);
    expect(wire.asked[1]?.request).toEqual({ scopes: ['hearing:x', 'wall'] });
  });

  it('reconnects after silence, calls what it shows old from the last word on, and goes on from the cursor', () => {
    const { wire, client } = setUp();
    wire.asked[0]?.answer(null, ok(7));
    vi.advanceTimersByTime(3000);
    wire.receive('head', { scopeEpoch: 'e1', through: 7 });
    const lastWord = Date.now();
    vi.advanceTimersByTime(6000);
    expect(client.status()).toEqual({ state: 'lost', since: lastWord });
    expect(wire.connects).toBe(2);
    expect(wire.asked[1]?.request).toEqual({ scopes: ['wall'], scopeEpoch: 'e1', cursor: 7 });
    wire.asked[1]?.answer(null, ok(8, false));
    expect(client.status().state).toBe('live');
  });

  it('connects again when the service closed the connection', () => {
    const { wire } = setUp();
    wire.connected = false;
    wire.receive('disconnect', 'io server disconnect');
    vi.advanceTimersByTime(1500);
    expect(wire.connects).toBe(2);
  });

  it('asks again when the answer is a refusal', () => {
    const { wire } = setUp();
    wire.asked[0]?.answer(null, { ok: false, problem: 'busy' });
    vi.advanceTimersByTime(1500);
    expect(wire.asked.length).toBe(2);
  });

  it('forgets everything and says so when the session ends', () => {
    const { wire, store, ended } = setUp();
    wire.asked[0]?.answer(null, ok(7));
    wire.receive('ended', { reason: 'expired' });
    expect(ended).toEqual(['expired']);
    expect(store.snapshot().through).toBe(-1);
    expect(wire.connected).toBe(false);
  });
});
