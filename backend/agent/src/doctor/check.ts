/** Watches one camera for some seconds and reports: nothing of it is written down. */
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { createCamera } from '../capture/camera.ts';
import type { CameraSource } from '../config.ts';
import type { Logger } from '../platform/logger.ts';
import { lookAtMachine } from './capacity.ts';
import { reportOf } from './report.ts';

/** Long enough for two key frames five seconds apart, and for the cost to be measured. */
const WATCH_MS = 13_000;
/** A camera that does not answer is tried twice. */
const TRIES = 2;
const LOOK_EVERY_MS = 200;

export type Checked = { report: CameraCheck; preview?: Uint8Array };

export async function checkCamera(options: {
  source: CameraSource;
  logger: Logger;
  /** Where recordings would be kept: its disk is looked at. */
  folder?: string;
  signal?: AbortSignal;
}): Promise<Checked> {
  const { source, logger, folder = tmpdir(), signal } = options;
  const machine = await lookAtMachine(folder);
  let preview: Uint8Array | undefined;
  let parts = 0;
  const camera = createCamera({
    feed: 'check',
    source,
    clock: { now: Date.now },
    logger,
    listener: {
      init() {},
      part: () => void parts++,
      lost() {},
      thumbnail(jpeg) {
        preview = jpeg;
      },
    },
  });
  const cpu = process.cpuUsage();
  const began = performance.now();
  let runningSince: number | undefined;
  camera.start();
  try {
    for (;;) {
      await sleep(LOOK_EVERY_MS);
      const now = performance.now();
      const health = camera.health();
      if (health.state === 'running') runningSince ??= now;
      else if (health.restarts >= TRIES && parts === 0) break;
      // A password that was refused is not tried again: cameras lock the account.
      if (health.state === 'starting' && health.findings.includes('unauthorised')) break;
      if (now - (runningSince ?? began) > (runningSince === undefined ? 2 * WATCH_MS : WATCH_MS)) break;
      if (signal?.aborted) break;
    }
    const used = process.cpuUsage(cpu);
    const agentPercent = (used.user + used.system) / 10 / (performance.now() - began);
    const report = reportOf({ health: camera.health(), stream: camera.stream(), machine, agentPercent });
    return { report, ...(preview ? { preview } : {}) };
  } finally {
    await camera.stop();
  }
}
