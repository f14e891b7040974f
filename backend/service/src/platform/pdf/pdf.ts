/** A4 pages for keeping and signing: content in, PDF out, set by a thread of its own so that nothing live waits for it. */
import type { Content } from 'pdfmake';
import { createApart } from '../apart.ts';

/** What is printed; plain data, because it goes to another thread: no functions in it. Texts are texts, never markup. */
export type PdfDocument = {
  /** In the window of whoever reads it, and in the file's own description. */
  title: string;
  language: 'vi' | 'en';
  /** At the foot of each page, left of its number: who printed what, when. */
  foot: string;
  landscape?: boolean;
  /** Styles `h1`, `h2`, `small` and `quiet`, and the table layout `form`, are there; everything else is pdfmake's own. */
  content: Content;
};
export type { Content };

const set = createApart<PdfDocument, Uint8Array>({
  module: new URL('./pdf-worker.ts', import.meta.url),
  // A course of thousands of lines takes some seconds.
  limitMs: 60_000,
  memoryMb: 384,
  maxWaiting: 20,
});

/** One after the other, in the order of asking. @throws DomainError `unavailable` where too many wait, Error where it cannot be set */
export async function renderPdf(document: PdfDocument): Promise<Buffer> {
  const pdf = await set(document);
  return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
}
