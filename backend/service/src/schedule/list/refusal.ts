/** A file that is refused as a whole, with the reason that its sender is told in words. */
import type { ListRefusal } from '@giamsat/contract/wire/schedule';

export class Refused extends Error {
  readonly code: ListRefusal;
  constructor(code: ListRefusal) {
    super(code);
    this.code = code;
  }
}
