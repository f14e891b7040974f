/** Slow readers: one for whom too much waits is taken out of its group until it has caught up, so that memory stays bounded. */
import type { Socket } from 'socket.io';
import type { Clock } from '../platform/clock.ts';
import type { Members } from './members.ts';
import type { LiveMetrics } from './metrics.ts';
import type { LiveNamespace, LiveSocket } from './sockets.ts';

export type BacklogLimits = {
  maxBacklogBytes: number;
  /** A reader that has not taken what waits for so long is let go. */
  maxLagMs: number;
};
export const BACKLOG_LIMITS: BacklogLimits = { maxBacklogBytes: 1024 * 1024, maxLagMs: 30_000 };

type Packet = { data?: unknown; options?: { wsPreEncodedFrame?: { byteLength: number }[] } };
type Connection = {
  writeBuffer: Packet[];
  transport: { socket?: { bufferedAmount?: number; terminate?(): void } };
};
const insideOf = (socket: Pick<Socket, 'conn'>): Connection => socket.conn as unknown as Connection;

const bytesOf = ({ data, options }: Packet): number => {
  const frame = options?.wsPreEncodedFrame;
  if (frame) return frame.reduce((sum, part) => sum + part.byteLength, 0);
  return typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;
};

/** Bytes in the kernel's way and in the library's queue. */
export function backlogOf(socket: Pick<Socket, 'conn'>): number {
  const { writeBuffer, transport } = insideOf(socket);
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const packet of writeBuffer) bytes += bytesOf(packet);
  return bytes;
}

/** To be called after each push and now and then. `headOf` tells a socket where its group stands. */
export function createBacklogWatch(deps: {
  namespace: LiveNamespace;
  members: Members;
  clock: Clock;
  metrics: LiveMetrics;
  limits: BacklogLimits;
  tellHead(socket: LiveSocket): void;
}): () => void {
  const { namespace, members, clock, metrics, limits, tellHead } = deps;

  return () => {
    const now = clock.now();
    let most = 0;
    for (const socket of namespace.sockets.values()) {
      const { data } = socket;
      if (!data.group) continue;
      const bytes = backlogOf(socket);
      most = Math.max(most, bytes);
      if (data.lagSince === undefined) {
        if (bytes <= limits.maxBacklogBytes) continue;
        data.lagSince = now;
        void socket.leave(data.group.room);
        metrics.lagging.inc({ what: 'taken-out' });
      } else if (bytes === 0) {
        // It will see that it is behind, and ask with its cursor.
        delete data.lagSince;
        void socket.join(data.group.room);
        tellHead(socket);
      } else if (now - data.lagSince > limits.maxLagMs) {
        metrics.lagging.inc({ what: 'let-go' });
        members.leave(socket);
        // Not a closing handshake, which would wait in the same queue.
        insideOf(socket).transport.socket?.terminate?.();
      }
    }
    metrics.backlog.set(most);
  };
}
