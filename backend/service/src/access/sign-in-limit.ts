/** Slows guessing down: failures count per account and address, and per address; never per account alone, which would lock its owner out. */
import type { Clock } from '../platform/clock.ts';

const WINDOW_MS = 15 * 60_000;
const PER_PAIR = 5;
const PER_ADDRESS = 50;
const MAX_KEYS = 20_000;

export type SignInLimit = {
  /** Seconds to wait, or 0. */
  wait(login: string, address: string): number;
  failed(login: string, address: string): void;
  succeeded(login: string, address: string): void;
};

export function createSignInLimit({ clock }: { clock: Clock }): SignInLimit {
  /** Times of failures by key, in order of the last failure. */
  const failures = new Map<string, number[]>();
  const pair = (login: string, address: string) => `${address} ${login}`;
  const recent = (key: string): number[] => (failures.get(key) ?? []).filter((at) => at > clock.now() - WINDOW_MS);
  const add = (key: string, limit: number) => {
    const times = [...recent(key), clock.now()].slice(-limit);
    failures.delete(key);
    failures.set(key, times);
    const oldest = failures.keys().next();
    if (failures.size > MAX_KEYS && !oldest.done) failures.delete(oldest.value);
  };
  const waitOf = (key: string, limit: number): number => {
    const times = recent(key);
    const [first] = times;
    return times.length < limit || first === undefined ? 0 : Math.ceil((first + WINDOW_MS - clock.now()) / 1000);
  };
  return {
    wait: (login, address) => Math.max(waitOf(pair(login, address), PER_PAIR), waitOf(address, PER_ADDRESS)),
    failed(login, address) {
      add(pair(login, address), PER_PAIR);
      add(address, PER_ADDRESS);
    },
    succeeded: (login, address) => void failures.delete(pair(login, address)),
  };
}
