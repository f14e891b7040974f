import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NOW, openPage, supervisor } from './test-page.tsx';
import { fullRow, idOf } from './test-rows.ts';

/** Addresses of what is played at this moment. */
const playing = vi.hoisted(() => new Map<object, string>());

/** The library as far as the page's pictures use it. */
vi.mock('hls.js/light', () => ({
  default: class {
    static Events = { ERROR: 'error' };
    static DefaultConfig = { streamController: class {} };
    latency = 0.6;
    targetLatency = 0.6;
    on() {}
    loadSource(url: string) {
      playing.set(this, url);
    }
    attachMedia() {}
    destroy() {
      playing.delete(this);
    }
  },
}));
vi.mock('hls.js/dist/hls.worker.js?url', () => ({ default: '/worker.js' }));

const windowOf = (n: number): string => `01890000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const onAir = (n: number) =>
  fullRow(
    n,
    {},
    {
      // Tiles stand in the order of their rooms' codes.
      room: `lb-${String(n).padStart(2, '0')}`,
      windows: [
        {
          window: windowOf(n),
          feed: `lb-${n}-1`,
          feedName: '1',
          feedRole: 'panel',
          opensAt: '2021-04-15T02:00:00.000Z',
          picture: true,
          sound: true,
        },
      ],
      sittings: [
        { id: `x#${n}`, hearing: idOf(n), rooms: [], holds: [], from: '2021-04-15T01:00:00.000Z', holdsRoom: true },
      ],
    },
  );
const live = (numbers: readonly number[], list: 'live' | 'wall') =>
  numbers.map((n) => `/media/live/${windowOf(n)}/${list}.m3u8`).sort();
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const played = () => [...playing.values()].sort();
const show = (visibilityState: 'visible' | 'hidden') => {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
};

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: NOW, shouldAdvanceTime: true });
});
afterEach(() => {
  show('visible');
  cleanup();
  vi.useRealTimers();
});

const wallOf = async (rows: number, grid: number) => {
  const answers = { 'GET /registry': { courts: [], rooms: [], holds: [], feeds: [] } };
  const page = await openPage({ path: `/wall?grid=${grid}`, viewer: supervisor, answers });
  await screen.findByRole('heading', { level: 1 });
  act(() => page.push(range(1, rows).map(onAir)));
  return page;
};

it('plays the sixteen of a page in long parts, and neither those of another page nor any while nobody sees it', async () => {
  await wallOf(18, 16);
  await waitFor(() => expect(played()).toEqual(live(range(1, 16), 'wall')));
  fireEvent.keyDown(window, { key: 'PageDown' });
  await waitFor(() => expect(played()).toEqual(live([17, 18], 'live')));
  expect(document.querySelectorAll('video')).toHaveLength(2);
  show('hidden');
  await waitFor(() => expect(played()).toEqual([]));
  show('visible');
  await waitFor(() => expect(played()).toEqual(live([17, 18], 'live')));
});

it('hands the sound from tile to tile: the one before is heard until the next is', async () => {
  await wallOf(2, 2);
  await waitFor(() => expect(played()).toHaveLength(2));
  const [first, second] = document.querySelectorAll('video');
  if (!first || !second) throw new Error('two pictures');
  const [on, next] = screen.getAllByRole('button', { name: 'Bật tiếng' });
  if (!on || !next) throw new Error('two signs');
  fireEvent.click(on);
  await waitFor(() => expect([first.muted, second.muted]).toEqual([false, true]));
  fireEvent.click(next);
  // Both are heard for a moment; had the one before gone first, there would be a gap.
  expect([first.muted, first.volume, second.muted]).toEqual([false, 1, false]);
  await waitFor(() => expect([first.muted, second.muted]).toEqual([true, false]));
  expect(second.volume).toBe(1);
});
