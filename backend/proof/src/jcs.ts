/** Canonical JSON (RFC 8785): one text for one value, so that a digest means the value. */
import canonicalize from 'canonicalize';

/**
 * Absent (`undefined`) members are left out.
 * @throws Error on what JSON cannot carry faithfully: NaN, infinities, lone surrogates, nothing at all.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('There is no value to write.');
  return text;
}
