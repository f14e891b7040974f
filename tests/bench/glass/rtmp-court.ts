/** A court whose rooms each listen for a camera over RTMP, and the one camera with a burned-in time that serves them. */
import { startCourt } from '../../rig/court.ts';
import { freePort } from '../../rig/ports.ts';
import { until } from '../../rig/processes.ts';
import type { Province } from '../../rig/province.ts';
import { areListening } from './listening.ts';
import { type Size, startTimecodeCamera } from './timecode-camera.ts';

/** The rooms are `CODE-1` … `CODE-n`, and their feeds `CODE-1-1` …. */
export async function startRtmpCourt(province: Pick<Province, 'http' | 'dir' | 'code'>, code: string, rooms: number) {
  const ports = await Promise.all(Array.from({ length: rooms }, freePort));
  const urls = ports.map((port) => `rtmp://127.0.0.1:${port}/live/camera`);
  const court = await startCourt(
    province,
    code,
    urls.map((url, i) => ({ feed: `${code}-${i + 1}-1`, source: { kind: 'rtmp-listen', url } })),
  );
  return {
    court,
    /** For the first so many rooms. A camera that began sooner would be refused by those that do not listen yet, and leave them out. */
    async startCamera(size: Size, first = rooms) {
      await until('the agents to listen', async () => areListening(ports.slice(0, first)) || undefined, 60_000);
      return startTimecodeCamera(size, urls.slice(0, first));
    },
  };
}
