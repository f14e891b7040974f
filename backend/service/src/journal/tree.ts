/**
 * The tree over the whole journal as it is stored: hashes of complete subtrees of 256, 256², … leaves; everything between is made
 * out of one row of at most 256 of them. So a journal of any length is sealed and proved without being read again.
 */
import { leafHash, treeHash } from '@giamsat/proof/merkle';
import {
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  rangeHash,
  type Subtree,
  subtreesOf,
} from '@giamsat/proof/merkle-proof';
import type { Sql, Tx } from '../platform/sql.ts';

/** Hashes in a row, as a power of two. */
const BITS = 8;
export const TILE = 2 ** BITS;
/** Complete rows of leaves that one call reads. */
const TILES_AT_ONCE = 256;

/** `band` 0 are leaves. */
type Tile = { band: number; index: number };
export type InclusionProof = { position: number; leaf: Buffer; path: Buffer[] };

/** Stores the subtrees that became complete in the first `size` records; false where more is to be done. */
export async function extendTree(tx: Tx, size: number): Promise<boolean> {
  const stored = async (band: number): Promise<number> => {
    const last = await tx
      .selectFrom('journal_tree')
      .select(({ fn }) => fn.max('index').as('index'))
      .where('band', '=', band)
      .executeTakeFirst();
    return (last?.index ?? -1) + 1;
  };
  const complete = Math.floor(size / TILE);
  let from = await stored(1);
  const to = Math.min(complete, from + TILES_AT_ONCE);
  for (let band = 1, until = to; from < until; band += 1) {
    const rows = [];
    for (let index = from; index < until; index++) {
      rows.push({ band, index, hash: treeHash(await readTile(tx, { band: band - 1, index })) });
    }
    await tx.insertInto('journal_tree').values(rows).execute();
    from = await stored(band + 1);
    until = Math.floor(until / TILE);
  }
  return to === complete;
}

/** Of the tree of the first `size` records, which was extended that far. */
export const rootOf = async (from: Sql | Tx, size: number): Promise<Buffer> =>
  size === 0 ? treeHash([]) : Buffer.from((await hashesOf(from, [{ from: 0, to: size }]))[0] ?? []);

/** That each of these records is in the tree of that size. @throws RangeError for a position beyond it */
export async function proveInclusion(
  from: Sql | Tx,
  size: number,
  positions: readonly number[],
): Promise<InclusionProof[]> {
  const tiles = createTiles(from);
  const proofs: InclusionProof[] = [];
  for (const position of positions) {
    const [leaf, ...path] = await hashesOf(
      from,
      [{ from: position, to: position + 1 }, ...inclusionRanges(position, size)],
      tiles,
    );
    if (leaf) proofs.push({ position, leaf, path });
  }
  return proofs;
}

/** That the tree of size `old` is the beginning of that of `size`. @throws RangeError */
export const proveConsistency = async (from: Sql | Tx, old: number, size: number): Promise<Buffer[]> =>
  hashesOf(from, consistencyRanges(old, size));

async function hashesOf(from: Sql | Tx, ranges: readonly LeafRange[], tiles = createTiles(from)): Promise<Buffer[]> {
  const hashes = new Map<string, Uint8Array>();
  for (const subtree of ranges.flatMap(subtreesOf)) hashes.set(keyOf(subtree), await tiles.hashOf(subtree));
  return ranges.map((range) => Buffer.from(rangeHash(range, (subtree) => hashes.get(keyOf(subtree)) as Uint8Array)));
}

/** Rows that were read, the newest kept: proofs of one hearing's lines share most of theirs. */
function createTiles(from: Sql | Tx) {
  const kept = new Map<string, Uint8Array[]>();
  return {
    async hashOf({ level, index }: Subtree): Promise<Uint8Array> {
      const band = Math.floor(level / BITS);
      const count = 2 ** (level % BITS);
      const first = index * count;
      const tile = { band, index: Math.floor(first / TILE) };
      const key = `${band} ${tile.index}`;
      const hashes = kept.get(key) ?? (await readTile(from, tile));
      kept.delete(key);
      kept.set(key, hashes);
      const [oldest] = kept.keys();
      if (kept.size > MAX_TILES && oldest !== undefined) kept.delete(oldest);
      const found = hashes.slice(first % TILE, (first % TILE) + count);
      if (found.length < count) throw new Error(`The journal's tree has no subtree ${level}/${index}.`);
      return treeHash(found);
    },
  };
}
const MAX_TILES = 64;
const keyOf = ({ level, index }: Subtree): string => `${level} ${index}`;

/** As far as it is there; what follows a hole is not given. */
async function readTile(from: Sql | Tx, { band, index }: Tile): Promise<Uint8Array[]> {
  const [first, end] = [index * TILE, (index + 1) * TILE];
  const rows =
    band === 0
      ? await from
          .selectFrom('journal')
          .select(['position as at', 'hash'])
          .where('position', '>=', first)
          .where('position', '<', end)
          .orderBy('position')
          .execute()
      : await from
          .selectFrom('journal_tree')
          .select(['index as at', 'hash'])
          .where('band', '=', band)
          .where('index', '>=', first)
          .where('index', '<', end)
          .orderBy('index')
          .execute();
  const whole = rows.filter(({ at }, n) => at === first + n);
  return whole.map(({ hash }) => (band === 0 ? leafHash(hash) : hash));
}
