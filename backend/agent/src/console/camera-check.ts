/** The technician's check on the console: of a camera that runs, out of what is known; of another one, by watching it for a while. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import type { Agent } from '../agent.ts';
import { lookAtMachine } from '../doctor/capacity.ts';
import { checkCamera } from '../doctor/check.ts';
import { reportOf } from '../doctor/report.ts';
import { createLogger } from '../platform/logger.ts';
import { ConsoleError } from './problems.ts';

export type CameraChecks = {
  /** @throws {ConsoleError} `not-found` */
  running(feed: string): Promise<CameraCheck>;
  /** `preview`: a JPEG as data URL. @throws {ConsoleError} `conflict` while another check runs */
  other(url: string): Promise<{ check: CameraCheck; preview?: string }>;
  close(): void;
};

export function createCameraChecks(agent: Agent): CameraChecks {
  const { units, config } = agent;
  const closing = new AbortController();
  let busy = false;
  /** An address may be that of a camera in a room that is cut: while anybody sits here, no picture is shown by this way. */
  const nobodySits = (): boolean => units.every(({ recorder }) => recorder.verdict().state === 'off');
  return {
    async running(feed) {
      const unit = units.find((one) => one.feed === feed);
      if (!unit) throw new ConsoleError('not-found');
      const machine = await lookAtMachine(config.dataDir);
      return reportOf({ health: unit.camera.health(), stream: unit.camera.stream(), machine });
    },
    async other(url) {
      if (busy) throw new ConsoleError('conflict', 'another camera is being checked');
      busy = true;
      const offBefore = nobodySits();
      try {
        const { report, preview } = await checkCamera({
          source: { kind: 'rtsp', url },
          logger: createLogger('silent', config.code),
          folder: config.dataDir,
          signal: closing.signal,
        });
        const shown = preview !== undefined && offBefore && nobodySits();
        return {
          check: report,
          ...(shown ? { preview: `data:image/jpeg;base64,${Buffer.from(preview).toString('base64')}` } : {}),
        };
      } finally {
        busy = false;
      }
    },
    close: () => closing.abort(),
  };
}
