/** What the making of any export has: where its bytes go, who asks, and a step after each piece, which ends it where it must not go on. */
import type { Viewer } from '../../access/viewer.ts';
import type { ExportHolds } from '../../platform/export-tables.ts';
import type { ExportRow } from './store.ts';

export type Making = {
  row: ExportRow;
  viewer: Viewer;
  append(bytes: Uint8Array): Promise<void>;
  patch(at: number, bytes: Uint8Array): Promise<void>;
  /** Once it is known how much it will be, and what it will hold. @throws ExportEnd where there is no room for it. */
  planned(bytes: number, holds: ExportHolds): Promise<void>;
};
