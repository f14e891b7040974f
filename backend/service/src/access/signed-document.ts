/** The signed document of an authorisation as it arrives: what it is, told by its first bytes alone, and its digest. */
import { createHash } from 'node:crypto';
import type { DocumentType } from '@giamsat/contract/wire/authorisations';

/** PDF: ISO 32000-1 §7.5.2; PNG: W3C PNG §5.2; JPEG: ITU-T T.81, SOI and the marker that follows. */
const BEGINNINGS: readonly [DocumentType, Buffer][] = [
  ['application/pdf', Buffer.from('%PDF-')],
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
];

/** Undefined: none of the three. What the sender calls it does not count. */
export const documentTypeOf = (content: Buffer): DocumentType | undefined =>
  BEGINNINGS.find(([, beginning]) => content.subarray(0, beginning.length).equals(beginning))?.[0];

/** SHA-256, hex. */
export const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
