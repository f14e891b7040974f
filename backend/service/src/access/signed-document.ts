/** The signed document of an authorisation: what it is, told by its first bytes alone, its digest, and how it is kept. */
import { createHash } from 'node:crypto';
import { type DocumentType, MAX_DOCUMENTS, MAX_DOCUMENTS_BYTES } from '@giamsat/contract/wire/authorisations';
import { DomainError } from '../platform/errors.ts';
import type { Tx } from '../platform/sql.ts';

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

/**
 * With an authorisation that is locked. Whatever was attached stays, so that a draft which is signed again and again has an end.
 * @throws DomainError `unprocessable`
 */
export async function keepDocument(
  tx: Tx,
  by: { id: string; login: string; at: string },
  { sha256, mediaType, content }: { sha256: string; mediaType: DocumentType; content: Buffer },
): Promise<void> {
  const others = await tx
    .selectFrom('authorisation_documents')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>(fn('octet_length', ['content'])).as('bytes'),
    ])
    .where('authorisation', '=', by.id)
    .where('sha256', '!=', sha256)
    .executeTakeFirstOrThrow();
  if (Number(others.count) >= MAX_DOCUMENTS || Number(others.bytes ?? 0) + content.length > MAX_DOCUMENTS_BYTES) {
    throw new DomainError('unprocessable', {
      detail: `One authorisation has at most ${MAX_DOCUMENTS} documents of ${MAX_DOCUMENTS_BYTES / 1024 ** 2} MiB in all, earlier ones included.`,
      field: '/attachment',
    });
  }
  await tx
    .insertInto('authorisation_documents')
    .values({
      authorisation: by.id,
      sha256,
      media_type: mediaType,
      content,
      attached_by: by.login,
      attached_at: by.at,
    })
    .onConflict((conflict) => conflict.columns(['authorisation', 'sha256']).doNothing())
    .execute();
}
