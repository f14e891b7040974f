import { leafHash, treeHash } from '@giamsat/proof/merkle';
import { continues, includes } from '@giamsat/proof/merkle-proof';
import { sql as query } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Sql } from '../platform/sql.ts';
import { withDatabase } from '../testing/database.ts';
import { extendTree, proveConsistency, proveInclusion, rootOf } from './tree.ts';

/** More than one complete subtree of the second band. */
const COUNT = 66_000;
const database = withDatabase();

/** Records whose hash is all that counts here. */
async function fill(sql: Sql): Promise<Buffer[]> {
  await query`
    insert into journal (position, stream, seq, source, id, hash, head)
    select n, 'hearings/x', n, '/service', n::text, sha256(n::text::bytea), '{}' from generate_series(0, ${COUNT - 1}::int) n`.execute(
    sql,
  );
  const rows = await sql.selectFrom('journal').select('hash').orderBy('position').execute();
  return rows.map(({ hash }) => leafHash(hash));
}
const extend = async (sql: Sql, size: number) => {
  let rounds = 0;
  while (!(await sql.transaction().execute((tx) => extendTree(tx, size)))) rounds += 1;
  return rounds;
};

describe('the stored tree', () => {
  test('has the roots of the one over all leaves, in whatever steps it grew, and proves every place', async () => {
    const { sql } = database;
    const leaves = await fill(sql);
    expect(await rootOf(sql, 0)).toEqual(treeHash([]));
    const roots = new Map<number, Buffer>();
    for (const size of [1, 2, 255, 256, 257, 700, 65_535, 65_536, 65_537, COUNT]) {
      await extend(sql, size);
      const root = await rootOf(sql, size);
      expect(root, `${size}`).toEqual(treeHash(leaves.slice(0, size)));
      roots.set(size, root);
    }
    const { rows } = await query<{ band: number; count: number }>`
      select band, count(*)::int as count from journal_tree group by band order by band`.execute(sql);
    expect(rows).toEqual([
      { band: 1, count: 257 },
      { band: 2, count: 1 },
    ]);

    for (const [size, root] of roots) {
      const positions = [...new Set([0, 1, size >> 1, size - 2, size - 1])].filter((n) => n >= 0 && n < size);
      for (const { position, leaf, path } of await proveInclusion(sql, size, positions)) {
        expect(leaf).toEqual(leaves[position]);
        expect(includes({ size, root }, { index: position, hash: leaf }, path), `${position} of ${size}`).toBe(true);
      }
      for (const [old, before] of roots) {
        if (old > size) continue;
        const path = await proveConsistency(sql, old, size);
        expect(continues({ size: old, root: before }, { size, root }, path), `${old} of ${size}`).toBe(true);
      }
    }
    await expect(proveInclusion(sql, 10, [10])).rejects.toThrow(RangeError);
    await expect(proveConsistency(sql, 11, 10)).rejects.toThrow(RangeError);
  });

  test('of a journal from before there were seals is made in steps', async () => {
    const { sql } = database;
    await query`alter table journal_tree disable trigger all`.execute(sql);
    await query`delete from journal_tree`.execute(sql);
    await query`alter table journal_tree enable trigger all`.execute(sql);
    expect(await extend(sql, COUNT)).toBe(1);
    const leaves = (await sql.selectFrom('journal').select('hash').orderBy('position').execute()).map(({ hash }) =>
      leafHash(hash),
    );
    expect(await rootOf(sql, COUNT)).toEqual(treeHash(leaves));
  });
});
