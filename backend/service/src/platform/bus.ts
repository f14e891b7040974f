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

/** Local subscribers are served at once; Redis carries the message to the others. While it is down, nodes fall back to their own polling. */
export function createRedisBus({ url, node, logger }: { url: string; node: string; logger: Logger }): Bus {
  const subscribers = createSubscribers(logger);
  const options = {
    maxRetriesPerRequest: null,
    enableOfflineQueue: false,
    retryStrategy: (n: number) => Math.min(n * 100, 2000),
  };
  const [sender, receiver] = [new Redis(url, options), new Redis(url, { ...options, enableOfflineQueue: true })];
  let down = false;
  const complain = (err: Error) => {
    if (!down) logger.warn({ err }, 'Redis cannot be reached');
    down = true;
  };
  sender.on('error', complain);
  receiver.on('error', complain);
  sender.on('ready', () => {
    if (down) logger.info('Redis is back');
    down = false;
  });
  receiver.subscribe(CHANNEL).catch(complain);
  receiver.on('message', (_channel, text) => {
    const { from, topic, message } = JSON.parse(text) as { from: string; topic: string; message: unknown };
    if (from !== node) subscribers.deliver(topic, message);
  });
  return {
    publish(topic, message) {
      queueMicrotask(() => subscribers.deliver(topic, message));
      sender.publish(CHANNEL, JSON.stringify({ from: node, topic, message })).catch(complain);
    },
    subscribe: subscribers.add,
    async close() {
      sender.disconnect();
      receiver.disconnect();
    },
  };
}
