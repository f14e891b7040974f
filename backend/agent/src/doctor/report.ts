/** Makes the technician's check out of what a camera's capture knows. Pure. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { isFailing } from '@giamsat/contract/camera/finding';
import type { CameraHealth, CameraStream } from '../capture/camera-model.ts';
import { capacityOf, type Machine } from './capacity.ts';

/** A part is filled, and the player holds three back (`media-rules.md` 17). */
const PARTS_BEHIND = 4;
const ENCODED_ANEW_MS = 80;

const partMs = (fps: number): number => Math.ceil(195 / (1000 / fps) - 1e-6) * (1000 / fps);

export function reportOf(seen: {
  health: CameraHealth;
  stream: CameraStream;
  machine: Machine;
  /** What the agent itself costs for one camera, percent of a core. */
  agentPercent?: number;
}): CameraCheck {
  const { health, stream, machine, agentPercent = 0 } = seen;
  const { facts, size, reorderMs } = stream;
  const { fps, kbps, keyIntervalMs, corePercent, levelDb, transcoded = false } = health;
  const findings = health.findings.toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
  const pass = health.state === 'running' && !findings.some(isFailing);
  const { codec, profile } = facts.picture ?? {};
  const cost = corePercent === undefined ? undefined : Math.round((corePercent + agentPercent) * 10) / 10;
  const shown = size ?? facts.picture;
  return {
    pass,
    ...(codec === undefined
      ? {}
      : {
          picture: {
            codec,
            ...(profile === undefined ? {} : { profile }),
            ...(shown?.width && shown.height ? { width: shown.width, height: shown.height } : {}),
          },
        }),
    ...(facts.sound ? { sound: { ...facts.sound, ...(levelDb === undefined ? {} : { levelDb }) } } : {}),
    ...(fps === undefined ? {} : { fps }),
    ...(kbps === undefined ? {} : { kbps }),
    ...(keyIntervalMs === undefined ? {} : { keyIntervalMs }),
    ...(pass && fps
      ? { latencyMs: Math.round(partMs(fps) * PARTS_BEHIND + reorderMs + (transcoded ? ENCODED_ANEW_MS : 0)) }
      : {}),
    transcoded,
    ...(cost === undefined ? {} : { corePercent: cost }),
    findings,
    capacity: capacityOf(machine, { corePercent: cost, kbps }),
  };
}
