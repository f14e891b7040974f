/** The wall's layout: from the address, else as this person left it; places follow the hearings and are kept. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { addressOf, layoutOf, type WallLayout } from '../../core/wall/address.ts';
import { largestFor } from '../../core/wall/grid.ts';
import { autoSize, type Places, place, wantedOf } from '../../core/wall/placing.ts';

const keyOf = (login: string): string => `giamsat-wall-${login}`;

export type Wall = {
  layout: WallLayout;
  /** Tiles of a page, after "auto" was decided. */
  size: number;
  places: Places;
  pages: number;
  page: number;
  change: (change: Partial<WallLayout>) => void;
};

/** `rows` undefined: not known yet, so that nobody loses his place. `minute` is the service's time, renewed each minute or so.
 * `surface`: what the tiles have, in px. */
export const useWallLayout = (
  login: string,
  rows: ReadonlyMap<string, HearingRow> | undefined,
  minute: number,
  surface: { width: number; height: number },
): Wall => {
  const [search, setSearch] = useSearchParams();
  const address = search.toString();
  const layout = useMemo(() => layoutOf(new URLSearchParams(address)), [address]);

  const write = useCallback(
    (next: WallLayout) => {
      const text = addressOf(next);
      localStorage.setItem(keyOf(login), text.toString());
      setSearch(text, { replace: true });
    },
    [login, setSearch],
  );
  // Somebody who comes without a layout finds his last one.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    const stored = localStorage.getItem(keyOf(login));
    if (address === '' && stored) setSearch(new URLSearchParams(stored), { replace: true });
  }, [address, login, setSearch]);

  const shown = useMemo(() => {
    if (!rows) return undefined;
    const { courts } = layout;
    return new Map([...rows].filter(([, row]) => courts.length === 0 || courts.includes(row.court)));
  }, [rows, layout]);

  const largest = largestFor(surface.width, surface.height);
  const { size, places } = useMemo(() => {
    const pins = new Set(layout.pins);
    const wanted = shown ? wantedOf(shown.values(), minute) : [];
    const chosen = layout.size === 'auto' ? Math.min(autoSize(wanted, pins), largest) : layout.size;
    if (!shown) return { size: chosen, places: layout.places };
    return { size: chosen, places: place(layout.places, wanted, pins, new Set(shown.keys()), chosen) };
  }, [shown, layout, minute, largest]);

  // New places go into the address, so that a reload finds everyone where he was.
  useEffect(() => {
    if (!shown) return;
    const next = { ...layout, places };
    if (addressOf(next).toString() !== addressOf(layout).toString()) write(next);
  }, [shown, layout, places, write]);

  const pages = Math.max(1, Math.ceil(places.length / size));
  return {
    layout,
    size,
    places,
    pages,
    page: Math.min(layout.page, pages - 1),
    change: (change) => write({ ...layout, places, ...change }),
  };
};
