/** The tables of search as Kysely sees them. */

export interface SearchHearingsTable {
  hearing: string;
  version: number;
  court: string;
  case_type: string | null;
  apart: boolean;
}
export interface SearchLinesTable {
  hearing: string;
  key: number;
  told: boolean;
  kind: 'case' | 'line';
  ref: string | null;
  at_ms: number;
  stage: string | null;
  text: string;
  flags: string[];
  corrected: boolean;
  /** A tsvector in its text form. */
  words: string;
}
export interface AbbreviationsTable {
  short: string;
  words: string;
}

export interface SearchTables {
  search_hearings: SearchHearingsTable;
  search_lines: SearchLinesTable;
  abbreviations: AbbreviationsTable;
}
