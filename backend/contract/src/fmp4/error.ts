/** The one error of the MP4 reader: what is wrong with the bytes, and where. */

export const MP4_FAULTS = [
  /** A field or box goes on behind the end of what holds it. */
  'truncated',
  /** A box whose size is smaller than its header, or larger than its parent. */
  'box-size',
  'box-missing',
  'unexpected-box',
  /** More boxes, tracks or samples than any camera makes. */
  'too-many',
  'too-large',
  'value',
] as const;
export type Mp4Fault = (typeof MP4_FAULTS)[number];

export class Mp4Error extends Error {
  readonly fault: Mp4Fault;
  /** Offset in bytes from the beginning of what was read. */
  readonly at: number;

  constructor(fault: Mp4Fault, message: string, at = 0) {
    super(message);
    this.name = 'Mp4Error';
    this.fault = fault;
    this.at = at;
  }
}
