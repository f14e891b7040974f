/** Why the making of an export ends without a file. */
import type { ExportReason } from '@giamsat/contract/wire/exports';
import type { Segment } from './sources.ts';

export class ExportEnd extends Error {
  readonly state: 'failed' | 'cancelled';
  readonly reason: ExportReason;
  constructor(state: 'failed' | 'cancelled', reason: ExportReason) {
    super(`export ${state}: ${reason}`);
    this.state = state;
    this.reason = reason;
  }
}

/** A segment on the disk is not what it was when it came: it is left out, and the file begun anew. */
export class DamagedSegment extends Error {
  readonly segment: Segment;
  constructor(segment: Segment) {
    super('a segment is not what its row says');
    this.segment = segment;
  }
}
