/** A question to search, and what is found. */
import type { SearchLinesTable } from '../platform/search-tables.ts';
import type { Item } from './query.ts';

/** What is asked, read already. Days of Ho Chi Minh City, both inclusive. */
export type Question = {
  items: readonly Item[];
  courts?: readonly string[] | undefined;
  type?: string | undefined;
  stage?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** A name among the people of the case. */
  person?: readonly Item[] | undefined;
  gap?: boolean | undefined;
  flag?: boolean | undefined;
  correction?: boolean | undefined;
  kind?: 'case';
  /** Of notes: then notes alone are looked for. */
  tag?: string | undefined;
  /** The last hit of the page before. */
  after?: { atMs: number; key: number } | undefined;
  limit: number;
};
/** A line, a case, or a note: `ref` is then its id, and `author` who wrote it. */
export type Found = Omit<SearchLinesTable, 'words' | 'kind'> & {
  kind: SearchLinesTable['kind'] | 'note';
  author?: string;
};
