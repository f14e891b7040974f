/** Whether programs of this machine wait for a camera at these ports; asked of the kernel, since a call would be taken for the camera. */
import { readFileSync } from 'node:fs';

const LISTEN = '0A';

export function areListening(ports: readonly number[]): boolean {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  const open = new Set(
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === LISTEN)
      .map(([, local]) => Number.parseInt(local?.split(':')[1] ?? '', 16)),
  );
  return ports.every((port) => open.has(port));
}
