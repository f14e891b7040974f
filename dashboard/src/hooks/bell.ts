/** How this browser tells of a new alert when nobody looks: by a sound, by a notice of the desktop, or not at all. */
import { useSyncExternalStore } from 'react';

export const BELL_WAYS = ['sound', 'desktop'] as const;
export type BellWay = (typeof BELL_WAYS)[number];

const KEY = 'giamsat-bell';
const listeners = new Set<() => void>();
const read = (): string => localStorage.getItem(KEY) ?? '';
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useBell = () => {
  const stored = useSyncExternalStore(subscribe, read);
  const ways = BELL_WAYS.filter((way) => stored.split(' ').includes(way));
  return {
    ways,
    set: (way: BellWay, on: boolean): void => {
      localStorage.setItem(KEY, BELL_WAYS.filter((one) => (one === way ? on : ways.includes(one))).join(' '));
      for (const listener of [...listeners]) listener();
    },
  };
};
