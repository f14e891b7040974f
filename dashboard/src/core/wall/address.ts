/** A wall's layout in the address, so that it can be sent as a link, and remembered by person. */
import { GRID_SIZES, type GridSize } from './grid.ts';
import type { Places } from './placing.ts';

export type WallLayout = {
  size: GridSize | 'auto';
  places: Places;
  pins: readonly string[];
  /** Courts shown; empty: all. */
  courts: readonly string[];
  /** From 0. */
  page: number;
  /** The column of events is open. */
  column: boolean;
};
export const EMPTY_LAYOUT: WallLayout = { size: 'auto', places: [], pins: [], courts: [], page: 0, column: true };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const list = (text: string | null): string[] => (text ? text.split(',') : []);

export const layoutOf = (search: URLSearchParams): WallLayout => {
  const size = GRID_SIZES.find((one) => String(one) === search.get('grid')) ?? 'auto';
  const places = list(search.get('tiles'))
    .slice(0, 64)
    .map((id) => (UUID.test(id) ? id : null));
  return {
    size,
    places,
    pins: list(search.get('pins')).filter((id) => UUID.test(id)),
    courts: list(search.get('courts')).filter((code) => CODE.test(code)),
    page: Math.max(0, Number.parseInt(search.get('page') ?? '1', 10) - 1 || 0),
    column: search.get('column') !== '0',
  };
};

export const addressOf = (layout: WallLayout): URLSearchParams => {
  const search = new URLSearchParams();
  if (layout.size !== 'auto') search.set('grid', String(layout.size));
  const used = layout.places.findLastIndex((id) => id !== null) + 1;
  if (used)
    search.set(
      'tiles',
      layout.places
        .slice(0, used)
        .map((id) => id ?? '')
        .join(','),
    );
  if (layout.pins.length) search.set('pins', layout.pins.join(','));
  if (layout.courts.length) search.set('courts', layout.courts.join(','));
  if (layout.page) search.set('page', String(layout.page + 1));
  if (!layout.column) search.set('column', '0');
  return search;
};
