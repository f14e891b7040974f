/** How long a camera is waited for: until its first part, until it counts as standing still, before it is asked again. Pure. */
import type { ConnectionFinding } from '@giamsat/contract/camera/finding';
import type { CameraSource } from '../config.ts';
import { backoffMs } from '../platform/retry.ts';

/** A camera that is asked may take so long to answer; one that calls us is waited for. */
export const FIRST_PART_MS: Readonly<Record<CameraSource['kind'], number>> = {
  rtsp: 10_000,
  file: 10_000,
  'rtmp-listen': 60_000,
  'rtsp-listen': 60_000,
};

const STALLED_MS = 1_500;
/** Where beginning again did not help, the camera or a busy machine is given more time: an encoder's start costs more than to wait. */
const MOST_PATIENCE_MS = 12_000;

/** @param stillInARow runs that stood still before they had worked for a while. */
export const stalledAfterMs = (stillInARow: number): number =>
  Math.min(MOST_PATIENCE_MS, STALLED_MS * 2 ** stillInARow);

/** Cameras lock an account after a few wrong passwords. */
const AFTER_REFUSED_PASSWORD_MS = 60_000;

/** A camera that gives nothing to judge it by is not begun again without a pause. */
const ORDER_OPEN_MS = 10_000;

/** @param failures runs in a row that gave nothing. */
export function waitBeforeNext(
  kind: CameraSource['kind'],
  why: ConnectionFinding | 'frames-out-of-order' | undefined,
  failures: number,
): number {
  if (why === 'frames-out-of-order') return ORDER_OPEN_MS;
  // A camera that pushes finds a closed door until we listen again, and gives it another try only after a while: so that is done at once.
  if (kind === 'rtmp-listen' || kind === 'rtsp-listen') return failures === 0 ? 20 : 200;
  return why === 'unauthorised' ? AFTER_REFUSED_PASSWORD_MS : backoffMs(failures, 150, 10_000);
}
