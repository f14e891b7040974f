/** Finds in what is there the pieces that should be there: which are missing, changed, doubled, moved, and what is there beside them. */

export type Piece = { bytes: number; sha256: string };
export type Aligned = {
  /** Indices of what was expected. */
  changed: number[];
  missing: number[];
  twice: number[];
  moved: number[];
  /** Stretches of bytes that no piece accounts for: `before` the piece of that index. */
  added: { before: number; bytes: number }[];
};

/** So many pieces are tried where one does not fit, the nearest first; and so many hashes are spent on that in all. */
const TRIES = 256;
const MOST_SEARCHES = 4_000;

/**
 * @param total bytes that are there.
 * @param digest SHA-256 of bytes `[from, to)`, in hex.
 */
export async function align(
  pieces: readonly Piece[],
  total: number,
  digest: (from: number, to: number) => Promise<string>,
): Promise<Aligned> {
  const found = new Map<number, number>();
  const order: number[] = [];
  const result: Aligned = { changed: [], missing: [], twice: [], moved: [], added: [] };
  let searches = 0;
  /** The piece that stands at `offset`, the likely ones first. */
  const at = async (offset: number, likely: number): Promise<number | undefined> => {
    const known = new Map<number, string>();
    const near = Array.from({ length: TRIES }, (_, n) => likely + (n % 2 === 0 ? n / 2 : -(n + 1) / 2));
    for (const index of near) {
      const piece = pieces[index];
      if (!piece || offset + piece.bytes > total) continue;
      let here = known.get(piece.bytes);
      if (here === undefined) {
        if (index !== likely && ++searches > MOST_SEARCHES) return undefined;
        here = await digest(offset, offset + piece.bytes);
        known.set(piece.bytes, here);
      }
      if (here === piece.sha256) return index;
    }
    return undefined;
  };

  let offset = 0;
  let next = 0;
  while (offset < total) {
    const index = await at(offset, next);
    if (index !== undefined) {
      if (found.has(index)) result.twice.push(index);
      else {
        found.set(index, offset);
        order.push(index);
      }
      offset += (pieces[index] as Piece).bytes;
      next = index + 1;
      continue;
    }
    // Nothing that is known begins here: the expected one was changed, where what follows it stands where it should.
    const expected = pieces[next];
    if (!expected) {
      result.added.push({ before: pieces.length, bytes: total - offset });
      break;
    }
    result.changed.push(next);
    offset += expected.bytes;
    next += 1;
  }
  const changed = new Set(result.changed);
  result.missing = pieces.flatMap((_, index) => (found.has(index) || changed.has(index) ? [] : [index]));
  result.changed = result.changed.filter((index) => !found.has(index));
  // Those that stand behind one that should come after them.
  let highest = -1;
  for (const index of order) {
    if (index < highest) result.moved.push(index);
    highest = Math.max(highest, index);
  }
  return result;
}
