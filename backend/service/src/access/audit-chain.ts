/** The audit's chain in its tables: entries are written with their links under the lock of its end, and judged as they are stored. */
import type { AuditProof } from '@giamsat/contract/wire/admin';
import { type AuditContent, auditHash, beginAuditChain, nextInAuditChain } from '@giamsat/proof/audit-chain';
import type { Insertable } from 'kysely';
import type { AuditEntriesTable } from '../platform/audit-tables.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';

/** Read at once, so that judging a long chain holds up nothing else. */
const PAGE = 500;

type Linkable = AuditContent & { id: number };
type End = { number: number; hash: string };

async function lockEnd(tx: Tx): Promise<End> {
  const row = await tx.selectFrom('audit_head').select(['number', 'hash']).forUpdate().executeTakeFirstOrThrow();
  return { number: row.number, hash: row.hash.toString('hex') };
}

/** The end after these entries, which were written already. */
async function link(tx: Tx, end: End, entries: readonly Linkable[]): Promise<End> {
  let { number, hash } = end;
  const links = entries.map((entry) => {
    const prevHash = hash;
    number += 1;
    hash = auditHash(number, prevHash, entry);
    return { number, entry: entry.id, prev_hash: Buffer.from(prevHash, 'hex'), hash: Buffer.from(hash, 'hex') };
  });
  if (links.length === 0) return end;
  await tx.insertInto('audit_chain').values(links).execute();
  await tx
    .updateTable('audit_head')
    .set({ number, hash: Buffer.from(hash, 'hex') })
    .execute();
  return { number, hash };
}

/**
 * Writes entries and their links; of a look only the first line of each kind counts, on whatever node.
 * The chain's lock lasts until the transaction ends: let it be the last statement, so that nobody waits for what comes after,
 * and no two transactions take it and another lock in different orders.
 */
export async function appendAudit(tx: Tx, rows: readonly Insertable<AuditEntriesTable>[]): Promise<void> {
  const end = await lockEnd(tx);
  const entries = await tx
    .insertInto('audit_entries')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['look', 'kind']).where('look', 'is not', null).doNothing())
    .returningAll()
    .execute();
  await link(tx, end, entries);
}

/** Links, once, what was written before there was a chain; afterwards the database takes no entry without its link. */
export async function linkEarlierEntries(sql: Sql): Promise<void> {
  await sql.transaction().execute(async (tx) => {
    let end = await lockEnd(tx);
    if (end.number > 0) return;
    for (let after = 0; ; ) {
      const entries = await tx
        .selectFrom('audit_entries')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      const last = entries.at(-1);
      if (!last) return;
      end = await link(tx, end, entries);
      after = last.id;
    }
  });
}

/**
 * Judges up to `limit` links from number `from` on; of one moment, so that what is being appended meanwhile breaks nothing.
 * @throws DomainError `invalid` when the chain ends before `from`.
 */
export async function proveAudit(sql: Sql, { from, limit }: { from: number; limit: number }): Promise<AuditProof> {
  return sql
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const end = await tx.selectFrom('audit_head').select(['number', 'hash']).executeTakeFirstOrThrow();
      const of = end.number;
      if (from > of + 1) throw new DomainError('invalid', { detail: 'The chain is shorter.', field: '/query/from' });
      let state = beginAuditChain();
      if (from > 1) {
        const before = await tx
          .selectFrom('audit_chain')
          .select('hash')
          .where('number', '=', from - 1)
          .executeTakeFirst();
        if (!before) {
          return { through: 0, of, hash: state.hash, fault: { kind: 'number-missing', number: from - 1 } };
        }
        state = { number: from - 1, hash: before.hash.toString('hex') };
      }
      const answer = (more: Pick<AuditProof, 'fault' | 'next'>): AuditProof => ({
        through: state.number,
        of,
        hash: state.hash,
        ...more,
      });

      for (let left = limit; left > 0; ) {
        const rows = await tx
          .selectFrom('audit_chain as c')
          .leftJoin('audit_entries as e', 'e.id', 'c.entry')
          .selectAll('e')
          .select(['c.number', 'c.entry', 'c.prev_hash', 'c.hash'])
          .where('c.number', '>', state.number)
          .orderBy('c.number')
          .limit(Math.min(PAGE, left))
          .execute();
        for (const { number, entry, prev_hash, hash, ...content } of rows) {
          const next = nextInAuditChain(state, {
            number,
            prevHash: prev_hash.toString('hex'),
            hash: hash.toString('hex'),
            entry: content.id === null ? undefined : content,
          });
          if (typeof next === 'string') {
            const named = next === 'number-missing' ? {} : { entry };
            return answer({ fault: { kind: next, number: state.number + 1, ...named } });
          }
          state = next;
        }
        left -= rows.length;
        if (rows.length === 0) break;
      }
      if (state.number < of) {
        const more = await tx
          .selectFrom('audit_chain')
          .select('number')
          .where('number', '=', state.number + 1)
          .executeTakeFirst();
        if (more) return answer({ next: state.number + 1 });
        return answer({ fault: { kind: 'number-missing', number: state.number + 1 } });
      }
      if (state.number > of || state.hash !== end.hash.toString('hex')) {
        return answer({ fault: { kind: 'end-differs', number: of } });
      }
      const unlinked = await tx
        .selectFrom('audit_entries as e')
        .select('e.id')
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('audit_chain as c').select('c.number').whereRef('c.entry', '=', 'e.id'))),
        )
        .orderBy('e.id')
        .limit(1)
        .executeTakeFirst();
      return answer(unlinked ? { fault: { kind: 'entry-unlinked', entry: unlinked.id } } : {});
    });
}
