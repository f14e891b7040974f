/** Wake-ups between the parts and the nodes of the service: in memory, or over Redis. Never the truth itself, which is in the database. */
import { Redis } from 'ioredis';
import type { Logger } from './logger.ts';

export type Bus = {
  /** Reaches every subscriber on every node, this one included; may be lost. */
  publish(topic: string, message: unknown): void;
  /** The answer unsubscribes. */
  subscribe(topic: string, fn: (message: unknown) => void): () => void;
  close(): Promise<void>;
};

function createSubscribers(logger: Logger) {
  const byTopic = new Map<string, Set<(message: unknown) => void>>();
  return {
    deliver(topic: string, message: unknown): void {
      for (const fn of byTopic.get(topic) ?? []) {
        try {
          fn(message);
        } catch (err) {
          logger.error({ err, topic }, 'a subscriber failed');
        }
      }
    },
    add(topic: string, fn: (message: unknown) => void): () => void {
      const fns = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, fns.add(fn));
      return () => void fns.delete(fn);
    },
  };
}

export function createMemoryBus({ logger }: { logger: Logger }): Bus {
  const subscribers = createSubscribers(logger);
  return {
    publish: (topic, message) => queueMicrotask(() => subscribers.deliver(topic, message)),
    subscribe: subscribers.add,
    close: async () => {},
  };
}

const CHANNEL = 'giamsat';
/** Redis that answers later than this hangs. */
const ANSWER_MS = 1_000;
/** Unanswered messages; what is beyond goes the other way alone, so that memory does not fill while Redis hangs. */
const MAX_UNANSWERED = 500;

export type RedisBus = Bus & {
  /** What came from another node past Redis. */
  take(text: string): void;
  /** How messages reach the other nodes while Redis does not answer. */
  goesBy(way: (text: string) => void): void;
};

/**
 * Local subscribers are served at once; Redis carries the message to the others. While it is down or hangs they get it by the other way,
 * perhaps twice, and fall back to their own polling.
 */
export function createRedisBus({ url, node, logger }: { url: string; node: string; logger: Logger }): RedisBus {
  const subscribers = createSubscribers(logger);
  const options = {
    maxRetriesPerRequest: null,
    enableOfflineQueue: false,
    retryStrategy: (n: number) => Math.min(n * 100, 2000),
    connectTimeout: ANSWER_MS,
  };
  const sender = new Redis(url, { ...options, commandTimeout: ANSWER_MS, socketTimeout: 3 * ANSWER_MS });
  const receiver = new Redis(url, { ...options, enableOfflineQueue: true });
  let down = false;
  let unanswered = 0;
  let otherWay: (text: string) => void = () => undefined;
  const complain = (err: Error) => {
    if (!down) logger.warn({ err }, 'Redis cannot be reached');
    down = true;
  };
  sender.on('error', complain);
  receiver.on('error', complain);
  receiver.subscribe(CHANNEL).catch(complain);
  const deliver = (text: string): void => {
    const { from, topic, message } = JSON.parse(text) as { from: string; topic: string; message: unknown };
    if (from !== node) subscribers.deliver(topic, message);
  };
  receiver.on('message', (_channel, text) => deliver(text));

  async function send(text: string): Promise<void> {
    if (down || unanswered >= MAX_UNANSWERED) otherWay(text);
    if (unanswered >= MAX_UNANSWERED) return;
    unanswered += 1;
    try {
      await sender.publish(CHANNEL, text);
      if (down) logger.info('Redis is back');
      down = false;
    } catch (error) {
      if (!down) otherWay(text);
      complain(error as Error);
    } finally {
      unanswered -= 1;
    }
  }
  return {
    publish(topic, message) {
      queueMicrotask(() => subscribers.deliver(topic, message));
      void send(JSON.stringify({ from: node, topic, message }));
    },
    subscribe: subscribers.add,
    take: deliver,
    goesBy(way) {
      otherWay = way;
    },
    async close() {
      sender.disconnect();
      receiver.disconnect();
    },
  };
}
