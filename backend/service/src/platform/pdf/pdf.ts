/** A4 pages for keeping and signing: content in, PDF out, set by a thread of its own so that nothing live waits for it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Content } from 'pdfmake';
import { DomainError } from '../errors.ts';

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

/** A course of thousands of lines takes some seconds. */
const LIMIT_MS = 60_000;
const MAX_WAITING = 20;
const MEMORY_MB = 384;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/** One after the other, in the order of asking. @throws DomainError `unavailable` where too many wait, Error where it cannot be set */
export function renderPdf(document: PdfDocument): Promise<Buffer> {
  if (waiting >= MAX_WAITING) throw new DomainError('unavailable', { retryAfter: 5 });
  waiting += 1;
  const mine = last
    .then(() => inThread(document))
    .finally(() => {
      waiting -= 1;
    });
  last = mine.catch(() => {});
  return mine;
}

async function inThread(document: PdfDocument): Promise<Buffer> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    workerData: document,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  try {
    const [pdf] = (await once(worker, 'message', { signal: AbortSignal.timeout(LIMIT_MS) })) as [Uint8Array];
    return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  } finally {
    await worker.terminate();
  }
}
