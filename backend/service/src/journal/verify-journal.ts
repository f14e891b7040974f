/** Judges the whole journal as it is stored, at once: records, the chain of each stream, the tree at each seal, and who signed it. */
import { beginChain, type ChainFault, type ChainState, nextInChain } from '@giamsat/proof/chain';
import { parseCheckpointText } from '@giamsat/proof/checkpoint';
import { type HistoricalKey, judgeKeyHistory, keyForSize } from '@giamsat/proof/key-history';
import { growingTree, leafHash } from '@giamsat/proof/merkle';
import { parseNote } from '@giamsat/proof/note';
import { judgeSignature } from '@giamsat/proof/note-signing';
import type { Payload, RecordHead } from '@giamsat/proof/record';
import type { Sql, Tx } from '../platform/sql.ts';
import { CHECKPOINTS } from './checkpoint-key.ts';

export type JournalFault =
  | { kind: ChainFault | 'position-missing' | 'columns-differ'; position: number }
  | { kind: 'root-differs' | 'seal-unreadable' | 'seal-not-signed'; size: number }
  | { kind: 'journal-shorter' | 'key-history-broken' };
export type JournalVerdict = {
  records: number;
  streams: number;
  seals: number;
  /** Records under the newest seal. */
  sealed: number;
  keys: HistoricalKey[];
  /** The first that was found; what follows it was not judged. */
  fault?: JournalFault;
};

const PAGE = 1_000;

/** What is appended meanwhile is not judged. */
export async function verifyJournal(sql: Sql | Tx): Promise<JournalVerdict> {
  const head = await sql.selectFrom('journal_head').select('next_position').executeTakeFirstOrThrow();
  const verdict: JournalVerdict = { records: 0, streams: 0, seals: 0, sealed: 0, keys: [] };
  const fault = (found: JournalFault): JournalVerdict => ({ ...verdict, fault: found });
  const streams = new Map<string, ChainState>();
  const statements: string[] = [];
  const tree = growingTree();
  const seals = await sealsOf(sql, head.next_position);
  if (seals.beyond) return fault({ kind: 'journal-shorter' });

  while (verdict.records < head.next_position) {
    const rows = await sql
      .selectFrom('journal')
      .selectAll()
      .where('position', '>=', verdict.records)
      .where('position', '<', Math.min(verdict.records + PAGE, head.next_position))
      .orderBy('position')
      .execute();
    if (rows.length === 0) return fault({ kind: 'position-missing', position: verdict.records });
    for (const row of rows) {
      const { position, stream, payload, salt } = row;
      if (position !== verdict.records) return fault({ kind: 'position-missing', position: verdict.records });
      const next = nextInChain(streams.get(stream) ?? beginChain(stream), {
        head: row.head,
        hash: row.hash.toString('hex'),
        payload: payload ?? undefined,
        salt: salt ?? undefined,
      });
      if (typeof next === 'string') return fault({ kind: next, position });
      streams.set(stream, next);
      // By the columns a record is found; what they say must be what was hashed.
      const told = JSON.parse(row.head) as RecordHead;
      const same =
        told.position === position && told.seq === row.seq && told.source === row.source && told.id === row.id;
      if (!same) return fault({ kind: 'columns-differ', position });
      if (stream === CHECKPOINTS && payload !== null) {
        const { statement } = (JSON.parse(payload) as Payload).data;
        if (typeof statement === 'string') statements.push(statement);
      }
      tree.add(leafHash(row.hash));
      verdict.records += 1;
      const sealed = seals.roots.get(verdict.records);
      if (sealed && !sealed.equals(tree.root())) return fault({ kind: 'root-differs', size: verdict.records });
    }
  }
  verdict.streams = streams.size;
  const history = judgeKeyHistory(statements);
  if (!history.ok) return fault({ kind: 'key-history-broken' });
  verdict.keys = history.keys;
  for (const { size, root, note: text } of seals.all) {
    const note = parseNote(text);
    const said = note && parseCheckpointText(note.text);
    const key = keyForSize(history.keys, size);
    if (!note || said?.size !== size || !said.root.equals(root)) return fault({ kind: 'seal-unreadable', size });
    if (!key || said.origin !== key.origin || judgeSignature(note, key.key).kind !== 'right')
      return fault({ kind: 'seal-not-signed', size });
    verdict.seals += 1;
    verdict.sealed = size;
  }
  return verdict;
}

async function sealsOf(sql: Sql | Tx, records: number) {
  const all = await sql.selectFrom('checkpoints').select(['size', 'root', 'note']).orderBy('size').execute();
  const here = all.filter(({ size }) => size <= records);
  return { all: here, beyond: here.length < all.length, roots: new Map(here.map(({ size, root }) => [size, root])) };
}
