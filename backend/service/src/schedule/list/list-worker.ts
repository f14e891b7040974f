/** The thread that reads one list: a file that somebody made to be slow holds up nobody. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ListRefusal } from '@giamsat/contract/wire/schedule';
import { type List, readList } from './read-list.ts';
import { Refused } from './refusal.ts';

export type ListAsked = { bytes: Uint8Array; today: string };
export type ListAnswer = { list: List } | { refused: ListRefusal };

const { bytes, today } = workerData as ListAsked;
function answer(): ListAnswer {
  try {
    return { list: readList(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), today) };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    throw error;
  }
}
parentPort?.postMessage(answer());
