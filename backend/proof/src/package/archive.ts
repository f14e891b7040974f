/** Judges a package as it came: the archive, and what it holds. */
import type { RandomAccess } from './source.ts';
import { type Verdict, type VerifyOptions, verifyPackage } from './verify.ts';
import { openZip } from './zip-reading.ts';

const NOTHING: Verdict = {
  ok: false,
  findings: [],
  lines: { told: 0, withheld: 0, sealed: 0 },
  pictures: { segments: 0, durationMs: 0, unstated: 0 },
  removed: [],
};

export async function verifyArchive(file: RandomAccess, options: VerifyOptions): Promise<Verdict> {
  const { source, findings } = await openZip(file);
  const verdict = source ? await verifyPackage(source, options) : NOTHING;
  return { ...verdict, ok: verdict.ok && findings.length === 0, findings: [...findings, ...verdict.findings] };
}
