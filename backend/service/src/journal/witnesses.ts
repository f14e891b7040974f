/** Second parties that keep checkpoints and countersign them: known by their keys, which stand in the configuration and not in the database. */
import { parseCheckpointText } from '@giamsat/proof/checkpoint';
import { type Note, parseNote, signatureLine, type VerifierKey } from '@giamsat/proof/note';
import { judgeSignature } from '@giamsat/proof/note-signing';
import { witnessRequestText } from '@giamsat/proof/witness-request';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';

/** How far a witness's clock may be from ours. */
const CLOCK_MS = 300_000;

export type Cosignature = { witness: string; size: number; signedAt: string; line: string };
export type Witnesses = {
  /** Whether the header's note was signed a moment ago by a registered witness of this journal. */
  speaks(authorization: string | undefined): boolean;
  /** Keeps the countersignatures on a checkpoint of ours. @throws DomainError `invalid` for anything else, with its field */
  keep(note: string): Promise<void>;
  /** The newest of each registered witness, newest first; of a checkpoint of that size, where it is given. */
  newest(size?: number): Promise<Cosignature[]>;
  registered: readonly VerifierKey[];
};

export function createWitnesses({
  sql,
  clock,
  keys,
}: {
  sql: Sql;
  clock: Clock;
  keys: readonly VerifierKey[];
}): Witnesses {
  /** Those that signed rightly, and when, in milliseconds. */
  const signersOf = (note: Note) =>
    keys.flatMap((key) => {
      const verdict = judgeSignature(note, key);
      return verdict.kind === 'right' ? [{ key, atMs: (verdict.seconds ?? 0) * 1000 }] : [];
    });

  return {
    registered: keys,
    speaks(authorization) {
      const [, encoded] = /^Witness ([A-Za-z0-9+/]{1,2000}={0,2})$/.exec(authorization ?? '') ?? [];
      const note = encoded === undefined ? undefined : parseNote(Buffer.from(encoded, 'base64').toString('utf8'));
      if (note?.text !== witnessRequestText()) return false;
      return signersOf(note).some(({ atMs }) => Math.abs(clock.now() - atMs) <= CLOCK_MS);
    },
    async keep(text) {
      const wrong = (detail: string) => new DomainError('invalid', { detail, field: '/note' });
      const note = parseNote(text);
      const checkpoint = note && parseCheckpointText(note.text);
      if (!note || !checkpoint) throw wrong('not a signed checkpoint');
      const stored = await sql
        .selectFrom('checkpoints')
        .select('note')
        .where('size', '=', checkpoint.size)
        .executeTakeFirst();
      if (parseNote(stored?.note ?? '')?.text !== note.text) throw wrong('not a checkpoint of this journal');
      const signers = signersOf(note).filter(({ atMs }) => atMs <= clock.now() + CLOCK_MS);
      if (signers.length === 0) throw wrong('not countersigned by a registered witness');
      await sql
        .insertInto('cosignatures')
        .values(
          signers.map(({ key, atMs }) => ({
            size: checkpoint.size,
            witness: key.name,
            key_id: key.keyId,
            line: note.signatures
              .filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
              .slice(0, 1)
              .map(signatureLine)
              .join(''),
            signed_at: rfc3339(atMs),
            received_at: rfc3339(clock.now()),
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async newest(size) {
      const found = await Promise.all(
        keys.map(({ name, keyId }) => {
          let rows = sql
            .selectFrom('cosignatures')
            .select(['witness', 'size', 'signed_at as signedAt', 'line'])
            .where('witness', '=', name)
            .where('key_id', '=', keyId)
            .orderBy('size', 'desc')
            .limit(1);
          if (size !== undefined) rows = rows.where('size', '=', size);
          return rows.executeTakeFirst();
        }),
      );
      return found.filter((one) => one !== undefined).sort((a, b) => b.size - a.size);
    },
  };
}
