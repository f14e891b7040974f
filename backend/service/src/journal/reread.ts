/** Reads the journal anew, slowly, and compares each record with its hash and all of them with the tree that was sealed. */
import { setTimeout as pause } from 'node:timers/promises';
import { leafHash, treeHash } from '@giamsat/proof/merkle';
import { payloadDigest, type RecordHead, recordHash } from '@giamsat/proof/record';
import type { Sql } from '../platform/sql.ts';
import { TILE } from './tree.ts';

/** It takes a fifth of the time, and leaves the rest to whoever writes. */
const REST = 4;

export type RereadFault = { kind: 'record-differs' | 'subtree-differs'; position: number };

/** What is beyond the last complete row is compared by each seal. Undefined: all is as it was, or it was asked to stop. */
export async function rereadJournal(sql: Sql, signal: AbortSignal): Promise<RereadFault | undefined> {
  for (let index = 0; !signal.aborted; index++) {
    const began = performance.now();
    const rows = await sql
      .selectFrom('journal')
      .select(['position', 'head', 'hash', 'payload', 'salt'])
      .where('position', '>=', index * TILE)
      .where('position', '<', (index + 1) * TILE)
      .orderBy('position')
      .execute();
    for (const [n, row] of rows.entries()) {
      if (row.position !== index * TILE + n || !isWhole(row))
        return { kind: 'record-differs', position: index * TILE + n };
    }
    const stored = await sql
      .selectFrom('journal_tree')
      .select('hash')
      .where('band', '=', 1)
      .where('index', '=', index)
      .executeTakeFirst();
    if (!stored) return undefined;
    if (rows.length < TILE) return { kind: 'record-differs', position: index * TILE + rows.length };
    if (!stored.hash.equals(treeHash(rows.map(({ hash }) => leafHash(hash))))) {
      return { kind: 'subtree-differs', position: index * TILE };
    }
    await pause((performance.now() - began) * REST, undefined, { signal, ref: false }).catch(() => {});
  }
  return undefined;
}

type StoredRecord = { position: number; head: string; hash: Buffer; payload: string | null; salt: Buffer | null };

/** A payload that was withheld is not there to be compared. */
function isWhole({ position, head, hash, payload, salt }: StoredRecord): boolean {
  if (recordHash(head) !== hash.toString('hex')) return false;
  const told = JSON.parse(head) as RecordHead;
  if (told.position !== position) return false;
  return payload === null || salt === null || payloadDigest(salt, payload) === told.payloadDigest;
}
