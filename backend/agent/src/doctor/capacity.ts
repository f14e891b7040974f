/** How many cameras like this one the machine holds, and for how many hours: out of what was measured. Pure but for the look at it. */
import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { CameraCheck } from '@giamsat/contract/camera/check';

export type Machine = { cores: number; diskFreeBytes: number };

/** The rest is for the clerk's page, for catching up after an outage, for the system. */
const USABLE_CPU = 0.6;
const USABLE_DISK = 0.9;
/** The agent refuses more. */
const MOST_CAMERAS = 64;

export async function lookAtMachine(folder: string): Promise<Machine> {
  const { bavail, bsize } = await statfs(folder);
  return { cores: availableParallelism(), diskFreeBytes: bavail * bsize };
}

/** @param corePercent of one core for one such camera, ffmpeg and agent together; @param kbps of its stream */
export function capacityOf(
  machine: Machine,
  measured: { corePercent: number | undefined; kbps: number | undefined },
): CameraCheck['capacity'] {
  const { cores, diskFreeBytes } = machine;
  const { corePercent, kbps } = measured;
  return {
    cores,
    diskFreeBytes,
    ...(corePercent === undefined || corePercent <= 0
      ? {}
      : { cameras: Math.min(MOST_CAMERAS, Math.floor((cores * 100 * USABLE_CPU) / corePercent)) }),
    ...(kbps === undefined || kbps <= 0
      ? {}
      : { hours: Math.round((diskFreeBytes * USABLE_DISK) / (kbps * 125 * 3600)) }),
  };
}
