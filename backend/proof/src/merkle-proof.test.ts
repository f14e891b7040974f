import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leafHash, treeHash } from './merkle.ts';
import {
  consistencyRanges,
  continues,
  includes,
  inclusionRanges,
  type LeafRange,
  rangeHash,
  type Subtree,
  subtreesOf,
} from './merkle-proof.ts';

/** Entries that Certificate Transparency's implementations share. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const LEAVES = ENTRIES.map((hex) => leafHash(Buffer.from(hex, 'hex')));
const bytes = (...hex: string[]) => hex.map((one) => Buffer.from(one, 'hex'));
const A = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const B = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const C = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const D = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const E = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const F = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7';
const G = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
const H = 'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f';
const I = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
const J = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125';

const hashOf =
  (leaves: readonly Uint8Array[]) =>
  ({ level, index }: Subtree) =>
    treeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
const pathOf = (ranges: readonly LeafRange[], leaves: readonly Uint8Array[]) =>
  ranges.map((range) => rangeHash(range, hashOf(leaves)));
const treeOf = (leaves: readonly Uint8Array[], size: number) => ({ size, root: treeHash(leaves.slice(0, size)) });
const some = (count: number) => Array.from({ length: count }, (_, n) => leafHash(Buffer.from([n >> 8, n & 255])));

describe('the vectors of Certificate Transparency', () => {
  test.each([
    [0, 8, [A, B, C]],
    [5, 8, [D, E, F]],
    [2, 3, [J]],
    [1, 5, [I, B, D]],
  ])('leaf %i is in the tree of %i', (index, size, path) => {
    expect(pathOf(inclusionRanges(index, size), LEAVES)).toEqual(bytes(...path));
    expect(includes(treeOf(LEAVES, size), { index, hash: LEAVES[index] as Buffer }, bytes(...path))).toBe(true);
  });

  test.each([
    [1, 1, []],
    [1, 8, [A, B, C]],
    [6, 8, [G, E, F]],
    [2, 5, [B, D]],
    [6, 7, [G, H, F]],
  ])('the tree of %i begins that of %i', (old, size, path) => {
    expect(pathOf(consistencyRanges(old, size), LEAVES)).toEqual(bytes(...path));
    expect(continues(treeOf(LEAVES, old), treeOf(LEAVES, size), bytes(...path))).toBe(true);
  });
});

describe('proofs', () => {
  const leaves = some(40);

  test('hold for every leaf of every size, and for no other leaf, place, size or root', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const tree = treeOf(leaves, size);
      for (let index = 0; index < size; index++) {
        const hash = leaves[index] as Buffer;
        const path = pathOf(inclusionRanges(index, size), leaves);
        expect(includes(tree, { index, hash }, path)).toBe(true);
        expect(includes(tree, { index: (index + 1) % size, hash }, path)).toBe(size === 1);
        expect(includes({ ...tree, root: leafHash(tree.root) }, { index, hash }, path)).toBe(false);
        expect(includes(tree, { index, hash: leafHash(hash) }, path)).toBe(false);
        expect(includes(tree, { index, hash }, [...path, hash])).toBe(false);
        if (path.length > 0) expect(includes(tree, { index, hash }, path.slice(1))).toBe(false);
      }
    }
  });

  test('of a beginning hold for every two sizes, and not when one leaf of the beginning was another', () => {
    for (let size = 1; size <= leaves.length; size++) {
      for (let old = 0; old <= size; old++) {
        const path = pathOf(consistencyRanges(old, size), leaves);
        const [then, now] = [treeOf(leaves, old), treeOf(leaves, size)];
        expect(continues(then, now, path), `${old} of ${size}`).toBe(true);
        if (old === 0) continue;
        const rewritten = [...leaves];
        rewritten[old - 1] = leafHash(Buffer.from('rewritten'));
        const forged = treeOf(rewritten, size);
        expect(continues(then, forged, pathOf(consistencyRanges(old, size), rewritten)), `${old} of ${size}`).toBe(
          false,
        );
        expect(continues(then, forged, path)).toBe(false);
        expect(continues(then, now, [...path, now.root])).toBe(false);
      }
    }
    expect(continues(treeOf(leaves, 5), treeOf(leaves, 4), [])).toBe(false);
  });

  test('with any bit turned do not hold', () => {
    const size = fc.integer({ min: 2, max: leaves.length });
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
        const old = 1 + (a % (size - 1));
        const turned = (path: Uint8Array[]) =>
          path.map((hash, n) => {
            if (n !== b % path.length) return hash;
            const copy = Buffer.from(hash);
            copy[(c >> 3) % 32] = (copy[(c >> 3) % 32] ?? 0) ^ (1 << (c & 7));
            return copy;
          });
        const consistency = turned(pathOf(consistencyRanges(old, size), leaves));
        expect(continues(treeOf(leaves, old), treeOf(leaves, size), consistency)).toBe(false);
        const inclusion = turned(pathOf(inclusionRanges(old, size), leaves));
        expect(includes(treeOf(leaves, size), { index: old, hash: leaves[old] as Buffer }, inclusion)).toBe(false);
      }),
    );
  });

  test('of sizes that cannot be are refused', () => {
    const tree = treeOf(leaves, 8);
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 60, 8]) {
      expect(includes(tree, { index: wrong, hash: leaves[0] as Buffer }, [])).toBe(false);
      expect(() => inclusionRanges(wrong, 8)).toThrow(RangeError);
    }
    expect(continues({ ...tree, size: 2 ** 60 }, { ...tree, size: 2 ** 61 }, [])).toBe(false);
    expect(() => consistencyRanges(9, 8)).toThrow(RangeError);
  });

  test('of ten million records need some fifty subtrees', () => {
    const [index, size] = [6_543_210, 10_000_000];
    expect(inclusionRanges(index, size)).toHaveLength(24);
    expect(inclusionRanges(index, size).flatMap(subtreesOf).length).toBeLessThan(60);
    expect(consistencyRanges(index, size).flatMap(subtreesOf).length).toBeLessThan(60);
  });
});
