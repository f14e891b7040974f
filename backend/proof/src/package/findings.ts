/** What can be wrong with a package: one closed list, each with the place that it is about. */

export const FINDING_CODES = [
  'archive-truncated',
  'archive-form',
  'file-compressed',
  'file-twice',
  'file-missing',
  'file-added',
  'file-moved',
  'file-changed',
  'manifest-unreadable',
  'statement-unreadable',
  'statement-differs',
  'statement-unsigned',
  'keys-broken',
  'key-unknown',
  'checkpoint-unsigned',
  'line-changed',
  'line-missing',
  'line-added',
  'line-twice',
  'line-moved',
  'line-unsealed',
  'init-changed',
  'index-changed',
  'segment-changed',
  'segment-missing',
  'segment-added',
  'segment-twice',
  'segment-moved',
  'segment-unlike-stated',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export type Place = {
  path?: string;
  /** From 1, as an editor counts. */
  line?: number;
  /** Within the stream, from 0. */
  seq?: number;
  /** Of a line: what happened when, where that can still be read. */
  type?: string;
  time?: string;
  /** Of a picture. RFC 3339. */
  feed?: string;
  from?: string;
  to?: string;
};
export type Finding = Place & { code: FindingCode };

export const finding = (code: FindingCode, place: Place = {}): Finding => ({ code, ...place });
