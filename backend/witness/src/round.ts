/** One round of a witness: fetch the newest seal, judge it, keep it, countersign it. Whatever contradicts what was kept is refused for good. */
import type { Seals } from '@giamsat/contract/wire/seals';
import { parseCheckpointText } from '@giamsat/proof/checkpoint';
import { judgeKeyHistory, keyForSize } from '@giamsat/proof/key-history';
import { continues } from '@giamsat/proof/merkle-proof';
import { noteOf, parseNote, parseVerifierKey } from '@giamsat/proof/note';
import { judgeSignature, type NoteSigner } from '@giamsat/proof/note-signing';
import type { Kept } from './kept.ts';

/** The service as a witness sees it; each call throws where nobody answers as the service should. */
export type WitnessedService = {
  seals(): Promise<Pick<Seals, 'checkpoint' | 'keys'>>;
  /** The path in hex. */
  consistency(from: number, to: number): Promise<string[]>;
  handIn(note: string): Promise<void>;
};

export type Round =
  | { kind: 'countersigned' | 'unchanged'; size: number }
  | { kind: 'nothing-sealed' }
  | { kind: 'refused'; why: RefusalReason };

export type RefusalReason =
  | 'unreadable'
  | 'keys-broken'
  | 'key-unknown'
  | 'key-not-proved'
  | 'signature-wrong'
  | 'other-journal'
  | 'shorter'
  | 'forked'
  | 'refused-before';

const MENDABLE: readonly RefusalReason[] = ['key-unknown', 'key-not-proved'];

export async function witnessRound(deps: {
  service: WitnessedService;
  kept: Kept;
  signer: NoteSigner;
  serviceKey: string;
  now: () => number;
}): Promise<Round> {
  const { service, kept, signer } = deps;
  if (kept.refusal()) return { kind: 'refused', why: 'refused-before' };
  const seen = await service.seals();
  if (!seen.checkpoint) return { kind: 'nothing-sealed' };
  const before = kept.newest();

  /** For good, with what was seen as evidence; what can be mended in the witness's own file is only said. */
  const refuse = (why: RefusalReason): Round => {
    if (MENDABLE.includes(why)) return { kind: 'refused', why };
    kept.refuse({ at: new Date(deps.now()).toISOString(), why, kept: before?.note, seen });
    return { kind: 'refused', why };
  };

  const note = parseNote(seen.checkpoint.note);
  const checkpoint = note && parseCheckpointText(note.text);
  if (!note || !checkpoint) return refuse('unreadable');
  const fault = wrongKey(seen.keys, deps.serviceKey, checkpoint.size);
  if (typeof fault === 'string') return refuse(fault);
  if (checkpoint.origin !== fault.origin) return refuse('other-journal');
  if (judgeSignature(note, fault.key).kind !== 'right') return refuse('signature-wrong');

  if (before) {
    if (before.origin !== checkpoint.origin) return refuse('other-journal');
    if (checkpoint.size < before.size) return refuse('shorter');
    // Between asking for the two the service may have been asked by nobody else: sizes are named, so the answer is of these very trees.
    const path = checkpoint.size === before.size ? [] : await service.consistency(before.size, checkpoint.size);
    if (
      !continues(
        before,
        checkpoint,
        path.map((hash) => Buffer.from(hash, 'hex')),
      )
    )
      return refuse('forked');
  }

  // Kept before it is signed: whatever happens, no other tree of this size is ever signed.
  const unchanged = before?.size === checkpoint.size;
  if (!unchanged) kept.keep(noteOf({ ...note, signatures: note.signatures.slice(0, 1) }));
  const cosigned = noteOf({ text: note.text, signatures: [signer.sign(note.text, deps.now())] });
  if (!unchanged || !note.signatures.some(({ keyId }) => keyId === signer.key.keyId)) await service.handIn(cosigned);
  return { kind: unchanged ? 'unchanged' : 'countersigned', size: checkpoint.size };
}

/** The key that has to have signed; or why it cannot be relied on. A key that came after the known one is taken if each before it signed it. */
function wrongKey(notes: readonly string[], known: string, size: number) {
  const verdict = judgeKeyHistory(notes);
  if (!verdict.ok) return 'keys-broken';
  const trusted = parseVerifierKey(known);
  const at = verdict.keys.findIndex(({ key }) => trusted?.publicKey.equals(key.publicKey));
  if (at < 0) return 'key-unknown';
  const signer = keyForSize(verdict.keys, size);
  if (!signer || signer.number < at) return 'key-unknown';
  return verdict.keys.slice(at + 1, signer.number + 1).every(({ proved }) => proved) ? signer : 'key-not-proved';
}
