/** How many columns and rows of tiles fill a surface best, without scrolling. */
export const GRID_SIZES = [1, 2, 4, 9, 16] as const;
export type GridSize = (typeof GRID_SIZES)[number];
export type Grid = { columns: number; rows: number };

/** Room for words below a picture, as a share of the picture's height. */
const CAPTION = 0.28;

/** The arrangement whose pictures (16:9, with their caption) come out largest; `width` and `height` in one unit. */
export const gridOf = (count: number, width: number, height: number): Grid => {
  let best: Grid = { columns: 1, rows: Math.max(1, count) };
  let bestWidth = 0;
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const tileWidth = Math.min(width / columns, height / rows / ((9 / 16) * (1 + CAPTION)));
    // A hair's advantage is not worth a row of empty places.
    if (tileWidth > bestWidth * 1.02) {
      bestWidth = tileWidth;
      best = { columns, rows };
    }
  }
  return best;
};

/** The smallest of the offered sizes that holds so many. */
export const sizeFor = (count: number): GridSize => GRID_SIZES.find((size) => size >= count) ?? 16;

/** A smaller picture than this tells nothing, in px. */
const SMALLEST = { width: 280, height: 190 };

/** The largest size whose tiles can still be read on this surface, in px; what does not fit is paged. */
export const largestFor = (width: number, height: number): GridSize =>
  GRID_SIZES.findLast((size) => {
    const { columns, rows } = gridOf(size, width, height);
    return width / columns >= SMALLEST.width && height / rows >= SMALLEST.height;
  }) ?? 1;

/** Most rows of small tiles beside a large one. */
const MOST_BESIDE = 4;
/** One tile over the whole height, and so many beside it. As the style of a grid. */
export const besideLarge = (others: number): { gridTemplateColumns: string; gridTemplateRows: string } => {
  const columns = Math.ceil(others / MOST_BESIDE);
  const rows = Math.max(1, Math.ceil(others / Math.max(1, columns)));
  return {
    gridTemplateColumns: columns === 0 ? 'minmax(0, 1fr)' : `minmax(0, 3.4fr) repeat(${columns}, minmax(0, 1fr))`,
    gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
  };
};
