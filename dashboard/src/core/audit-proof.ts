/** Has the audit's chain judged, stretch after stretch, to its end or to where it breaks. */
import type { AuditProof } from '@giamsat/contract/wire/admin';
import type { Api } from './api.ts';

/** `onProgress` hears of each stretch. @throws what the call throws, also when `signal` stops it. */
export async function proveAudit(
  api: Pick<Api, 'get'>,
  onProgress: (proof: AuditProof) => void,
  signal: AbortSignal,
): Promise<AuditProof> {
  for (let from = 1; ; ) {
    const proof = await api.get<AuditProof>('/audit/proof', { from }, signal);
    signal.throwIfAborted();
    onProgress(proof);
    if (proof.next === undefined) return proof;
    from = proof.next;
  }
}
