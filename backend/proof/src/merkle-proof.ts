/** Proofs in the journal's tree (RFC 9162 §2.1.3 and §2.1.4): which leaves are hashed for them, and their judges. Sizes stay below 2^53. */
import { nodeHash } from './merkle.ts';

/** Leaves `[from, to)`. */
export type LeafRange = { from: number; to: number };
/** The complete subtree over leaves `[index · 2^level, (index + 1) · 2^level)`. */
export type Subtree = { level: number; index: number };

const HASH_BYTES = 32;

/** The largest power of two below `size`, where a tree of that many leaves is split. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** What is hashed for the proof that leaf `index` is in the tree of that size, from the leaf to the root. @throws RangeError */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError('No such leaf in this tree.');
  const path: LeafRange[] = [];
  for (let [from, to] = [0, size]; to - from > 1; ) {
    const middle = from + split(to - from);
    path.push(index < middle ? { from: middle, to } : { from, to: middle });
    if (index < middle) to = middle;
    else from = middle;
  }
  return path.reverse();
}

/** What is hashed for the proof that the tree of size `old` is the beginning of the one of `size`. @throws RangeError */
export function consistencyRanges(old: number, size: number): LeafRange[] {
  if (!isSize(old) || !isSize(size) || old > size) throw new RangeError('The tree is smaller than it was.');
  if (old === 0 || old === size) return [];
  const path: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to !== old) {
    const middle = from + split(to - from);
    path.push(old <= middle ? { from: middle, to } : { from, to: middle });
    if (old <= middle) to = middle;
    else from = middle;
  }
  // The old tree itself needs no hash: whoever asks has it.
  if (from > 0) path.push({ from, to });
  return path.reverse();
}

/** The complete subtrees of which a range that proofs ask for, or a whole tree, is made; from the left. */
export function subtreesOf({ from, to }: LeafRange): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to; ) {
    let [level, leaves] = [0, 1];
    while (at % (leaves * 2) === 0 && at + leaves * 2 <= to) {
      level += 1;
      leaves *= 2;
    }
    subtrees.push({ level, index: at / leaves });
    at += leaves;
  }
  return subtrees;
}

/** The hash of a range that is not empty, out of its subtrees' hashes. */
export function rangeHash(range: LeafRange, hashOf: (subtree: Subtree) => Uint8Array): Uint8Array {
  const [right, ...rest] = subtreesOf(range).map(hashOf).reverse();
  if (!right) throw new RangeError('There is no leaf.');
  return rest.reduce((hash, left) => nodeHash(left, hash), right);
}

/** Whether the leaf with that hash stands at `index` of the tree with that root; of whatever is given. */
export function includes(
  tree: { size: number; root: Uint8Array },
  leaf: { index: number; hash: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  const { index } = leaf;
  if (!isSize(index) || !isSize(tree.size) || index >= tree.size || ![leaf.hash, ...path].every(isHash)) return false;
  const ranges = inclusionRanges(index, tree.size);
  if (ranges.length !== path.length) return false;
  const root = ranges.reduce((hash, { from }, n) => {
    const beside = path[n] as Uint8Array;
    return from > index ? nodeHash(hash, beside) : nodeHash(beside, hash);
  }, leaf.hash);
  return same(root, tree.root);
}

/** Whether the old tree is the beginning of the new one; of whatever is given. The tree of no leaf begins every other. */
export function continues(
  old: { size: number; root: Uint8Array },
  tree: { size: number; root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (!isSize(old.size) || !isSize(tree.size) || old.size > tree.size || !path.every(isHash)) return false;
  if (old.size === 0) return path.length === 0;
  let next = 0;
  /** Both roots of the `size` leaves of which the old tree has `before`; undefined where the path is too short. */
  const roots = (before: number, size: number, whole: boolean): { was: Uint8Array; now: Uint8Array } | undefined => {
    if (before === size && whole) return { was: old.root, now: old.root };
    if (before === size) {
      const hash = path[next++];
      return hash && { was: hash, now: hash };
    }
    const half = split(size);
    const inner = before <= half ? roots(before, half, whole) : roots(before - half, size - half, false);
    const beside = path[next++];
    if (!inner || !beside) return undefined;
    return before <= half
      ? { was: inner.was, now: nodeHash(inner.now, beside) }
      : { was: nodeHash(beside, inner.was), now: nodeHash(beside, inner.now) };
  };
  const found = roots(old.size, tree.size, true);
  return found !== undefined && next === path.length && same(found.was, old.root) && same(found.now, tree.root);
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (hash: Uint8Array): boolean => hash.length === HASH_BYTES;
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
