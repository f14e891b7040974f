/**
 * The audit's chain, judged: each entry whole, hashed with its number and the hash before it.
 *
 *   hash = SHA-256( JCS({ v: 1, number, prevHash, entry }) )
 *
 * Unlike the journal's there is one chain over everything, and nothing in it is ever withheld.
 */
import { canonicalJson } from './jcs.ts';
import { NO_PREVIOUS_HASH } from './record.ts';
import { sha256Hex } from './sha256.ts';

const AUDIT_VERSION = 1;

/** The entry as it is read back; members that are null or absent are left out, so that a column that comes later changes no hash. */
export type AuditContent = Readonly<Record<string, unknown>>;

export function auditHash(number: number, prevHash: string, entry: AuditContent): string {
  const given = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
  return sha256Hex(canonicalJson({ v: AUDIT_VERSION, number, prevHash, entry: given }));
}

/** A link as it is stored, with the entry that it names, where that is there. */
export type AuditLink = { number: number; prevHash: string; hash: string; entry: AuditContent | undefined };
export type AuditLinkFault = 'number-missing' | 'entry-missing' | 'hash-differs' | 'prev-hash-differs';
export type AuditChainState = { number: number; hash: string };

export const beginAuditChain = (): AuditChainState => ({ number: 0, hash: NO_PREVIOUS_HASH });

/** The state after one more link, or what is wrong at the number after the state's. */
export function nextInAuditChain(state: AuditChainState, link: AuditLink): AuditChainState | AuditLinkFault {
  if (link.number !== state.number + 1) return 'number-missing';
  if (link.entry === undefined) return 'entry-missing';
  if (auditHash(link.number, link.prevHash, link.entry) !== link.hash) return 'hash-differs';
  if (link.prevHash !== state.hash) return 'prev-hash-differs';
  return { number: link.number, hash: link.hash };
}
