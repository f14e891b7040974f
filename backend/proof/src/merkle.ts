/** The Merkle tree over the whole journal (RFC 9162 §2.1): position n is leaf n. */
import { sha256 } from './sha256.ts';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** `leaf = SHA-256(0x00 ‖ entry)`; the entry of a record is the 32 bytes of its hash. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, entry]));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]));

/** A tree that leaves are added to; its root is asked at any size. */
export function growingTree(): { add(leaf: Uint8Array): void; root(): Buffer } {
  // Complete subtrees from the left, as heights and roots; for a root they are joined from the right.
  const peaks: { height: number; root: Uint8Array }[] = [];
  return {
    add(leaf) {
      let peak = { height: 0, root: leaf };
      for (let last = peaks.at(-1); last && last.height === peak.height; last = peaks.at(-1)) {
        peaks.pop();
        peak = { height: peak.height + 1, root: nodeHash(last.root, peak.root) };
      }
      peaks.push(peak);
    },
    root() {
      const root = peaks.reduceRight<Uint8Array | undefined>(
        (right, peak) => (right ? nodeHash(peak.root, right) : peak.root),
        undefined,
      );
      return root ? Buffer.from(root) : sha256('');
    },
  };
}

/** Root of a tree over these leaves; that of none is the digest of nothing. */
export function treeHash(leaves: readonly Uint8Array[]): Buffer {
  const tree = growingTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}
